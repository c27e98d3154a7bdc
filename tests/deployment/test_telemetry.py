"""Nothing calls out: each dependency's switch is off, and a landing under a guard reaches for no other machine.

A whole run under the same guard, on PostgreSQL and behind the proxy, is in `test_server.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.telemetry import SWITCHES
from tests.deployment.conftest import REPOSITORY

GUARD = Path(__file__).parent / "guarded"
# Libraries that report their use elsewhere (the slow ones come with the whole run), and a landing through Dagster.
SCRIPT = """
import os, sys
from pathlib import Path
import orchestration.definitions
for name in ("dbt.cli.main", "dagster_dbt"):
    __import__(name)
import dagster as dg
from ingest.contracts import load_contracts
from orchestration.assets.landing import build_landing, source_key
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.resources import Warehouse
from orchestration.settings import Settings
settings = Settings()
home = Home(settings.home)
with open_instance(home) as instance:
    assert not instance.telemetry_enabled
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    result = dg.materialize([build_landing(settings, load_contracts())[0]], selection=[source_key("fx_rates")],
        instance=instance, resources={"warehouse": warehouse})
    assert result.success
from dbt import tracking
assert not tracking.active_user or tracking.active_user.do_not_track
print("landed")
"""


def guarded(script: str, calls: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment |= {"MOKUHYO_TEST_CALLS": str(calls), "PYTHONPATH": f"{GUARD}:{REPOSITORY}", **variables}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('192.0.2.1', 443), timeout=1)",
        "import socket; socket.getaddrinfo('telemetry.invalid', 443)",
        "import urllib.request; urllib.request.urlopen('http://telemetry.invalid/')",
    ],
)
def test_the_guard_notices(attempt: str, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    assert guarded(attempt, calls).returncode != 0
    assert calls.read_text(encoding="utf-8")


def test_libraries_and_a_landing_reach_for_no_other_machine(tmp_path: Path) -> None:
    inbox, calls = tmp_path / "inbox" / "fx_rates", tmp_path / "calls"
    inbox.mkdir(parents=True)
    (inbox / "fx_rates_FY2024_20240410.csv").write_text("年月,通貨,円\n2024/4,USD,150\n", encoding="utf-8")
    variables = {"MOKUHYO_HOME": str(tmp_path / "home"), "MOKUHYO_INBOX": str(inbox.parent), "HOME": str(tmp_path)}
    done = guarded(SCRIPT, calls, **variables)
    assert not calls.exists(), calls.read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "landed"


def test_switches_are_set_before_a_library_is_used(tmp_path: Path) -> None:
    wanted = "\n".join(f"assert os.environ[{name!r}] == {value!r}" for name, value in SWITCHES.items())
    done = guarded(f"import os, orchestration.definitions\n{wanted}", tmp_path / "calls")
    assert done.returncode == 0, done.stderr
