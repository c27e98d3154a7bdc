"""What becomes of a run when something is damaged, the disk is full or read-only, two start at once, the clock jumps.

    python -m benchmarks.adversity       # writes benchmarks/results/adversity.json; about half an hour on two cores

One undisturbed home directory is copied for each trial. A trial damages the copy or disturbs a run, then lets plain
runs go on; each tells what it expects: that the next run succeeds and every figure is the undisturbed one's, or that it
fails with one line that names a remedy while what is published stands. Needs root (a memory disk is mounted for the
full and the read-only disk) and libfaketime for the clock; trials that cannot be made say so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.kill_state import check_readers, contents, leftovers
from orchestration.home import Home
from orchestration.settings import REPOSITORY
from synthetic.generate import write_sample

RESULT = Path(__file__).with_name("results") / "adversity.json"
AS_OF = date(2026, 10, 31)
FULL_WITH_MB = (0, 1, 3, 6, 10, 15, 20, 30, 40, 60)
DISK_MB = 600
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
YEAR, DAY = 365 * 86400, 86400


class Trials:
    """Runs trials on copies of an undisturbed home directory and writes down what came of them."""

    def __init__(self, folder: Path, scale: float) -> None:
        self.folder, self.inbox, self.base = folder, folder / "inbox", folder / "undisturbed"
        write_sample(self.inbox, scale=scale, as_of=AS_OF)
        code, said = self.run(self.base)
        if code != 0:
            raise SystemExit(f"the undisturbed run failed: {said}")
        self.truth = contents(Home(self.base))
        self.found: dict[str, dict[str, Any]] = {}

    def run(self, home: Path, *options: str, inbox: Path | None = None, **environment: str) -> tuple[int, str]:
        """Run the pipeline as a program; returns its exit code and what it said."""
        done = subprocess.run(  # noqa: S603 (our own program)
            self.command(home, *options, inbox=inbox),
            cwd=REPOSITORY,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def command(self, home: Path, *options: str, inbox: Path | None = None) -> list[str]:
        """Return the command of a run."""
        arguments = ["run", "--home", str(home), "--inbox", str(inbox or self.inbox), "--as-of", AS_OF.isoformat()]
        return [sys.executable, "-c", "from orchestration.command_line import main; main()", *arguments, *options]

    def copy(self, place: Path | None = None) -> Home:
        """Return a copy of the undisturbed home directory."""
        target = place or self.folder / "trial"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.base, target, symlinks=True)
        # The one absolute path in it is Dagster's own configuration.
        (target / "dagster" / "dagster.yaml").unlink()
        return Home(target)

    def tell(self, name: str, wrong: list[str], **more: object) -> None:
        """Write down a trial."""
        self.found[name] = {"wrong": wrong, **more}
        print(f"{datetime.now(UTC):%H:%M:%S} {name}: {'; '.join(wrong) or 'as expected'}", flush=True)

    def differences(self, home: Home, *, set_aside: bool = True) -> list[str]:
        """Return what is not as in the undisturbed home directory."""
        found = contents(home)
        wrong = [f"{key} differs" for key in sorted({*found, *self.truth}) if found.get(key) != self.truth.get(key)]
        wrong += [f"left behind: {name}" for name in leftovers(home) if not (set_aside and "corrupt-" in name)]
        readers = check_readers(home, published_before=True)
        return wrong[:5] + ([readers] if readers else [])


def said_badly(said: str, *words: str) -> list[str]:
    """Return what is wrong with what a run said that had to fail."""
    lines = [line for line in said.splitlines() if line.startswith("Error: ")]
    wrong = [f"it does not say {word!r}: {said[-300:]}" for word in (*words, "Remedy: ") if word not in "".join(lines)]
    return (
        wrong
        + (["a traceback is shown"] if "Traceback" in said else [])
        + (["no single line"] if len(lines) != 1 else [])
    )


def garbage(path: Path) -> None:
    """Overwrite a file's inside."""
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(size // 3)
        stream.write(os.urandom(max(size // 3, 1)))


def garbage_in_files(folder: Path) -> None:
    """Overwrite the inside of every file of a folder that holds anything."""
    for path in folder.glob("*.*"):
        if path.stat().st_size:
            garbage(path)


def truncate(path: Path) -> None:
    """Cut a file in half."""
    os.truncate(path, path.stat().st_size // 2)


def damages(home: Home) -> dict[str, Callable[[], object]]:
    """Return damages to derived things of a home directory, by name."""
    landed = sorted(home.landing.glob("*/fy=*/*.parquet"))
    receipts = sorted(home.receipts.iterdir())
    parsed = next((home.dbt / "parsed").iterdir())
    publication = home.published.resolve()
    runs = home.dagster / "history"
    return {
        "landed file truncated": lambda: truncate(landed[3]),
        "landed file, bytes flipped": lambda: garbage(landed[5]),
        "landed file empty": lambda: os.truncate(landed[7], 0),
        "landed file missing": lambda: landed[9].unlink(),
        "all landed files missing": lambda: shutil.rmtree(home.landing),
        "receipt truncated": lambda: truncate(receipts[4]),
        "receipt missing": lambda: receipts[6].unlink(),
        "warehouse: garbage": lambda: garbage(home.warehouse),
        "warehouse truncated": lambda: truncate(home.warehouse),
        "warehouse empty": lambda: os.truncate(home.warehouse, 0),
        "warehouse: garbage in its log": lambda: (home.warehouse.parent / "warehouse.duckdb.wal").write_bytes(
            b"x" * 9999
        ),
        "warehouse missing": lambda: home.warehouse.unlink(),
        "parsed dbt project: garbage": lambda: garbage(parsed / "manifest.json"),
        "parsed dbt project truncated": lambda: truncate(parsed / "partial_parse.msgpack"),
        "parsed dbt project missing": lambda: shutil.rmtree(home.dbt),
        "dbt's own artifacts: garbage": lambda: garbage_in_files(home.dbt / "target"),
        "Dagster's runs: garbage": lambda: (runs / "runs.db").write_bytes(b"garbage" * 999),
        "Dagster's events: garbage": lambda: (runs / "runs" / "index.db").write_bytes(b"garbage" * 999),
        "Dagster's home missing": lambda: shutil.rmtree(home.dagster),
        "link to the publication missing": lambda: home.published.unlink(),
        "manifest missing": lambda: (publication / "manifest.json").unlink(),
        "manifest: garbage": lambda: (publication / "manifest.json").write_text("{"),
        "published database truncated": lambda: truncate(publication / "marts.duckdb"),
        "published Parquet, bytes flipped": lambda: garbage(publication / "kpi_target_status.parquet"),
        "whole marts: garbage": lambda: (home.root / "internal" / f"{publication.name}.duckdb").write_bytes(b"garbage"),
        "all publications missing": lambda: shutil.rmtree(home.publications),
    }


def damaged(trials: Trials) -> None:
    """Damage derived things, one at a time; the next run must repair them."""
    for name in damages(trials.copy()):
        home = trials.copy()
        damages(home)[name]()
        code, said = trials.run(home.root)
        wrong = [] if code == 0 else [f"exit code {code}: {said[-300:]}"]
        wrong += [] if wrong else trials.differences(home)
        if name == "receipt missing":
            # A receipt of which nothing is left cannot have its place in the order back.
            wrong = [line for line in wrong if line != "receipts differs"]
        warnings = [line.strip() for line in said.splitlines() if line.startswith("  ! ")]
        trials.tell(
            name,
            wrong,
            rebuilt="nothing new" not in said,
            warnings=[line[:120].replace(str(trials.folder), "…") for line in warnings],
        )
    home = trials.copy()
    damages(home)["warehouse: garbage"]()
    code, said = trials.run(home.root, "--force")
    trials.tell("warehouse: garbage, all built anew", [] if code == 0 else [said[-300:]], rebuilt=True)


def lost(trials: Trials) -> None:
    """Damage what nothing can make again; the next run must say so and leave everything as it is."""
    empty = trials.folder / "empty_inbox"
    empty.mkdir(exist_ok=True)
    for name, damage, words in (
        ("history revision: garbage", lambda h: garbage(next((h.history / "target_status").iterdir())), "is damaged"),
        ("history revision missing", lambda h: next((h.history / "inputs").iterdir()).unlink(), "is gone"),
        (
            "landed file gone with its file",
            lambda h: truncate(sorted(h.landing.glob("fdi*/fy=*/*"))[-1]),
            "landed file",
        ),
        ("receipt gone with its file", lambda h: sorted(h.receipts.glob("*fdi*"))[-1].unlink(), "receipt is gone"),
        (
            "receipt damaged, its file gone",
            lambda h: truncate(sorted(h.receipts.glob("*fdi*"))[-1]),
            "receipt is damaged",
        ),
    ):
        home = trials.copy()
        damage(home)
        code, said = trials.run(home.root, inbox=empty)
        wrong = [] if code == 1 else [f"exit code {code}"]
        wrong += said_badly(said, words)
        readers = check_readers(home, published_before=True)
        trials.tell(name, wrong + ([readers] if readers else []))


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a memory disk of its own."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)], check=True)  # noqa: S603, S607
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S603, S607


def full_and_read_only(trials: Trials) -> None:
    """Fill the disk of a home directory to some rest, then make it read-only."""
    if os.geteuid() != 0:
        trials.tell("full disk", [], skipped="mounting a small disk needs root")
        return
    with small_disk(trials.folder / "disk") as disk:
        for rest in FULL_WITH_MB:
            home = trials.copy(disk / "home")
            before = home.published.resolve().name
            free = shutil.disk_usage(disk).free - rest * 2**20
            with (disk / "ballast").open("wb") as stream:
                os.posix_fallocate(stream.fileno(), 0, free)
            code, said = trials.run(home.root, "--force")
            wrong = []
            if code != 0:
                wrong += said_badly(said, "is full")
                stands = home.published.resolve().name == before
                wrong += [] if stands or check_readers(home, published_before=True) is None else ["readers lost it"]
            failed_in = next((line.strip() for line in said.splitlines() if "✘" in line), None)
            (disk / "ballast").unlink()
            readers = check_readers(home, published_before=True)
            again, said = trials.run(home.root)
            wrong += [readers] if readers else []
            wrong += trials.differences(home) if again == 0 else [f"the next run failed: {said[-300:]}"]
            trials.tell(f"disk with {rest} MB left", wrong, failed=code != 0, failed_in=failed_in)
        home = trials.copy(disk / "home")
        for options in ((), ("--force",)):
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S603, S607
            code, said = trials.run(home.root, *options)
            wrong = [] if code == 1 else [f"exit code {code}"]
            wrong += said_badly(said, "cannot be written to")
            readers = check_readers(home, published_before=True)
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)  # noqa: S603, S607
            again, said = trials.run(home.root)
            wrong += ([readers] if readers else []) + (trials.differences(home) if again == 0 else [said[-300:]])
            trials.tell(" ".join(["read-only disk", *options]), wrong)


SERVER_RUN = """
import sys
from orchestration.build import build_definitions
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.settings import Settings
settings = Settings()
with open_instance(Home(settings.home)) as instance:
    job = build_definitions(settings).resolve_job_def("refresh")
    result = job.execute_in_process(instance=instance, raise_on_error=False,
        run_config={"ops": {"land_exports": {"config": {"force": True}}}})
print("\\n".join(str(getattr(e.event_specific_data, "error", "")) for e in result.all_events if not result.success))
sys.exit(0 if result.success else 1)
"""


def two_at_once(trials: Trials) -> None:
    """Start two runs at once: two programs, then a program and Dagster's job."""
    for name in ("two programs", "a program and Dagster's job"):
        home = trials.copy()
        environment = os.environ | {
            "MOKUHYO_HOME": str(home.root),
            "MOKUHYO_INBOX": str(trials.inbox),
            "MOKUHYO_AS_OF": AS_OF.isoformat(),
        }
        command = trials.command(home.root, "--force")
        other = command if name == "two programs" else [sys.executable, "-c", SERVER_RUN]
        both = [
            subprocess.Popen(  # noqa: S603 (our own program)
                one, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            for one in (command, other)
        ]
        said = [process.communicate()[0] for process in both]
        codes = [process.returncode for process in both]
        wrong = [] if sorted(codes) == [0, 1] else [f"exit codes {codes}: {said[0][-200:]} {said[1][-200:]}"]
        loser = said[codes.index(1)] if 1 in codes else ""
        wrong += [] if "another run (process " in loser else [f"the other does not say who runs: {loser[-300:]}"]
        trials.tell(f"{name} at once", wrong + trials.differences(home), exit_codes=codes)


def jumping_clock(trials: Trials) -> None:
    """Let the clock jump between runs and in the middle of one."""
    if FAKETIME is None:
        trials.tell("clock", [], skipped="libfaketime is not installed")
        return
    offsets = trials.folder / "offset"
    fake = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(offsets), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}  # fmt: skip
    home, order = trials.copy(), []
    for name, offset, then in (
        ("a year forward", YEAR, YEAR),
        ("back from there", 0, 0),
        ("a day back", -DAY, -DAY),
        ("a year forward in the middle of a run", 0, YEAR),
        ("back by a year and a day in the middle of a run", YEAR, -DAY),
    ):
        offsets.write_text(f"{offset:+d}", encoding="utf-8")
        # Into a file: a helper of Dagster's that does not live under a faked clock would hold a pipe open.
        with (trials.folder / "said").open("w+", encoding="utf-8") as output:
            process = subprocess.Popen(  # noqa: S603 (our own program)
                trials.command(home.root, "--force"), cwd=REPOSITORY, env=os.environ | fake,
                stdout=output, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )  # fmt: skip
            if then != offset:
                time.sleep(30)
                offsets.write_text(f"{then:+d}", encoding="utf-8")
            process.wait()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            output.seek(0)
            said = output.read()
        order.append(home.published.resolve().name)
        wrong = trials.differences(home) if process.returncode == 0 else [f"it failed: {said[-300:]}"]
        trials.tell(f"clock: {name}", wrong)
    code, said = trials.run(home.root)
    wrong = [] if code == 0 and "nothing new" in said else [f"it ran again: {said[-300:]}"]
    kept = sorted(path.name for path in home.publications.iterdir())
    wrong += [] if set(order[-3:]) == set(kept) else [f"kept {kept}, built {order}"]
    trials.tell("clock: the last three publications are kept, and a further run finds nothing new", wrong)


PARTS = {
    "damaged": damaged,
    "lost": lost,
    "disk": full_and_read_only,
    "two": two_at_once,
    "clock": jumping_clock,
}


def main() -> None:
    """Make all trials and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.02)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--result", type=Path, default=RESULT)
    options = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
    started = time.monotonic()
    if set(options.only) == set(PARTS):
        options.result.unlink(missing_ok=True)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="adversity-", dir=memory if memory.is_dir() else None) as name:
        trials = Trials(Path(name), options.scale)
        for part in options.only:
            PARTS[part](trials)
            # After each part: what was found is not lost with the next one.
            wrong = _write(options.result, trials, options.scale, round(time.monotonic() - started))
    raise SystemExit(1 if wrong else 0)


def _write(file: Path, trials: Trials, scale: float, seconds: int) -> list[str]:
    """Write what was found, beside the findings of parts not measured now; returns what is not as expected."""
    earlier = json.loads(file.read_text(encoding="utf-8"))["found"] if file.is_file() else {}
    found = earlier | trials.found
    wrong = [f"{name}: {line}" for name, trial in found.items() for line in trial["wrong"]]
    result = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "versions": {name: version(name) for name in ("duckdb", "dagster", "dbt-core", "dbt-duckdb", "pyarrow")},
        "scale": scale,
        "seconds": seconds,
        "trials": len(found),
        "not_as_expected": len(wrong),
        "hashes_compared_per_trial": len(trials.truth),
        "found": found,
    }
    file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return wrong


if __name__ == "__main__":
    main()
