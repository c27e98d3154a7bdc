"""One message per batch and channel: bounded, routed, in the channel's language, without what must not be told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from alerts.composition import enqueue_news
from alerts.episodes import apply, remind
from alerts.facts import Facts
from alerts.heartbeat import enqueue_heartbeats
from alerts.model import Kind, Message, Observation, Severity
from alerts.outbox import undelivered
from alerts.routes import AlertRoutes
from alerts.store import Store
from tests.alerts.builders import routes, seen
from tests.alerts.conftest import FrozenClock

NAME = "orders__date__missing"
FACTS = Facts(
    gaps={
        NAME: [
            {
                "gap_id": "gap-1",
                "indicator_ids": ["orders"],
                "detail_ja": "日付のない行が2件あります。",
                "detail_en": "Rows without a date: 2.",
                "blocking": True,
            }
        ]
    },
    effects={
        "gap-1": [
            {
                "indicator_id": "orders",
                "budget_reading": "all",
                "effect_low": Decimal("-2.00"),
                "effect_high": None,
                "is_suppressed": False,
            }
        ]
    },
    records={"gap-1": [{"source_file": "orders/@channel <x>.csv", "source_row": 7, "record_id": "R-1"}]},
    targets={
        "orders": {
            "status": "not_assessable",
            "budget_reading": "all",
            "reason_ja": "欠落により変わりうる。",
            "reason_en": "Gaps could change the verdict.",
            "as_of_date": date(2026, 10, 31),
        }
    },
    names={"orders": ("受注件数", "Orders")},
)


def tell(
    outbox: Path, clock: FrozenClock, way: AlertRoutes, *observations: Observation, facts: Facts = FACTS
) -> list[Message]:
    with Store(outbox) as store:
        with store.transaction():
            enqueue_news(store, way, apply(store, observations, clock()), lambda: facts, clock(), {})
        return undelivered(store)


def many(count: int, position: int = 1, **details: Any) -> list[Observation]:
    grave = [Severity.WARNING, Severity.CRITICAL]
    return [seen(1, position, name=f"check_{n:03}", severity=grave[n % 2], **details) for n in range(count)]


def test_a_message_says_what_why_where_and_who(outbox: Path, clock: FrozenClock) -> None:
    links: dict[str, Any] = {"runbook": "docs/runbook.md#dates", "ui": "http://127.0.0.1:3000/x", "owner": "planning"}
    [message] = tell(outbox, clock, routes("web"), seen(1, 1, **links))
    assert message.title == "[mokuhyo] ERROR: new 1"
    for part in (
        NAME,
        "Rows without a date: 2.",
        "Blocks the verdict.",
        "Orders [orders]: could move the actual by -2 to unbounded, verdict not_assessable (gaps could change it)",
        "Rows: orders/＠channel ‹x›.csv row 7",
        "Owner: planning",
        "Runbook: docs/runbook.md#dates",
        "UI: http://127.0.0.1:3000/x",
    ):
        assert part in message.body
    assert "R-1" not in message.body


def test_both_languages(outbox: Path, clock: FrozenClock) -> None:
    way = routes("en", "ja").model_dump(mode="json")
    way["channels"][1]["language"] = "ja"
    verdict = seen(1, 1, kind=Kind.VERDICTS, name="verdict__orders", indicator="orders")
    verdict = Observation(**{**vars(verdict), "status": "not_assessable"})
    english, japanese = tell(outbox, clock, AlertRoutes.model_validate(way), verdict, seen(1, 1))
    assert "Orders [orders]" in english.body
    assert "Gaps could change the verdict." in english.body
    assert "受注件数 [orders]" in japanese.body
    assert "判定 判定不能" in japanese.body
    assert "欠落により変わりうる。" in japanese.body
    assert japanese.title == "[mokuhyo] エラー: 新規 2"


def test_each_language_is_led_to_its_runbook_unless_another_is_named(outbox: Path, clock: FrozenClock) -> None:
    way = routes("en", "ja").model_dump(mode="json")
    way["channels"][1]["language"] = "ja"
    failure = seen(1, 1, runbook="docs/runbook.md#dates")
    english, japanese = tell(outbox, clock, AlertRoutes.model_validate(way), failure)
    assert "Runbook: docs/runbook.md#dates" in english.body.splitlines()
    assert "手順: docs/runbook.ja.md#dates" in japanese.body.splitlines()
    way["links"] = {"runbook": "https://wiki.example.jp/gaps"}
    other = outbox.with_name("other.sqlite")
    english, japanese = tell(other, clock, AlertRoutes.model_validate(way), failure)
    assert "Runbook: https://wiki.example.jp/gaps#dates" in english.body.splitlines()
    assert "手順: https://wiki.example.jp/gaps#dates" in japanese.body.splitlines()


def test_what_is_held_back_from_readers_is_held_back_here(outbox: Path, clock: FrozenClock) -> None:
    effect = {**FACTS.effects["gap-1"][0], "is_suppressed": True}
    hidden = Facts(**{**vars(FACTS), "effects": {"gap-1": [effect]}})
    [message] = tell(outbox, clock, routes("web"), seen(1, 1), facts=hidden)
    assert "effect held back" in message.body
    assert "-2" not in message.body


def test_many_failures_are_one_bounded_message_and_each_has_an_episode(outbox: Path, clock: FrozenClock) -> None:
    [message] = tell(outbox, clock, routes("web", bounds={"items": 3}), *many(40))
    assert message.title == "[mokuhyo] CRITICAL: new 40"
    assert message.body.count("■ CRITICAL") == 3
    assert "and 37 more (CRITICAL 17, WARNING 20)" in message.body
    with Store(outbox) as store:
        told = store.connection.execute("select count(*) from message_items").fetchone()[0]
        assert (told, store.connection.execute("select count(*) from episodes").fetchone()[0]) == (40, 40)


def test_a_message_is_never_longer_than_its_bound(outbox: Path, clock: FrozenClock) -> None:
    way = routes("web", bounds={"characters": 600})
    [message] = tell(outbox, clock, way, *many(40, owner="x" * 5000))
    assert len(message.body) <= 600
    assert "more (" in message.body


def test_owner_and_severity_choose_the_channel(outbox: Path, clock: FrozenClock) -> None:
    way = routes("web", "mail").model_dump(mode="json")
    way["routes"] = [
        {"channels": ["web"], "owners": ["overseas"], "minimum_severity": "error"},
        {"channels": ["mail"], "kinds": ["verdicts"]},
    ]
    messages = tell(
        outbox,
        clock,
        AlertRoutes.model_validate(way),
        seen(1, 1, name="theirs", owner="overseas"),
        seen(1, 1, name="too_light", owner="overseas", severity=Severity.WARNING),
        seen(1, 1, name="of_others", owner="planning"),
        seen(1, 1, name="verdict__orders", kind=Kind.VERDICTS, indicator="orders"),
    )
    assert [(m.channel, m.title) for m in messages] == [
        ("web", "[mokuhyo] ERROR: new 2"),
        ("mail", "[mokuhyo] ERROR: new 1"),
    ]
    assert "of_others" not in messages[0].body
    assert "too_light" not in messages[0].body


def test_the_same_news_are_one_message_also_when_reading_forgot_them(outbox: Path, clock: FrozenClock) -> None:
    tell(outbox, clock, routes("web"), seen(1, 1))
    with Store(outbox) as store:
        store.connection.execute("delete from episodes")
        store.connection.execute("delete from subjects")
    assert len(tell(outbox, clock, routes("web"), seen(1, 1))) == 1


def test_nobody_is_reminded_of_what_he_has_not_heard_yet(outbox: Path, clock: FrozenClock) -> None:
    way = routes("web")
    tell(outbox, clock, way, seen(1, 1))
    for _ in range(3):
        clock.forward(days=8)
        with Store(outbox) as store, store.transaction():
            news = remind(store, way.reminders.interval, clock(), is_gone=lambda _: False)
            enqueue_news(store, way, news, lambda: FACTS, clock(), {})
    with Store(outbox) as store:
        assert len(undelivered(store)) == 1


def test_an_address_in_the_data_is_taken_out(outbox: Path, clock: FrozenClock) -> None:
    environment = {"MOKUHYO_ALERT_URL_WEB": "json://host.example/PLANTED-S3CRET"}
    with Store(outbox) as store:
        with store.transaction():
            news = apply(store, [seen(1, 1, owner="see json://host.example/PLANTED-S3CRET")], clock())
            enqueue_news(store, routes("web"), news, lambda: FACTS, clock(), environment)
        assert "PLANTED" not in undelivered(store)[0].body


def test_one_heartbeat_a_day_to_those_who_asked(outbox: Path, clock: FrozenClock) -> None:
    way = AlertRoutes.model_validate(
        {
            **routes("web", "mail").model_dump(mode="json"),
            "routes": [{"channels": ["web", "mail"]}, {"channels": ["web"], "kinds": ["heartbeat"]}],
        }
    )

    def due() -> int:
        with Store(outbox) as store, store.transaction():
            written = enqueue_heartbeats(store, way, {"open_episodes": 2}, clock())
            store.connection.execute("update messages set state = 'delivered'")
            return written

    assert [due(), due()] == [1, 0]
    clock.forward(hours=12)  # midnight in Tokyo; the next one comes at nine
    assert due() == 0
    clock.forward(hours=9)
    assert due() == 1
    clock.forward(days=-1)
    assert due() == 0
