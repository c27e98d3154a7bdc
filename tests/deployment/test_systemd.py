"""The units: systemd finds no fault, each is shut in, and the home directory is closed but for what is public."""

from __future__ import annotations

import configparser
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from orchestration.home import Home
from orchestration.telemetry import SWITCHES
from tests.deployment.conftest import DEPLOY

UNITS = DEPLOY / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
# systemd's scale from 0 (shut in) to 10 (open); a plain service has 9.6.
MOST_EXPOSED = 2.0
# Said of programs that are not installed on the machine of the test.
NOT_INSTALLED = re.compile(r"is not executable|No such file or directory")
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def analyze(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def service(path: Path) -> dict[str, list[str]]:
    """Return the settings of a unit; one that stands twice has two values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@systemd
def test_systemd_finds_no_fault() -> None:
    files = [path for path in UNITS.iterdir() if path.suffix in (".service", ".timer", ".target")]
    assert len(files) == 9
    said = analyze("verify", *files).stderr.splitlines()
    assert [line for line in said if not NOT_INSTALLED.search(line)] == []


@systemd
def test_systemd_finds_a_fault_in_a_wrong_unit(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.service"
    wrong.write_text(SERVICES[0].read_text(encoding="utf-8").replace("ProtectSystem=", "ProtectSysten="))
    assert "ProtectSysten" in analyze("verify", wrong).stderr


@systemd
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_each_service_is_shut_in(path: Path) -> None:
    done = analyze("security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}", path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_no_service_is_root_or_listens_beyond_this_machine(path: Path) -> None:
    settings = service(path)
    assert settings["User"][0] in ("mokuhyo", "mokuhyo-served")
    assert "MemoryMax" in settings
    started = " ".join(settings["ExecStart"])
    assert "0.0.0.0" not in started  # noqa: S104 (it must not be there)
    assert ("--host 127.0.0.1" in started) == ("dagster-webserver" in started)
    if settings["Type"] == ["exec"]:
        assert settings["Restart"] == ["on-failure"]


def test_secrets_of_inboxes_reach_the_code_server_alone() -> None:
    given = {path.stem for path in SERVICES if "-/etc/mokuhyo/secrets.env" in service(path).get("EnvironmentFile", ())}
    assert given == {"mokuhyo-code"}
    for name in ("mokuhyo-webserver", "mokuhyo-daemon"):
        assert "-/etc/mokuhyo/secrets.env" in " ".join(service(UNITS / f"{name}.service")["InaccessiblePaths"])
    assert "pgpass" not in (UNITS / "mokuhyo-served-marts.service").read_text(encoding="utf-8")


def test_the_shipped_variables_switch_telemetry_off_and_hold_no_secret() -> None:
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string("[env]\n" + (UNITS / "mokuhyo.env").read_text(encoding="utf-8"))
    variables = dict(parser["env"])
    assert variables.items() >= SWITCHES.items()
    assert not [name for name in variables if re.search("PASSWORD|SECRET|TOKEN|PASSPHRASE", name)]
    assert re.fullmatch(r"postgresql://[^:@]+@127\.0\.0\.1:5432/dagster", variables["MOKUHYO_DAGSTER_DATABASE"])


def test_every_folder_of_the_home_is_closed_but_what_is_public() -> None:
    lines = [line.split() for line in (UNITS / "mokuhyo.tmpfiles.conf").read_text(encoding="utf-8").splitlines()]
    modes = {Path(line[1]): (int(line[2], 8), line[4]) for line in lines if line and line[0] == "d"}
    home = Home(Path("/var/lib/mokuhyo"))
    kept = {
        path.relative_to(home.root).parts[0]
        for name in dir(Home)
        if isinstance(path := getattr(home, name), Path) and path != home.root
    }
    files = {"alert_routes.yml", "gap_waivers.yml", "served_token", "published", "profile"}
    assert kept - files <= {path.name for path in modes if path.parent == home.root} | {"internal"}
    public = {home.root, home.publications, home.data_docs.parent, home.metrics}
    for path, (mode, group) in modes.items():
        assert not mode & stat.S_IRWXO, path
        assert (mode & stat.S_IRWXG != 0, group == "mokuhyo-readers") == (path in public, path in public), path


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate is not installed")
def test_logrotate_understands_its_file(tmp_path: Path) -> None:
    # The user need not be there on the machine of the test.
    shipped = (DEPLOY / "logrotate" / "mokuhyo").read_text(encoding="utf-8")
    copy = tmp_path / "mokuhyo"
    copy.write_text(shipped.replace("su mokuhyo mokuhyo", "su nobody nogroup"), encoding="utf-8")
    copy.chmod(0o644)
    command = ["logrotate", "--debug", "--state", str(tmp_path / "state"), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr
