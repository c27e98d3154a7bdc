"""Ten thousand check events, channels that come and go, a sensor that is killed: what arrives, what twice, what not.

Check evaluations are written into Dagster's SQLite, run by run; a child process ticks the real sensor until it is
killed (SIGKILL), often while a message is on its way, and is started anew with a clock that is wrong in another way. A
mail server and a webhook on 127.0.0.1 go down, hang and answer with errors. What must arrive is reckoned here from what
was written, without the code under test.

    python -m benchmarks.alert_soak --out benchmarks/results/alert_soak.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.alert_soak_servers import Receiver, SoakMailServer, SoakWebhook

if TYPE_CHECKING:
    import dagster as dg

VERDICTS = 8
VERDICT_STATUSES = ("met", "on_track", "at_risk", "not_assessable", "missed")
ORDER = {"passed": 0, "met": 0, "on_track": 0, "failed": 1, "at_risk": 1, "not_assessable": 1, "missed": 2}
OWNERS = ("planning", "overseas")
SEVERITIES = ("info", "warning", "error", "critical")
FAILING_RUNS = 0.05
TURNING = 0.06
SPEED = 240  # minutes of waiting pass in quarters of a second
PATIENCE_SECONDS = 240
ROUTES = """
channels:
  - {name: web, language: en, url_env: MOKUHYO_ALERT_URL_WEB}
  - {name: mail, language: en, url_env: MOKUHYO_ALERT_URL_MAIL}
routes:
  - {channels: [web], kinds: [gaps, verdicts, runs], minimum_severity: info}
  - {channels: [mail], kinds: [gaps, verdicts], owners: [overseas], minimum_severity: error}
reminders: {data_hours: 1000000, run_hours: 1000000}
bounds: {items: 2000, characters: 1000000}
watch: {run_hours: null, stuck_minutes: 1000000, queued_minutes: 1000000}
"""


class Check:
    """A check of the soak: its name, its owner, its severity, how it stands."""

    def __init__(self, number: int) -> None:
        self.is_verdict = number < VERDICTS
        self.name = f"verdict__indicator_{number}" if self.is_verdict else f"table_{number}__value__missing"
        self.shown = f"indicator_{number}" if self.is_verdict else self.name
        self.owner = None if self.is_verdict else OWNERS[number % 2]
        self.severity = SEVERITIES[number % 4]
        self.status = "met" if self.is_verdict else "passed"

    def turn(self, chance: random.Random) -> None:
        """Stand another way, now and then."""
        if chance.random() < TURNING:
            self.status = chance.choice(VERDICT_STATUSES if self.is_verdict else ("passed", "failed"))


class Expected:
    """What each channel must hear, in order, by simple rules of its own."""

    def __init__(self) -> None:
        self.sequences: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.messages: Counter[str] = Counter()
        self._levels: dict[str, int] = {}
        self._mail_hears: dict[str, bool] = {}

    def run_ended(self, checks: list[Check], *, failed: bool) -> None:
        """Reckon what a run must lead to."""
        heard: set[str] = set()
        for check in checks:
            word = self._word(check.shown, ORDER[check.status])
            if word is None:
                continue
            heard.add("web")
            self.sequences["web", check.shown].append(word)
            if self._reaches_mail(check, word):
                heard.add("mail")
                self.sequences["mail", check.shown].append(word)
        word = self._word("run soak", int(failed))
        if word is not None:
            heard.add("web")
            self.sequences["web", "run soak"].append(word)
        self.messages.update(heard)

    def _word(self, name: str, level: int) -> str | None:
        before = self._levels.get(name, 0)
        self._levels[name] = level
        if level > before:
            return "new" if before == 0 else "worse"
        if level < before:
            return "recovered" if level == 0 else "better"
        return None

    def _reaches_mail(self, check: Check, word: str) -> bool:
        if not check.is_verdict:
            return check.owner == "overseas" and check.severity in ("error", "critical")
        # A verdict is grave once it was missed, and stays so until its episode ends.
        if word == "new":
            self._mail_hears[check.name] = False
        if check.status == "missed":
            self._mail_hears[check.name] = True
        return self._mail_hears[check.name]


def run_child(home: Path, offset_hours: float, began: float) -> None:
    """Tick the real sensor until killed."""
    import dagster as dg

    from orchestration.automation.alert_sensor import build_alert_sensor
    from orchestration.home import Home
    from orchestration.instance import open_instance
    from orchestration.settings import Settings

    def clock() -> datetime:
        passed = (time.time() - began) * SPEED
        return datetime.fromtimestamp(began + passed, UTC) + timedelta(hours=offset_hours)

    sensor = build_alert_sensor(Settings(home=home), clock=clock)
    with open_instance(Home(home)) as instance:
        while True:
            with dg.build_sensor_context(instance=instance) as context:
                sensor(context)
            time.sleep(0.05)


def write_run(instance: dg.DagsterInstance, checks: list[Check], *, failed: bool) -> None:
    """Write a run into the event log: its checks, then its end.

    Args:
        instance: The instance.
        checks: As they stand.
        failed: Whether the run fails after its checks.
    """
    import dagster as dg

    from orchestration.checks.verdicts import TARGET_STATUS

    table = dg.AssetKey(["intermediate", "soak"])
    run = dg.DagsterRun(job_name="soak", status=dg.DagsterRunStatus.STARTED)
    instance.add_run(run)
    for check in checks:
        said = {"status": check.status}
        if not check.is_verdict:
            said |= {"owner": str(check.owner), "severity": check.severity}
        evaluation = dg.AssetCheckEvaluation(
            asset_key=TARGET_STATUS if check.is_verdict else table,
            check_name=check.name,
            passed=ORDER[check.status] == 0,
            metadata=said,
        )
        event = dg.DagsterEvent(
            dg.DagsterEventType.ASSET_CHECK_EVALUATION.value, "soak", event_specific_data=evaluation
        )
        instance.report_dagster_event(event, run_id=run.run_id)
    if failed:
        instance.report_run_failed(run)
    else:
        ended = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, "soak")
        instance.report_dagster_event(ended, run_id=run.run_id)


class KilledSensor:
    """The child process and its kills."""

    def __init__(self, home: Path, environment: dict[str, str], chance: random.Random) -> None:
        self.kills, self.kills_in_flight = 0, 0
        self._home, self._environment, self._chance = home, environment, chance
        self._began = time.time()
        self._process: subprocess.Popen[bytes] | None = None
        self._until = 0.0

    def keep_alive(self) -> None:
        """Start it when it is not running; kill it when its time has come."""
        if self._process is None or self._process.poll() is not None:
            offset = self._chance.uniform(-12, 12)  # every start has another clock
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "benchmarks.alert_soak",
                    "--child",
                    str(self._home),
                    str(offset),
                    str(self._began),
                ],
                env=self._environment,
                stdout=subprocess.DEVNULL,
            )
            self._until = time.monotonic() + self._chance.uniform(6, 20)
        elif time.monotonic() > self._until:
            self.kill()

    def kill(self, *, in_flight: bool = False) -> None:
        """Kill it, whatever it is doing."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self.kills += 1
            self.kills_in_flight += in_flight

    def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def soak(folder: Path, checks: int, runs: int, seed: int) -> dict[str, Any]:
    """Run the soak.

    Args:
        folder: Empty folder for everything.
        checks: Checks per run.
        runs: Number of runs.
        seed: Of all that is random.
    """
    from orchestration.home import Home
    from orchestration.instance import open_instance

    chance, home = random.Random(seed), Home(folder / "home")  # noqa: S311
    home.root.mkdir()
    home.alert_routes.write_text(ROUTES, encoding="utf-8")
    web, mail = SoakWebhook(seed), SoakMailServer(seed + 1)
    environment = {
        **os.environ,
        "MOKUHYO_ALERT_URL_WEB": web.url,
        "MOKUHYO_ALERT_URL_MAIL": mail.url,
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "PYTHONUNBUFFERED": "1",
    }
    sensor = KilledSensor(home.root, environment, chance)
    for receiver in (web, mail):
        receiver.on_taken = lambda: sensor.kill(in_flight=True)
    watched, expected, started = [Check(number) for number in range(checks)], Expected(), time.monotonic()
    try:
        with open_instance(home) as instance:
            while not (home.alerts / "heartbeat.json").is_file():
                sensor.keep_alive()
                time.sleep(0.1)
            for _ in range(runs):
                for check in watched:
                    check.turn(chance)
                failed = chance.random() < FAILING_RUNS
                write_run(instance, watched, failed=failed)
                expected.run_ended(watched, failed=failed)
                for receiver in (web, mail):
                    receiver.change_mode()
                sensor.keep_alive()
        outages = {receiver.name: dict(receiver.outages) for receiver in (web, mail)}
        for receiver in (web, mail):
            receiver.recover()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and not _arrived([web, mail], expected):
            sensor.keep_alive()
            time.sleep(0.2)
        time.sleep(3)  # what should not come would come now
    finally:
        sensor.stop()
        for receiver in (web, mail):
            receiver.stop()
    return {
        "check_events": checks * runs,
        "runs": runs,
        "outages": outages,
        "kills": sensor.kills,
        "kills_while_a_message_was_on_its_way": sensor.kills_in_flight,
        "seconds": round(time.monotonic() - started, 1),
        "channels": {receiver.name: judged(receiver, expected) for receiver in (web, mail)},
    }


def _arrived(receivers: list[Receiver], expected: Expected) -> bool:
    return all(len({m.reference for m in one.messages}) >= expected.messages[one.name] for one in receivers)


def judged(receiver: Receiver, expected: Expected) -> dict[str, Any]:
    """Compare what a channel took with what it must have taken.

    Args:
        receiver: The channel.
        expected: What must have arrived.
    """
    times = Counter(message.reference for message in receiver.messages)
    first = {message.reference: message for message in reversed(receiver.messages)}
    repeats = [m for m in receiver.messages if m is not first[m.reference]]
    heard: dict[tuple[str, str], list[str]] = defaultdict(list)
    for message in receiver.messages:
        if message is first[message.reference]:
            for change, name in re.findall(r"^■ \w+ (\w+): (.+)$", message.text.replace("\r", ""), re.MULTILINE):
                heard[receiver.name, name].append(change)
    wanted = {key: words for key, words in expected.sequences.items() if key[0] == receiver.name}
    differing = sorted(key for key in {*wanted, *heard} if heard.get(key, []) != wanted.get(key, []))
    return {
        "messages_expected": expected.messages[receiver.name],
        "delivered_once": sum(1 for count in times.values() if count == 1),
        "delivered_twice": sum(1 for count in times.values() if count == 2),
        "delivered_more_often": sum(1 for count in times.values() if count > 2),
        "repeats": len(repeats),
        "repeats_that_say_so": sum("Sent again" in message.text for message in repeats),
        "lost": expected.messages[receiver.name] - len(times),
        "news_expected": sum(map(len, wanted.values())),
        "news_heard": sum(map(len, heard.values())),
        "checks_whose_news_differ_in_content_or_order": len(differing),
        "examples": [f"{key[1]}: {wanted.get(key)} heard as {heard.get(key)}" for key in differing[:3]],
    }


def main() -> int:
    """Run the soak, print and write its result; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=3, metavar=("HOME", "OFFSET", "BEGAN"), help=argparse.SUPPRESS)
    parser.add_argument("--checks", type=int, default=100)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.child:
        run_child(Path(arguments.child[0]), float(arguments.child[1]), float(arguments.child[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        outcome = soak(Path(folder), arguments.checks, arguments.runs, arguments.seed)
    channels = outcome["channels"].values()
    repeats = sum(one["repeats"] for one in channels)
    wrong = sum(abs(one["lost"]) + one["checks_whose_news_differ_in_content_or_order"] for one in channels)
    # Each repeat needs a crash of its own, and says that it may be one.
    wrong += max(0, repeats - outcome["kills"]) + repeats - sum(one["repeats_that_say_so"] for one in channels)
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("dagster", "apprise", "aiosmtpd")},
        "seed": arguments.seed,
        **outcome,
    }
    text = json.dumps(result, indent=1) + "\n"
    print(text)
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
