"""Metric queries: MetricFlow on the publication in force.

Belongs here: giving MetricFlow the parsed project and the published marts, read-only. Does not belong here: metrics
(`models/semantic` of `dbt_project` and of the profile) and options of commands (`command_line/metrics.py`).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.dbt_manifest import parsed_project
from orchestration.dbt_project import PROJECT_FILE, project_of
from orchestration.dbt_runner import release_adapters
from orchestration.home import Home
from orchestration.settings import Settings
from orchestration.telemetry import switch_off_telemetry
from reporting.publication import publication_in_force
from reporting.published import NotPublishedError
from reporting.table_copy import DATABASE

if TYPE_CHECKING:
    from dbt_metricflow.cli.cli_configuration import CLIConfiguration

PROFILE = "mokuhyo"


class MetricFlowMissingError(Exception):
    """MetricFlow is not installed: a run does not need it."""


@contextmanager
def metric_flow(settings: Settings) -> Iterator[CLIConfiguration]:
    """Set MetricFlow up on what is published.

    MetricFlow reads a project folder, writes its log there, and wants the parsed metrics at a fixed place in it. It
    gets a folder of its own, so that nothing is written beside the models or into the home directory.

    Args:
        settings: Names the home directory and the dbt project.

    Yields:
        MetricFlow's configuration: `mf` answers queries; its commands take it as their object.

    Raises:
        MetricFlowMissingError: MetricFlow is not installed.
        NotPublishedError: Nothing was published yet.
        DbtError: The project cannot be parsed.
    """
    switch_off_telemetry()
    try:
        from dbt_metricflow.cli.cli_configuration import CLIConfiguration
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "dbt_metricflow":
            raise
        raise MetricFlowMissingError(
            "metric queries need MetricFlow, which is not installed. Remedy: `make setup-semantic`."
        ) from None
    published = Home(settings.home).published
    publication = publication_in_force(published)
    if publication is None:
        raise NotPublishedError(f"nothing is published in {published.parent} yet. Remedy: `mokuhyo run` first.")
    parsed = parsed_project(settings)
    with tempfile.TemporaryDirectory(prefix="mokuhyo_metrics_") as name:
        folder = Path(name)
        shutil.copy(project_of(settings) / PROJECT_FILE, folder)
        (folder / "target").mkdir()
        shutil.copy(parsed.semantic_manifest_json, folder / "target")
        # The folder behind the link, so that a publication that arrives meanwhile changes nothing here.
        profiles = _profiles(publication.directory / DATABASE, Home(settings.home).warehouse.stem)
        (folder / "profiles.yml").write_text(yaml.safe_dump(profiles), encoding="utf-8")
        configuration = CLIConfiguration()
        try:
            configuration.setup(dbt_profiles_path=folder, dbt_project_path=folder)
            yield configuration
        finally:
            release_adapters()


def _profiles(database: Path, name: str) -> dict[str, Any]:
    """Return dbt's profiles: the published database, read-only, under the name that models were parsed with."""
    attached = {"path": str(database), "alias": name, "read_only": True}
    output = {"type": "duckdb", "path": ":memory:", "database": name, "attach": [attached]}
    return {PROFILE: {"target": "published", "outputs": {"published": output}}}
