"""One message per failure, not per run; the order is that of the event log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.episodes import apply, open_episodes, remind
from alerts.model import Change, Observation, Severity
from alerts.store import Store
from tests.alerts.builders import seen
from tests.alerts.conftest import FrozenClock


@pytest.fixture
def store(outbox: Path) -> Iterator[Store]:
    with Store(outbox) as opened:
        yield opened


def changes(store: Store, clock: FrozenClock, *observations: Observation) -> list[Change]:
    with store.transaction():
        return [news.change for news in apply(store, observations, clock())]


def test_a_failure_is_told_once_and_its_end_once(store: Store, clock: FrozenClock) -> None:
    told = changes(store, clock, seen(0, 1), seen(1, 2), seen(1, 3), seen(1, 4), seen(0, 5), seen(0, 6))
    assert told == [Change.OPENED, Change.RECOVERED]
    assert open_episodes(store) == []


def test_what_turns_worse_or_better_is_told(store: Store, clock: FrozenClock) -> None:
    told = changes(store, clock, seen(1, 1), seen(2, 2), seen(2, 3), seen(1, 4), seen(0, 5))
    assert told == [Change.OPENED, Change.WORSENED, Change.IMPROVED, Change.RECOVERED]


def test_events_read_again_or_late_are_no_news(store: Store, clock: FrozenClock) -> None:
    assert changes(store, clock, seen(1, 5)) == [Change.OPENED]
    assert changes(store, clock, seen(1, 5), seen(0, 3), seen(0, 4)) == []
    assert len(open_episodes(store)) == 1


def test_the_clock_decides_nothing(store: Store, clock: FrozenClock) -> None:
    assert changes(store, clock, seen(1, 1)) == [Change.OPENED]
    clock.forward(days=-400)
    assert changes(store, clock, seen(0, 2)) == [Change.RECOVERED]
    clock.forward(days=800)
    assert changes(store, clock, seen(1, 3)) == [Change.OPENED]


def test_the_end_has_the_gravest_severity_of_the_episode(store: Store, clock: FrozenClock) -> None:
    with store.transaction():
        news = apply(store, [seen(1, 1, severity=Severity.ERROR), seen(0, 2, severity=Severity.INFO)], clock())
    assert news[-1].severity is Severity.ERROR


def test_news_have_the_same_name_whoever_reads_them(tmp_path: Path, clock: FrozenClock) -> None:
    names = []
    for folder in ("one", "two"):
        with Store(tmp_path / folder / "outbox.sqlite") as store, store.transaction():
            names.append([news.id for news in apply(store, [seen(1, 1), seen(0, 2)], clock())])
    assert names[0] == names[1]
    assert len(set(names[0])) == 2


def test_what_lasts_is_told_again_after_a_while(store: Store, clock: FrozenClock) -> None:
    changes(store, clock, seen(1, 1))

    def due() -> list[Change]:
        with store.transaction():
            news = remind(store, lambda _: timedelta(hours=24), clock(), is_gone=lambda _: False)
        return [one.change for one in news]

    clock.forward(hours=23)
    assert due() == []
    clock.forward(hours=2)
    assert due() == [Change.REMINDED]
    assert due() == []
    clock.forward(hours=-1000)  # reckoned by the clock that was set back from here on
    assert due() == []
    clock.forward(hours=25)
    assert due() == [Change.REMINDED]


def test_a_check_that_no_longer_exists_is_closed(store: Store, clock: FrozenClock) -> None:
    changes(store, clock, seen(1, 1))
    clock.forward(hours=25)
    with store.transaction():
        news = remind(store, lambda _: timedelta(hours=24), clock(), is_gone=lambda _: True)
    assert [one.change for one in news] == [Change.RECOVERED]
    assert open_episodes(store) == []
