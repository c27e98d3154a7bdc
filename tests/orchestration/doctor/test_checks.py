"""Break one thing, and exactly its check turns; the remedy is there in both languages."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.receipts import write_receipt
from orchestration.doctor import disk, installation, state
from orchestration.doctor.checks import CHECKS
from orchestration.doctor.findings import Check, Level, Subject, diagnose
from orchestration.observation.run_records import RunFile
from orchestration.settings import Settings
from reporting.language import Language
from tests.alerts.builders import put
from tests.orchestration.doctor.sound_home import (
    NOW,
    PUBLICATION,
    STARTED,
    parquet,
    receipt,
    record_run,
    sound,
)

Break = Callable[[Subject], object]
Levels = dict[str, Level]


def levels(subject: Subject) -> Levels:
    # Whether this environment is the locked one is not for these tests to say.
    results = diagnose(subject, [check for check in CHECKS if check.area != "installation"])
    for result in results:
        is_fine = result.finding.level is Level.OK
        assert is_fine or (result.finding.remedy_ja and result.finding.remedy_en), result
        assert result.finding.ja, result
        assert result.finding.en, result
    return {f"{result.check.area}.{result.check.name}": result.finding.level for result in results}


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return sound(tmp_path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))


def write(path: Path, content: bytes | str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))


def publication(subject: Subject) -> Path:
    return subject.home.publications / PUBLICATION


BREAKS: list[tuple[str, Level, Break]] = [
    ("configuration.waivers", Level.FAILED, lambda s: write(s.home.gap_waivers, "waivers: [")),
    ("configuration.company_decisions", Level.FAILED, lambda s: write(s.home.company_pairs, "a,b\n1,2\n")),
    ("alerts.alert_routes", Level.FAILED, lambda s: write(s.home.alert_routes, "channels: [")),
    ("alerts.deliveries", Level.WARNING, lambda s: put(s.home.alert_outbox, "planning", "late", STARTED)),
    ("permissions.private", Level.FAILED, lambda s: s.home.served_token.chmod(0o640)),
    ("permissions.private", Level.FAILED, lambda s: (s.home.root / "internal").chmod(0o755)),
    ("permissions.nothing_world_writable", Level.FAILED, lambda s: s.home.landing.chmod(0o777)),
    ("time.clock", Level.FAILED, lambda s: os.utime(publication(s), (NOW.timestamp() + 3600,) * 2)),
    ("home.publication", Level.FAILED, lambda s: (publication(s) / "kpi_target_status.parquet").unlink()),
    ("home.publication", Level.FAILED, lambda s: parquet(publication(s) / "kpi_target_status.parquet", 2)),
    ("home.publication", Level.FAILED, lambda s: write(publication(s) / "kpi_target_status.parquet", "cut off")),
    ("home.publication", Level.FAILED, lambda s: (publication(s) / "manifest.json").unlink()),
    ("home.publication", Level.FAILED, lambda s: write(publication(s) / "manifest.json", "{")),
    ("home.publication", Level.FAILED, lambda s: (publication(s) / "marts.duckdb").unlink()),
    ("home.publication", Level.FAILED, lambda s: (publication(s) / "data_dictionary.csv").unlink()),
    ("home.publication", Level.FAILED, lambda s: (s.home.root / "internal" / f"{PUBLICATION}.duckdb").unlink()),
    ("home.leftovers", Level.WARNING, lambda s: (s.home.publications / ".2026.unfinished").mkdir()),
    ("home.leftovers", Level.WARNING, lambda s: write(s.home.receipts / ".a.json.12.tmp")),
    ("home.warehouse", Level.FAILED, lambda s: write(s.home.warehouse, b"garbage" * 2000)),
    ("home.landing", Level.FAILED, lambda s: (s.home.landing / "fdi_cases" / "fy=2026" / "a.parquet").unlink()),
    ("home.landing", Level.FAILED, lambda s: parquet(s.home.landing / "fdi_cases" / "fy=2026" / "a.parquet", 1)),
    ("home.dagster_storage", Level.FAILED, lambda s: write(s.home.dagster / "runs.db", b"garbage" * 2000)),
    (
        "home.dagster_configuration",
        Level.FAILED,
        lambda s: edit(s.home.dagster / "dagster.yaml", "enabled: false", "enabled: true"),
    ),
    (
        "home.dagster_configuration",
        Level.FAILED,
        lambda s: edit(s.home.dagster / "dagster.yaml", "default_limit: 1", "default_limit: 2"),
    ),
    (
        "home.dagster_configuration",
        Level.FAILED,
        lambda s: edit(s.home.dagster / "dagster.yaml", "config: {}", "config: {base_dir: /elsewhere}"),
    ),
    ("run.last_run", Level.FAILED, lambda s: record_run(s.home, "failed", NOW)),
    ("run.last_run", Level.WARNING, lambda s: record_run(s.home, None, NOW)),
    ("inbox.unread", Level.WARNING, lambda s: (Path(str(s.settings.inbox)) / "fdi_case").mkdir()),
    ("inbox.unread", Level.WARNING, lambda s: write(Path(str(s.settings.inbox)) / "fdi_cases" / "new.csv")),
    ("inbox.quarantined", Level.WARNING, lambda s: write_receipt(s.home.receipts, receipt(outcome="quarantined"))),
]


def test_a_sound_home_has_nothing_to_remedy(subject: Subject) -> None:
    assert set(levels(subject).values()) == {Level.OK}


@pytest.mark.parametrize(
    ("name", "level", "breaks"), BREAKS, ids=[f"{name}-{at}" for at, (name, *_) in enumerate(BREAKS)]
)
def test_what_is_broken_turns_its_check_alone(subject: Subject, name: str, level: Level, breaks: Break) -> None:
    breaks(subject)
    if name != "time.clock":
        for path in subject.home.root.rglob("*"):
            os.utime(path, (NOW.timestamp(), NOW.timestamp()), follow_symlinks=False)
    assert {one: found for one, found in levels(subject).items() if found is not Level.OK} == {name: level}


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("inbox.reachable", {"inbox": "/no/such/folder"}),
        ("configuration.contracts", {"contracts": Path("/no/such/folder")}),
        ("configuration.waivers", {"waivers": Path("/no/such/file.yml")}),
        ("configuration.targets", {"profile": Path("/no/such/folder")}),
    ],
)
def test_a_choice_that_leads_nowhere(subject: Subject, name: str, choice: dict[str, Any]) -> None:
    settings = Settings(**{"home": subject.home.root, "inbox": subject.settings.inbox, **choice})
    assert levels(dataclasses.replace(subject, settings=settings))[name] is Level.FAILED


def test_choices_that_are_not_valid(subject: Subject) -> None:
    found = levels(dataclasses.replace(subject, problems=("timezone: 'Mars' is no time zone.",)))
    assert found["configuration.settings"] is Level.FAILED


@pytest.mark.parametrize(("free", "level"), [(10**6, Level.FAILED), (10**9, Level.WARNING), (10**12, Level.OK)])
def test_space(subject: Subject, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert disk.space(subject).level is level


@pytest.mark.parametrize(("left", "level"), [(5, Level.FAILED), (5_000, Level.WARNING), (10**6, Level.OK)])
def test_inodes(subject: Subject, monkeypatch: pytest.MonkeyPatch, left: int, level: Level) -> None:
    monkeypatch.setattr(disk.os, "statvfs", lambda _: SimpleNamespace(f_files=10**7, f_favail=left))
    assert disk.inodes(subject).level is level


def test_a_home_that_may_not_be_written(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.os, "access", lambda place, _: place != subject.home.receipts)
    assert disk.writable(subject).level is Level.FAILED


def test_a_home_on_two_disks(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.stat

    def stat(path: Path, **options: Any) -> Any:
        found = original(path, **options)
        if path != subject.home.publications:
            return found
        return SimpleNamespace(st_dev=found.st_dev + 1, st_mode=found.st_mode)

    monkeypatch.setattr(Path, "stat", stat)
    finding = disk.one_file_system(subject)
    assert (finding.level, str(subject.home.publications) in finding.en) == (Level.FAILED, True)


def test_versions_out_of_bounds_and_other_than_locked(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = installation._installed
    monkeypatch.setattr(installation, "_installed", lambda name: "1.4.0" if name == "duckdb" else installed(name))
    assert installation.dependencies(subject).level is Level.FAILED
    assert "duckdb 1.4.0 (==1.5.5)" in installation.dependencies(subject).en
    assert installation.locked(subject).level is Level.WARNING


def test_a_module_that_cannot_be_loaded(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ImportError("wrong ELF class") if name == "pyarrow" else ImportWarning

    monkeypatch.setattr(installation, "import_module", refuse)
    assert "pyarrow: ImportError: wrong ELF class" in installation.imports(subject).en


def test_a_run_that_is_going_on_is_left_alone(subject: Subject) -> None:
    run = RunFile(subject.home.runs, "now", NOW)
    run.append(NOW, "run_started", run_id="now", job="refresh", started_by="UI", is_peak_per_step=True)
    write(subject.home.receipts / ".a.json.12.tmp")
    assert state.leftovers(subject).level is Level.OK
    assert "in use" in state.warehouse(subject).en
    run.close()
    assert state.leftovers(subject).level is Level.WARNING


def test_a_check_that_crashes_is_a_line_of_its_own(subject: Subject) -> None:
    def crash(_: Subject) -> Any:
        raise KeyError("unexpected")

    results = diagnose(subject, [Check("home", "crashing", crash), *CHECKS])
    assert len(results) == len(CHECKS) + 1
    assert "KeyError" in results[0].finding.said(Language.ENGLISH)
    assert results[0].finding.level is Level.FAILED


def test_an_old_run_is_a_warning(subject: Subject) -> None:
    later = dataclasses.replace(subject, now=NOW.replace(month=12))
    assert levels(later)["run.last_run"] is Level.WARNING
