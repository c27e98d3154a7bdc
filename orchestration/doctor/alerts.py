"""Does anybody hear of what goes wrong?"""

from __future__ import annotations

from datetime import timedelta

from orchestration.doctor.findings import Finding, Subject, first_few, from_error, ok, warning
from orchestration.doctor.state import reading_uri

# A channel that is away for an hour is tried several times; longer is no hiccup.
LONGEST_WAIT = timedelta(hours=1)


def alert_routes(subject: Subject) -> Finding:
    """Is somebody to be told, and are the addresses there?"""
    from alerts.routes import AlertRoutesError, missing_variables
    from orchestration.alerting import routes_of

    try:
        routes = routes_of(subject.settings)
    except AlertRoutesError as error:
        return from_error(error)
    if routes is None:
        return warning(
            "通知先なし",
            "nobody is told when something fails",
            "docs/alerts.md のとおり通知先を決める",
            "name a channel as docs/alerts.md shows.",
        )
    missing = missing_variables(routes)
    if missing:
        listed = first_few(missing)
        return warning(
            f"通知先の変数なし: {listed}",
            f"channels without an address: {listed}",
            "変数を設定して再起動する",
            "set the variables and restart.",
        )
    return ok(f"通知先 {len(routes.channels)} 件", f"{len(routes.channels)} channels")


def deliveries(subject: Subject) -> Finding:
    """Do messages arrive?"""
    from alerts.outbox import undelivered
    from alerts.store import Store

    outbox = subject.home.alert_outbox
    if not outbox.is_file():
        return ok("通知なし", "no message was written yet")
    with Store.reading(reading_uri(outbox)) as store:
        waiting = [message for message in undelivered(store) if message.state != "held"]
    late = [message for message in waiting if subject.now - message.created_at > LONGEST_WAIT]
    if late:
        channels = first_few(sorted({message.channel for message in late}))
        return warning(
            f"{len(late)} 件の通知が届かない: {channels}",
            f"{len(late)} messages wait for longer than an hour: {channels}",
            "`mokuhyo alerts list` で理由を見て、`mokuhyo alerts test` で試す",
            "see why with `mokuhyo alerts list`, try with `mokuhyo alerts test`.",
        )
    return ok(f"待機中の通知 {len(waiting)} 件", f"{len(waiting)} messages wait")
