"""Delivery to real servers: a dead channel delays its own messages and nothing else; nothing is lost or sent twice."""

from __future__ import annotations

import email
import io
import logging
import time
from pathlib import Path

import pytest

import alerts.delivery
from alerts.composition import enqueue_news
from alerts.delivery import ChannelReport, deliver
from alerts.episodes import apply
from alerts.facts import Facts
from alerts.model import Message, Severity
from alerts.outbox import undelivered
from alerts.routes import AlertRoutes
from alerts.store import Store
from tests.alerts.builders import put, routes, seen
from tests.alerts.conftest import FrozenClock, Mailbox, Webhook

WEB, MAIL = "MOKUHYO_ALERT_URL_WEB", "MOKUHYO_ALERT_URL_MAIL"


def tick(
    outbox: Path, clock: FrozenClock, channels: AlertRoutes, environment: dict[str, str], seconds: float = 10
) -> dict[str, ChannelReport]:
    reports = deliver(outbox, channels, clock=clock, environment=environment, budget_seconds=seconds)
    return {report.channel: report for report in reports}


def waiting(outbox: Path) -> list[Message]:
    with Store(outbox) as store:
        return undelivered(store)


def titles(webhook: Webhook) -> list[str]:
    return [taken["title"] for taken in webhook.taken]


def test_both_kinds_of_server_take_plain_text(
    outbox: Path, clock: FrozenClock, webhook: Webhook, mailbox: Mailbox
) -> None:
    put(outbox, "web", "欠落 <b>&", clock())
    put(outbox, "mail", "欠落 <b>&", clock())
    tick(outbox, clock, routes("web", "mail"), {WEB: webhook.url(), MAIL: mailbox.url})
    assert waiting(outbox) == []
    assert webhook.taken[0]["message"] == "body of 欠落 <b>&"
    [mail] = [email.message_from_bytes(taken) for taken in mailbox.taken]
    [part] = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert (part.get_content_type(), payload.decode().strip()) == ("text/plain", "body of 欠落 <b>&")


@pytest.mark.parametrize("mode", ["fail", "hang"])
def test_a_dead_channel_delays_only_itself_and_keeps_the_order(
    outbox: Path, clock: FrozenClock, webhook: Webhook, mailbox: Mailbox, mode: str
) -> None:
    webhook.mode = mode
    channels, environment = routes("web", "mail"), {WEB: webhook.url(), MAIL: mailbox.url}
    for name in ("first", "second"):
        put(outbox, "web", name, clock())
    put(outbox, "mail", "letter", clock())
    report = tick(outbox, clock, channels, environment)
    assert report["web"].error
    assert len(mailbox.taken) == 1
    assert [message.attempts for message in waiting(outbox)] == [1, 0]
    webhook.mode = "ok"
    tick(outbox, clock, channels, environment)
    assert titles(webhook) == []  # not due yet, and the second does not overtake
    clock.forward(minutes=2)
    tick(outbox, clock, channels, environment)
    assert titles(webhook) == ["first", "second"]
    assert waiting(outbox) == []


def test_a_server_that_refuses_the_connection_gets_it_when_it_comes_back(
    outbox: Path, clock: FrozenClock, webhook: Webhook
) -> None:
    put(outbox, "web", "late", clock())
    for _ in range(8):
        assert tick(outbox, clock, routes("web"), {WEB: "json://127.0.0.1:1/x?cto=0.3"})["web"].error
        clock.forward(hours=1)
    tick(outbox, clock, routes("web"), {WEB: webhook.url()})
    assert titles(webhook) == ["late"]


def test_a_refused_mail_is_sent_again(outbox: Path, clock: FrozenClock, mailbox: Mailbox) -> None:
    mailbox.refuses = True
    put(outbox, "mail", "letter", clock())
    assert tick(outbox, clock, routes("mail"), {MAIL: mailbox.url})["mail"].error
    mailbox.refuses = False
    clock.forward(minutes=2)
    tick(outbox, clock, routes("mail"), {MAIL: mailbox.url})
    assert len(mailbox.taken) == 1


def test_a_tick_is_bounded_and_a_slow_sender_is_left_alone(outbox: Path, clock: FrozenClock) -> None:
    put(outbox, "web", "slow", clock())
    put(outbox, "mail", "quick", clock())
    sent: list[str] = []

    def sender(url: str, title: str, body: str) -> None:
        if "slow" in title:
            time.sleep(1.5)
        sent.append(title)

    def once() -> dict[str, ChannelReport]:
        reports = deliver(
            outbox,
            routes("web", "mail"),
            clock=clock,
            environment={WEB: "json://a", MAIL: "json://b"},
            sender=sender,
            budget_seconds=0.5,
        )
        return {report.channel: report for report in reports}

    assert once()["web"].is_busy
    assert once()["web"].is_busy  # the first attempt still holds the channel
    time.sleep(2)
    assert not once()["web"].is_busy
    assert sorted(sent) == ["quick", "slow"]
    assert waiting(outbox) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_a_crash_a_message_comes_at_most_once_more_and_says_so(
    outbox: Path, clock: FrozenClock, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(outbox, "web", "told", clock())

    def crash(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(alerts.delivery, "record_delivery", crash)
        tick(outbox, clock, routes("web"), {WEB: webhook.url()})
    for _ in range(3):
        tick(outbox, clock, routes("web"), {WEB: webhook.url()})
        clock.forward(hours=1)
    first, second = (taken["message"] for taken in webhook.taken)
    assert "Sent again" not in first
    assert "Sent again" in second


def test_one_message_that_the_channel_refuses_does_not_stop_the_others_for_ever(
    outbox: Path, clock: FrozenClock
) -> None:
    put(outbox, "web", "poison", clock())
    put(outbox, "web", "good", clock())
    sent: list[str] = []

    def sender(url: str, title: str, body: str) -> None:
        if title == "poison":
            raise alerts.delivery.DeliveryError("413")
        sent.append(title)

    for _ in range(8):
        deliver(outbox, routes("web"), clock=clock, environment={WEB: "json://a"}, sender=sender)
        clock.forward(hours=1)
    assert sent == ["good"]
    assert [message.title for message in waiting(outbox)] == ["poison"]


def test_a_recovery_never_overtakes_its_failure(outbox: Path, clock: FrozenClock) -> None:
    way = routes("web")
    for observation in (seen(1, 1, name="one"), seen(1, 2, name="other"), seen(0, 3, name="one")):
        with Store(outbox) as store, store.transaction():
            enqueue_news(store, way, apply(store, [observation], clock()), Facts, clock(), {})
    sent: list[str] = []

    def sender(url: str, title: str, body: str) -> None:
        if "new: one" in body:
            raise alerts.delivery.DeliveryError("413")
        sent.append(body.splitlines()[0])

    for _ in range(8):
        deliver(outbox, way, clock=clock, environment={WEB: "json://a"}, sender=sender)
        clock.forward(hours=1)
    assert sent == ["■ ERROR new: other"]


def test_after_a_silence_the_repeat_says_that_it_may_be_one(outbox: Path, clock: FrozenClock, webhook: Webhook) -> None:
    put(outbox, "web", "refused", clock())
    webhook.mode = "fail"
    tick(outbox, clock, routes("web"), {WEB: webhook.url()})
    put(outbox, "mail", "silence", clock())
    webhook.mode = "hang"
    tick(outbox, clock, routes("mail"), {MAIL: webhook.url()})
    webhook.mode = "ok"
    clock.forward(minutes=2)
    tick(outbox, clock, routes("web", "mail"), {WEB: webhook.url(), MAIL: webhook.url()})
    assert {taken["title"]: "Sent again" in taken["message"] for taken in webhook.taken} == {
        "refused": False,
        "silence": True,
    }


def test_quiet_hours_hold_across_midnight_and_let_the_gravest_through(
    outbox: Path, clock: FrozenClock, webhook: Webhook
) -> None:
    channels = routes("web").model_dump(mode="json")
    channels["channels"][0]["quiet_hours"] = {"start": "20:00", "end": "07:30", "break_through": ["critical"]}
    night = AlertRoutes.model_validate(channels)
    put(outbox, "web", "error", clock())
    put(outbox, "web", "critical", clock(), Severity.CRITICAL)
    clock.forward(hours=11)  # 23:00 in Tokyo
    tick(outbox, clock, night, {WEB: webhook.url()})
    assert titles(webhook) == ["critical"]
    assert [message.state for message in waiting(outbox)] == ["held"]
    clock.forward(hours=8, minutes=29)  # 07:29
    tick(outbox, clock, night, {WEB: webhook.url()})
    assert titles(webhook) == ["critical"]
    clock.forward(minutes=1)
    tick(outbox, clock, night, {WEB: webhook.url()})
    assert titles(webhook) == ["critical", "error"]


def test_a_clock_set_back_does_not_delay_a_message_for_years(
    outbox: Path, clock: FrozenClock, webhook: Webhook
) -> None:
    webhook.mode = "fail"
    put(outbox, "web", "told", clock())
    clock.forward(days=3000)
    tick(outbox, clock, routes("web"), {WEB: webhook.url()})
    clock.forward(days=-3000)
    webhook.mode = "ok"
    tick(outbox, clock, routes("web"), {WEB: webhook.url()})
    tick(outbox, clock, routes("web"), {WEB: webhook.url()})
    assert titles(webhook) == ["told"]


def test_an_address_is_seen_nowhere(
    outbox: Path, clock: FrozenClock, webhook: Webhook, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "PLANTED-S3CRET"
    webhook.mode = "fail"
    environment = {
        WEB: webhook.url(secret),
        MAIL: f"mailto://user:{secret}@127.0.0.1:1?from=a@example.com&to=b@example.com&cto=0.3",
        "MOKUHYO_ALERT_URL_BAD": f"slack://{secret}",
        "MOKUHYO_ALERT_URL_FILE": f"json://127.0.0.1/{secret}#?template=/etc/hostname",
    }
    channels = routes("web", "mail", "bad", "file")
    for channel in channels.channels:
        put(outbox, channel.name, channel.name, clock())
    log = io.StringIO()  # as a server's log has it; caplog also listens where nothing is passed on
    handler = logging.StreamHandler(log)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(1)
    try:
        reports = tick(outbox, clock, channels, environment)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert all(report.error for report in reports.values())
    assert "would read a file" in str(reports["file"].error)
    assert secret not in " ".join([str(reports), log.getvalue(), *capfd.readouterr()])
    assert all(secret.encode() not in file.read_bytes() for file in outbox.parent.iterdir() if file.is_file())
