"""`mokuhyo run`: the job `refresh` in this process, recorded where the server shows it."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from orchestration.command_line.application import (
    FAILED,
    CommandError,
    DateOption,
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.failures import telling_error
from orchestration.home import Home
from orchestration.settings import Settings
from orchestration.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.command_line.progress import Progress
    from reporting.language import Language
    from reporting.publication import Publication


class FailOn(StrEnum):
    """What else than a failure ends with exit code 1."""

    AT_RISK = "at_risk"
    GAP = "gap"


@application.command()
def run(
    inbox: Annotated[
        str | None,
        typer.Option(
            "--inbox",
            help="Exports: a folder, s3://… or sftp://… [MOKUHYO_INBOX; a synthetic sample].",
            show_default=False,
        ),
    ] = None,
    home: HomeOption = None,
    as_of: DateOption = None,
    force: Annotated[bool, typer.Option("--force", help="Rebuild even when nothing is new.")] = False,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option("--fail-on", help="Exit 1 also when a target is at risk, or when there is a gap."),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Land new exports, count, name the gaps, judge the targets, publish."""
    settings = settings_from(inbox=inbox, home=home, as_of=None if as_of is None else datetime.date(as_of))
    switch_off_telemetry()
    started = time.monotonic()
    from orchestration.command_line.progress import Progress
    from orchestration.command_line.terminal import error_terminal, print_json, terminal
    from orchestration.inbox import holds_no_file, prepare_inbox
    from reporting.language import language_of
    from reporting.publication import publication_in_force

    spoken, result = language or language_of(), terminal()
    # With --json standard output holds nothing but JSON.
    console = error_terminal() if as_json else result
    is_written = Home(settings.home).sample_inbox.is_dir()
    folder = prepare_inbox(settings)
    if settings.inbox is None:
        action = "wrote" if not is_written and Path(folder) == Home(settings.home).sample_inbox else "using"
        said = spoken.pick("受信フォルダーの指定なし、合成データ", f"no inbox given, {action} the synthetic sample")
        console.print(f"{said}: {folder}", markup=False, soft_wrap=True)
    progress = Progress(console, spoken)
    if holds_no_file(settings, folder):
        progress.warn(
            spoken.pick(
                f"{folder} にファイルがない。すべての目標が判定不能になる。"
                f"対処: {folder}/<データソース>/ に置く。名前は <データソース>_FY<年度>_<日付>.csv か .xlsx",
                f"no export lies in {folder}: every target will be not assessable. Remedy: put them into "
                f"{folder}/<source>/, named <source>_FY<yyyy>_<yyyymmdd>.csv or .xlsx.",
            )
        )
    with progress:
        execute(settings, progress, force=force, verbose=verbose)
    publication = publication_in_force(Home(settings.home).published)
    assert publication is not None
    rows, gaps = _show(console, settings, publication, spoken, new=progress.published)
    console.print(f"[dim]{time.monotonic() - started:.1f} s[/]")
    if as_json:
        told = {"publication": publication.id, "as_of_date": publication.as_of_date, "is_new": progress.published}
        print_json(result, {**told, "targets": rows, "gaps": gaps})
    return FAILED if should_fail(fail_on or [], rows, gaps) else 0


def execute(settings: Settings, progress: Progress, *, force: bool = False, verbose: bool = False) -> None:
    """Run the job to its end.

    Args:
        settings: Choices of the operator.
        progress: Told of every event.
        force: Rebuild even when nothing is new.
        verbose: Print Dagster's own messages.

    Raises:
        CommandError: A step failed, or the disk takes no more; the message is its cause.
        TargetFilesError: The target files cannot be used.
    """
    from orchestration.repair import repair
    from orchestration.resources import hold
    from orchestration.storage_problems import storage_problem
    from targets.check import require_sound_target_files

    # A step of the job refuses them too; here nobody waits for the landing to hear of it.
    require_sound_target_files(settings.target_files)
    home = Home(settings.home)
    try:
        # Says who is running before anything is prepared, and keeps others away until the end.
        with hold(home.run_lock):
            for warning in repair(home):
                progress.warn(warning)
            _run_job(settings, progress, force=force, verbose=verbose)
    except Exception as error:
        problem = storage_problem(error, home.root)
        if problem is None:
            raise
        raise CommandError(problem) from error


def _run_job(settings: Settings, progress: Progress, *, force: bool, verbose: bool) -> None:
    from orchestration.assets.landing import LANDING_OP
    from orchestration.build import build_definitions
    from orchestration.fiscal_years import every_fiscal_year, fiscal_year_partitions
    from orchestration.instance import close_dead_runs, open_instance
    from orchestration.jobs import REFRESH
    from orchestration.run_scope import COMMAND_LINE, STARTED_BY

    # A log that cannot be written must not bury the error that a person needs.
    logging.raiseExceptions = False
    home = Home(settings.home)
    job = build_definitions(settings).resolve_job_def(REFRESH)
    with open_instance(home) as instance:
        close_dead_runs(instance, home)
        run_id = str(uuid.uuid4())
        instance.add_event_listener(run_id, progress.on_event)
        result = job.execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            run_config={
                "ops": {LANDING_OP: {"config": {"force": force}}},
                "loggers": {"console": {"config": {"log_level": "DEBUG" if verbose else "CRITICAL"}}},
            },
            tags={STARTED_BY: COMMAND_LINE, **every_fiscal_year(fiscal_year_partitions(settings))},
        )
    if not result.success:
        raise CommandError(cause_of_failure(result.all_events))


def cause_of_failure(events: Sequence[dg.DagsterEvent]) -> str:
    """Return why a run failed, in the words of what failed.

    Args:
        events: Events of the run.
    """
    for event in events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data is not None and data.user_failure_data.description:
                return str(data.user_failure_data.description)
            if data.error is not None:
                return _said_by(data.error)
    for event in reversed(events):
        error = getattr(event.event_specific_data, "error", None)
        if error is not None:
            return _said_by(error)
    return "the run failed. Remedy: see it in the UI (`mokuhyo serve`), or repeat it with -v."


def should_fail(
    fail_on: Sequence[FailOn], rows: Sequence[Mapping[str, Any]], gaps: Sequence[Mapping[str, Any]]
) -> bool:
    """Tell whether a run that succeeded shall end with exit code 1.

    Args:
        fail_on: What the operator named.
        rows: Rows of `kpi_target_status`.
        gaps: Rows of `data_gaps` that are open; one that a waiver accepts is no reason to fail.
    """
    statuses = {row["status"] for row in rows if row["target"] is not None and row["is_in_force"]}
    behind = bool(statuses & {"at_risk", "missed"})
    return (FailOn.AT_RISK in fail_on and behind) or (
        FailOn.GAP in fail_on and any(gap.get("status") != "accepted" for gap in gaps)
    )


def _show(
    console: Console, settings: Settings, publication: Publication, spoken: Language, *, new: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    from reporting.published import read_gaps, read_target_status
    from reporting.tables import IN_FORCE, gap_summary, target_table

    published = Home(settings.home).published
    rows, gaps = read_target_status(published), read_gaps(published)
    if not new:
        known, built = publication.id, publication.built_at
        console.print(
            spoken.pick(
                f"変更なし。公開 {known}（{built}）のまま", f"Nothing new: publication {known} of {built} stands"
            )
        )
    as_of = publication.as_of_date
    console.print(spoken.pick(f"基準日 {as_of}、{IN_FORCE} 適用中", f"As of {as_of}; {IN_FORCE} in force"))
    console.print(target_table(rows, spoken, console.width))
    console.print(gap_summary(gaps, spoken) + (" — `mokuhyo gaps`" if gaps else ""))
    data_docs = Home(settings.home).data_docs
    if data_docs.is_file():
        console.print(f"{spoken.pick('検査の記録', 'Data docs')}: {data_docs}", soft_wrap=True)
    console.print(f"{spoken.pick('公開', 'Published')}: {published}/", soft_wrap=True)
    console.print(f"  mokuhyo.duckdb, {len(publication.tables)} × *.parquet, manifest.json")
    for document in publication.documents.values():
        if document.files:
            console.print(f"  {document.place}")
    return rows, gaps


def _said_by(error: Any) -> str:
    message = str(telling_error(error).message).strip()
    # Dagster puts the class before the message; people need the message.
    prefix, separator, rest = message.partition(": ")
    return rest if separator and " " not in prefix else message
