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

    def manifest(self) -> Mapping[str, Any]:
        """Read the manifest."""
        content: Mapping[str, Any] = json.loads(self.manifest_json.read_text(encoding="utf-8"))
        return content


def parsed_project(settings: Settings) -> ParsedProject:
    """Return the parsed project, parsing it when its content has changed.

    Args:
        settings: Names the project and the home directory.

    Raises:
        DbtError: The project cannot be parsed.
    """
    home = Home(settings.home)
    name = content_hash([settings.dbt_project])[:16]
    project = ParsedProject(home.dbt / "parsed" / name)
    if project.manifest_json.is_file() and project.manifest_msgpack.is_file():
        return project
    unfinished = project.directory.with_name(f".{name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    run_dbt(["parse"], project=settings.dbt_project, target=unfinished, home=home)
    # Keeping only what was read last would pull the manifest from under a server that still shows it.
    shutil.rmtree(project.directory, ignore_errors=True)
    unfinished.rename(project.directory)
    return project
