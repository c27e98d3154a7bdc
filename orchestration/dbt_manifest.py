"""The dbt manifest: built when the project has changed, kept otherwise.

Parsing takes seconds, so it never happens at import and not twice for the same content. The parsed project is kept
in both forms dbt has: JSON for Dagster, MessagePack for dbt itself.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.file_hash import sha256_of
from orchestration.dbt_project import project_of
from orchestration.dbt_runner import run_dbt
from orchestration.fingerprint import content_hash
from orchestration.home import Home
from orchestration.settings import Settings


@dataclass(frozen=True)
class ParsedProject:
    """A parsed dbt project on disk.

    Attributes:
        directory: Folder that holds it; its name is the hash of the project's content.
    """

    directory: Path

    @property
    def manifest_json(self) -> Path:
        """The manifest as Dagster reads it."""
        return self.directory / "manifest.json"

    @property
    def manifest_msgpack(self) -> Path:
        """The manifest as dbt reads it."""
        return self.directory / "partial_parse.msgpack"

    @property
    def semantic_manifest_json(self) -> Path:
        """Semantic models and metrics as MetricFlow reads them."""
        return self.directory / "semantic_manifest.json"

    @property
    def checksums(self) -> Path:
        """Hashes of the other files."""
        return self.directory / "checksums.json"

    def is_damaged(self) -> bool:
        """Tell whether a file is another than what was parsed."""
        try:
            known = json.loads(self.checksums.read_bytes())
            return any(sha256_of(self.directory / name) != sha256 for name, sha256 in known.items())
        except FileNotFoundError:
            return self.checksums.is_file()
        except (ValueError, AttributeError):
            return True

    def is_whole(self) -> bool:
        """Tell whether it can be used."""
        return self.checksums.is_file() and not self.is_damaged()

    def manifest(self) -> Mapping[str, Any]:
        """Read the manifest."""
        content: Mapping[str, Any] = json.loads(self.manifest_json.read_text(encoding="utf-8"))
        return content


def parsed_projects(home: Home) -> list[ParsedProject]:
    """Return the parsed projects that are kept.

    Args:
        home: Home directory.
    """
    folder = home.dbt / "parsed"
    return [ParsedProject(path) for path in sorted(folder.glob("[!.]*"))] if folder.is_dir() else []


def parsed_project(settings: Settings, output: str | None = None) -> ParsedProject:
    """Return the parsed project, parsing it when its content has changed.

    Args:
        settings: Names the project and the home directory.
        output: Output of the profile to parse for, as its macros and settings are part of the result; the profile's own
            choice when None.

    Raises:
        DbtError: The project cannot be parsed.
    """
    home = Home(settings.home)
    name = content_hash([settings.dbt_project, settings.profile])[:16] + (f"-{output}" if output else "")
    project = ParsedProject(home.dbt / "parsed" / name)
    if project.is_whole():
        return project
    unfinished = project.directory.with_name(f".{name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    run_dbt(["parse"], project=project_of(settings), target=unfinished, home=home, output=output)
    parsed = ParsedProject(unfinished)
    names = [path.name for path in (parsed.manifest_json, parsed.manifest_msgpack, parsed.semantic_manifest_json)]
    checksums = {name: sha256_of(unfinished / name) for name in names if (unfinished / name).is_file()}
    parsed.checksums.write_text(json.dumps(checksums, indent=1), encoding="utf-8")
    # Keeping only what was read last would pull the manifest from under a server that still shows it.
    shutil.rmtree(project.directory, ignore_errors=True)
    unfinished.rename(project.directory)
    return project
