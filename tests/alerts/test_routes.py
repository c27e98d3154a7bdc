"""Routes are data: every mistake is told at once, and no secret is in them or told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from alerts.model import Kind, Severity
from alerts.routes import AlertRoutesError, QuietHours, load_routes, missing_variables
from tests.alerts.conftest import NOON

GOOD = """
channels:
  - {name: planning, url_env: MOKUHYO_ALERT_URL_PLANNING, quiet_hours: {start: "20:00", end: "07:30"}}
routes:
  - {channels: [planning], kinds: [gaps, verdicts, heartbeat], owners: [planning], minimum_severity: error}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "alert_routes.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read(tmp_path: Path) -> None:
    routes = load_routes(write(tmp_path, GOOD), None)
    assert routes is not None
    assert (routes.channels[0].language, routes.routes[0].minimum_severity) == ("ja", Severity.ERROR)
    assert missing_variables(routes, {}) == ["MOKUHYO_ALERT_URL_PLANNING"]
    assert missing_variables(routes, {"MOKUHYO_ALERT_URL_PLANNING": "json://a"}) == []


def test_without_a_file_everything_goes_to_the_addresses_of_the_variable(tmp_path: Path) -> None:
    routes = load_routes(tmp_path / "none.yml", SecretStr("json://one/PLANTED, mailto://two"))
    assert routes is not None
    assert [channel.url({}) for channel in routes.channels] == ["json://one/PLANTED", "mailto://two"]
    assert routes.routes[0].kinds == frozenset(Kind)
    assert "PLANTED" not in repr(routes) + routes.model_dump_json()


def test_without_both_nobody_is_told(tmp_path: Path) -> None:
    assert load_routes(tmp_path / "none.yml", None) is None


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("20:00", "25:00").replace("verdicts", "verdict") + "timezone: Asia/Nowhere\nextra: 1\n"
    with pytest.raises(AlertRoutesError) as caught:
        load_routes(write(tmp_path, bad), None)
    lines = str(caught.value).splitlines()
    for place in ("quiet_hours.start", "routes[0].kinds", "timezone", "extra"):
        assert any(place in line and "Remedy: " in line for line in lines), place


@pytest.mark.parametrize(
    "change",
    [
        ("MOKUHYO_ALERT_URL_PLANNING", "'slack://TOPSECRET/a/b'"),
        ("language: ja", "x"),
        ("url_env: MOKUHYO_ALERT_URL_PLANNING", "secret: TOPSECRET"),
        ("routes:\n", "routes:\n  - {channels: [planning, x: TOPSECRET://\n"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, change: tuple[str, str]) -> None:
    changed = GOOD.replace(*change)
    if changed == GOOD:
        changed = GOOD + "note: json://TOPSECRET\n"
    with pytest.raises(AlertRoutesError) as caught:
        load_routes(write(tmp_path, changed), None)
    assert "TOPSECRET" not in str(caught.value)


def test_routes_and_channels_must_fit(tmp_path: Path) -> None:
    with pytest.raises(AlertRoutesError, match="unknown channels: other; no route leads to: planning"):
        load_routes(write(tmp_path, GOOD.replace("channels: [planning]", "channels: [other]")), None)


@pytest.mark.parametrize(
    ("start", "end", "clock", "holds"),
    [
        ("20:00", "07:30", "19:59", False),
        ("20:00", "07:30", "20:00", True),
        ("20:00", "07:30", "00:00", True),
        ("20:00", "07:30", "07:30", False),
        ("12:00", "13:00", "12:59", True),
        ("12:00", "13:00", "13:00", False),
    ],
)
def test_quiet_hours(start: str, end: str, clock: str, holds: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    local = NOON.replace(hour=hour, minute=minute)
    hours = QuietHours(start=start, end=end)
    assert hours.holds(Severity.ERROR, local) is holds
    assert not hours.holds(Severity.CRITICAL, local)
