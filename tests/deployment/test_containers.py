"""Dockerfile and compose file: lint-clean, nothing runs as root, nothing listens beyond 127.0.0.1, no secret inside."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from orchestration.telemetry import SWITCHES
from tests.deployment.conftest import DEPLOY, REPOSITORY

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed (make lint-deploy does)")
def test_hadolint_finds_no_fault() -> None:
    done = subprocess.run(["hadolint", str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_built_from_hashes_and_runs_as_nobody_special() -> None:
    build, final = re.split(r"(?m)^FROM ", DOCKERFILE)[1:]
    assert "pip install --require-hashes" in build
    assert not re.search(r"\bpip install|apt-get|gcc|\bADD\b", final)
    assert re.search(r"(?m)^USER 10001:10001$", final)
    assert re.search(r"(?m)^HEALTHCHECK ", final)
    assert not re.search("PASSWORD|SECRET|TOKEN|PASSPHRASE", DOCKERFILE)
    for name, value in SWITCHES.items():
        assert f"{name}={value}" in final


def test_only_what_the_pipeline_needs_goes_into_the_image() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert all((REPOSITORY / name).exists() for name in taken)
    packages = re.search(r"packages = \[(.*)\]", (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert packages is not None
    assert set(re.findall(r'"(\w+)"', packages[1])) <= taken
    assert not taken & {".git", "tests", "deploy", ".mokuhyo"}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_shut_in(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert {"mem_limit", "pids_limit"} <= service.keys()
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert not any("docker.sock" in volume for volume in service.get("volumes", ()))
    assert ("cap_add" in service) == (name == "database")
    if name != "database":
        assert service["user"] == "10001:10001"


def test_secrets_are_files_that_git_does_not_know() -> None:
    assert {secret["file"].split("/")[1] for secret in COMPOSE["secrets"].values()} == {"secrets"}
    assert "secrets/" in (DEPLOY / ".gitignore").read_text(encoding="utf-8").splitlines()
    for service in SERVICES.values():
        assert set(service["secrets"]) <= COMPOSE["secrets"].keys()
        for variable, value in service["environment"].items():
            assert variable.endswith("_FILE") or not re.search("PASSWORD|SECRET|TOKEN|PASSPHRASE", variable)
            assert not re.search(r"://[^/]*:[^/]*@", str(value))
    assert [name for name, service in SERVICES.items() if "env_file" in service] == ["code"]


def test_the_database_and_the_code_server_are_reached_from_inside_alone() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == ["inside"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["webserver"]
    assert all(set(service["networks"]) <= COMPOSE["networks"].keys() for service in SERVICES.values())
