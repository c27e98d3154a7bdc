"""`mokuhyo backup`: the state of a home directory as one file, or a check of such a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.home import Home

if TYPE_CHECKING:
    from orchestration.backup.manifest import Manifest
    from orchestration.settings import Settings
    from reporting.language import Language


@application.command()
def backup(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File to write: ….tar.zst or ….tar.gz, readable by you alone.", show_default=False),
    ] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", help="Check this backup instead of writing one.", show_default=False)
    ] = None,
    wait: Annotated[float, typer.Option("--wait", help="Seconds to wait for a run that is going on.", min=0)] = 0,
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write everything that no run could build again into one file; secrets are left out."""
    from orchestration.backup.restore import verify_backup
    from orchestration.backup.write import write_backup
    from orchestration.command_line.terminal import at_work, print_json, terminal
    from reporting.language import language_of

    if (out is None) == (verify is None):
        raise UsageError("a backup is either written or checked. Remedy: give --out FILE, or --verify FILE.")
    console, spoken = terminal(), language or language_of()
    if verify is not None:
        with at_work(spoken.pick("バックアップを検査しています", "Checking the backup")):
            manifest = verify_backup(verify)
        if as_json:
            print_json(console, summary(verify, manifest))
            return
        console.print(spoken.pick(f"正常: {verify}", f"Sound: {verify}"), markup=False, soft_wrap=True)
        console.print(described(manifest, spoken), markup=False, soft_wrap=True)
        return
    assert out is not None
    settings = settings_from(home=home)
    with at_work(spoken.pick("バックアップを保存しています", "Writing the backup")):
        written = write_backup(Home(settings.home), out, datetime.now(UTC), wait)
    if as_json:
        print_json(console, {**summary(written.file, written.manifest), "size_bytes": written.size_bytes})
        return
    size = f"{written.size_bytes / 1e6:.1f} MB"
    console.print(
        spoken.pick(
            f"保存: {written.file}（{size}、所有者のみ読める）", f"Written: {written.file} ({size}, for you alone)"
        ),
        markup=False,
        soft_wrap=True,
    )
    console.print(described(written.manifest, spoken), markup=False, soft_wrap=True)
    for line in [*left_out(written.manifest, spoken), *elsewhere(settings, written.manifest, spoken)]:
        console.print(f"  - {line}", markup=False, soft_wrap=True)


def summary(file: Path, manifest: Manifest) -> dict[str, object]:
    """Return what a program is told of a backup.

    Args:
        file: The archive.
        manifest: What it says of itself.
    """
    return {
        "file": str(file),
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "files": len(manifest.files),
        "bytes": sum(one.bytes for one in manifest.files.values()),
        "publication_in_force": manifest.publication_in_force,
        "postgresql": manifest.postgresql,
        "versions": manifest.versions,
        "left_out": manifest.left_out,
    }


def described(manifest: Manifest, spoken: Language) -> str:
    """Say in one line what is in a backup.

    Args:
        manifest: What the backup says of itself.
        spoken: The reader's language.
    """
    files, megabytes = len(manifest.files), sum(one.bytes for one in manifest.files.values()) / 1e6
    made_at = manifest.made_at.isoformat(timespec="seconds")
    in_force = manifest.publication_in_force or spoken.pick("なし", "none")
    return spoken.pick(
        f"{made_at} 時点、{files} ファイル {megabytes:.1f} MB、公開中 {in_force}",
        f"As of {made_at}: {files} files, {megabytes:.1f} MB; publication in force: {in_force}",
    )


def left_out(manifest: Manifest, spoken: Language) -> list[str]:
    """Say what is not in a backup.

    Args:
        manifest: What the backup says of itself.
        spoken: The reader's language.
    """
    return [
        spoken.pick(f"含まない {name}（{reason}）", f"not in it: {name} ({reason})")
        for name, reason in manifest.left_out.items()
    ]


def elsewhere(settings: Settings, manifest: Manifest, spoken: Language) -> list[str]:
    """Say what a restore needs that lies outside the home directory.

    Args:
        settings: Choices of the operator.
        manifest: What the backup says of itself.
        spoken: The reader's language.
    """
    lines = []
    if settings.waivers is not None and not settings.waivers.is_relative_to(settings.home):
        lines.append(
            spoken.pick(
                f"含まない {settings.waivers}（ホームの外）。別に保存すること",
                f"not in it: {settings.waivers} (outside the home directory). Remedy: keep it too.",
            )
        )
    if manifest.postgresql:
        lines.append(
            spoken.pick(
                "Dagster の実行記録は PostgreSQL にある。同じ時に pg_dump も取ること",
                "Dagster keeps its runs in PostgreSQL, not here. Remedy: run pg_dump at the same time.",
            )
        )
    return lines
