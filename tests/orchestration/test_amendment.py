"""An amendment as the documentation tells it: the lines of docs/targets.md, added to a copy of the seeds, and one run.

Nothing else is changed: what appears in the comparison, the verdicts, the checks and the page comes from those lines.
"""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from orchestration.command_line.progress import Progress
from orchestration.command_line.run import execute
from orchestration.dbt_project import project_of
from orchestration.dbt_runner import run_dbt
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.settings import REPOSITORY, Settings
from profiles import DEFAULT_PROFILE
from reporting.published import read_target_comparison, read_target_status
from synthetic.generate import write_sample
from targets.check import check_target_files

DOCUMENT = REPOSITORY / "docs" / "targets.md"
ADDED = re.compile(r"`seeds/(\w+\.csv)`:\n\n```csv\n(.*?)```", re.DOTALL)
CORRECTED = re.compile(r"`seeds/(\w+\.csv)`:\n\n```diff\n-(.*)\n\+(.*)\n```")
AS_OF = date(2026, 10, 31)
OF_THE_VERSIONS = [
    "int_target_versions",
    "int_version_indicators",
    "int_target_verdicts",
    "dim_target",
    "dim_indicator",
]


@dataclass(frozen=True)
class Amendment:
    """The settings of the run, and what it published."""

    settings: Settings
    comparison: dict[tuple[str, str], dict[str, Any]]
    status: dict[tuple[str, str], dict[str, Any]]

    @property
    def home(self) -> Home:
        """The home directory of the run."""
        return Home(self.settings.home)


def do_as_documented(seeds: Path) -> None:
    """Change seeds by the lines that the document shows, in its order."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for file, lines in ADDED.findall(text):
        with (seeds / file).open("a", encoding="utf-8") as seed:
            seed.write(lines)
    for file, old, new in CORRECTED.findall(text):
        content = (seeds / file).read_text(encoding="utf-8")
        assert content.count(f"{old}\n") == 1
        (seeds / file).write_text(content.replace(f"{old}\n", f"{new}\n"), encoding="utf-8")


@pytest.fixture(scope="module")
def amendment(tmp_path_factory: pytest.TempPathFactory) -> Amendment:
    root = tmp_path_factory.mktemp("amendment")
    shutil.copytree(DEFAULT_PROFILE, root / "profile")
    do_as_documented(root / "profile" / "seeds")
    write_sample(root / "inbox", scale=0.02, as_of=AS_OF)
    settings = Settings(home=root / "home", inbox=str(root / "inbox"), as_of=AS_OF, profile=root / "profile")
    execute(settings, Progress(Console(quiet=True)))
    published = Home(settings.home).published
    return Amendment(
        settings,
        {(row["indicator_id"], row["target_version"]): row for row in read_target_comparison(published)},
        {(row["indicator_id"], row["target_version"]): row for row in read_target_status(published)},
    )


def test_the_document_changes_every_file_it_speaks_of(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [file for file, _ in ADDED.findall(text)] == [
        "target_versions.csv",
        "targets.csv",
        "version_indicators.csv",
        "targets.csv",
    ]
    assert [file for file, _, _ in CORRECTED.findall(text)] == ["targets.csv"]
    seeds = shutil.copytree(DEFAULT_PROFILE / "seeds", tmp_path / "seeds")
    do_as_documented(seeds)
    assert check_target_files(seeds).problems == ()


def test_the_third_version_stands_beside_the_others(amendment: Amendment) -> None:
    shown = {
        version: tuple(amendment.comparison["fdi_success", version][name] for name in ("target", "previous_version"))
        for version in ("current", "revised", "amended")
    }
    assert shown == {"current": (370, None), "revised": (376, "current"), "amended": (380, "revised")}
    amended = amendment.comparison["fdi_success", "amended"]
    assert (amended["uplift"], amended["uplift_pct"], amended["is_in_force"]) == (4, 1.1, True)
    assert amendment.comparison["su_success", "amended"]["target"] == 175, "the correction"


def test_the_third_version_is_judged(amendment: Amendment) -> None:
    judged = {
        indicator for (indicator, version), row in amendment.status.items() if version == "amended" and row["target"]
    }
    assert len(judged) == 10
    statuses = {amendment.status[indicator, "amended"]["status"] for indicator in judged}
    assert "no_target" not in statuses
    assert {row["is_in_force"] for (_, version), row in amendment.status.items() if version == "amended"} == {True}


def test_a_target_as_data_turns_the_verdict_on(amendment: Amendment) -> None:
    before, after = amendment.status["agrifood_success", "revised"], amendment.status["agrifood_success", "amended"]
    assert (before["status"], before["target"], before["pace"]) == ("no_target", None, None)
    assert (after["status"], after["target"]) == ("at_risk", 2500)
    assert after["actual"] == before["actual"] > 0
    assert after["pace"] == pytest.approx(2500 * 1310 / 1461, abs=0.01)
    assert amendment.comparison["agrifood_success", "revised"]["status"] == "no_target"
    assert amendment.comparison["agrifood_success", "amended"]["attainment_all_pct"] > 0


def test_an_amount_without_budgets_is_judged_by_all_cases(amendment: Amendment) -> None:
    # Withheld where it is published: the sample has few companies.
    whole = read_target_comparison(amendment.home.published, whole=True)
    (amount,) = (r for r in whole if (r["indicator_id"], r["target_version"]) == ("fdi_amount", "amended"))
    assert (amount["target"], amount["budget_reading"]) == (5_000_000_000_000, "all")
    assert amount["status"] != "no_target"
    assert (amount["actual_initial"], amount["actual_supplementary"]) == (None, None)
    assert amount["actual_all"] == amount["actual_unknown"] > 0


def test_its_verdict_is_a_check_of_its_own(amendment: Amendment) -> None:
    with open_instance(amendment.home) as instance:
        (run,) = instance.get_runs(limit=1)
        evaluations = {
            event.asset_check_evaluation_data.check_name: event.asset_check_evaluation_data
            for log in instance.all_logs(run.run_id)
            if (event := log.dagster_event) is not None and event.event_type_value == "ASSET_CHECK_EVALUATION"
        }
    check = evaluations["verdict__agrifood_success"]
    assert not check.passed
    assert check.metadata["amended/target"].value == 2500


def test_what_a_version_drops_is_not_in_it(amendment: Amendment) -> None:
    assert ("enterprise_value", "revised") in amendment.status
    assert ("enterprise_value", "amended") not in amendment.status
    assert ("web_views", "amended") in amendment.status, "what it does not name it inherits"


def test_the_page_shows_it(amendment: Amendment) -> None:
    page = amendment.home.published / "pages" / "target_comparison.html"
    text = page.read_text(encoding="utf-8")
    assert "再変更" in text
    assert "農林水産物・食品の輸出等成功件数" in text


@pytest.mark.parametrize(
    ("as_of", "known", "in_force"),
    [
        ("2026-03-09", ["current", "revised"], "revised"),
        ("2026-09-30", ["current", "revised", "amended"], "revised"),
    ],
    ids=["the day before its announcement", "announced, the day before it takes effect"],
)
def test_an_earlier_day_knows_and_applies_what_it_could(
    as_of: str, known: list[str], in_force: str, amendment: Amendment
) -> None:
    settings, home = amendment.settings, amendment.home
    arguments = ["run", "--vars", f'{{"as_of_date": "{as_of}"}}', "--select", *OF_THE_VERSIONS, "kpi_target_status"]
    outcomes = run_dbt(arguments, project=project_of(settings), target=home.dbt / "target", home=home)
    assert {outcome.status for outcome in outcomes} == {"success"}
    query = "select distinct target_version, is_in_force, effective_from from {} order by effective_from"
    with duckdb.connect(str(home.warehouse)) as connection:
        for table in ("marts.dim_target", "marts.kpi_target_status"):
            rows = connection.execute(query.format(table)).fetchall()
            assert [version for version, _, _ in rows] == known
            assert [version for version, begun, _ in rows if begun] == [in_force]


def test_every_counted_indicator_can_have_a_target(amendment: Amendment) -> None:
    settings, home = amendment.settings, amendment.home
    with (settings.target_files / "indicators.csv").open(encoding="utf-8", newline="") as file:
        counted = [row["indicator_id"] for row in csv.DictReader(file) if row["value_type"] != "narrative"]
    targeted = {indicator for indicator, version in amendment.comparison if version == "amended"}
    with (settings.target_files / "targets.csv").open("a", encoding="utf-8") as targets:
        # Dropped from the version above: such a target is judged all the same.
        targets.writelines(f"{indicator},amended,100,0,100\n" for indicator in counted if indicator not in targeted)
    as_of = f'{{"as_of_date": "{AS_OF}"}}'
    arguments = [
        "build",
        "--vars",
        as_of,
        "--select",
        "targets+",
        "--exclude",
        "resource_type:unit_test",
        "resource_type:exposure",
    ]
    outcomes = run_dbt(arguments, project=project_of(settings), target=home.dbt / "target", home=home)
    assert [outcome for outcome in outcomes if outcome.status not in ("success", "pass")] == []
    with duckdb.connect(str(home.warehouse)) as connection:
        judged = connection.execute(
            "select indicator_id, status from marts.kpi_target_status where target_version = 'amended' and target > 0"
        ).fetchall()
    assert sorted(indicator for indicator, _ in judged) == sorted(counted)
    assert "no_target" not in {status for _, status in judged}
