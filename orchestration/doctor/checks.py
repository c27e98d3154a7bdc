"""Every check of the doctor, in the order in which they are shown; the one place to add one."""

from __future__ import annotations

from orchestration.doctor import alerts, clock, configuration, disk, inbox, installation, last_run, permissions, state
from orchestration.doctor.findings import Check

CHECKS: tuple[Check, ...] = (
    Check("installation", "python", installation.python),
    Check("installation", "dependencies", installation.dependencies),
    Check("installation", "locked", installation.locked),
    Check("installation", "imports", installation.imports),
    Check("installation", "served_extensions", installation.served_extensions),
    Check("configuration", "settings", configuration.settings),
    Check("configuration", "contracts", configuration.contracts),
    Check("configuration", "targets", configuration.targets),
    Check("configuration", "waivers", configuration.waivers),
    Check("configuration", "company_decisions", configuration.company_decisions),
    Check("alerts", "alert_routes", alerts.alert_routes),
    Check("alerts", "deliveries", alerts.deliveries),
    Check("disk", "space", disk.space),
    Check("disk", "inodes", disk.inodes),
    Check("disk", "writable", disk.writable),
    Check("disk", "one_file_system", disk.one_file_system),
    Check("permissions", "private", permissions.private),
    Check("permissions", "nothing_world_writable", permissions.nothing_world_writable),
    Check("time", "clock", clock.clock),
    Check("home", "publication", state.publication),
    Check("home", "leftovers", state.leftovers),
    Check("home", "warehouse", state.warehouse),
    Check("home", "landing", state.landing),
    Check("home", "dagster_storage", state.dagster_storage),
    Check("home", "dagster_configuration", state.dagster_configuration),
    Check("run", "last_run", last_run.last_run),
    Check("inbox", "reachable", inbox.reachable),
    Check("inbox", "unread", inbox.unread),
    Check("inbox", "quarantined", inbox.quarantined),
)
