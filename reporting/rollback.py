"""Rollback: an earlier publication comes into force again.

Belongs here: choosing among the publications that are kept. A rollback changes nothing but the link: the inbox, the
warehouse and the history stay as they are, so the next run publishes what the files say then.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reporting.publication import (
    MANIFEST,
    Publication,
    input_files,
    publication_in_force,
    put_in_force,
    read_publication,
)


class RollbackError(Exception):
    """There is no such publication to go back to."""


@dataclass(frozen=True)
class Rollback:
    """What a rollback did.

    Attributes:
        withdrawn: The publication that was in force.
        restored: The one that is now.
        files_gone: Input files of the withdrawn one that the restored one does not come from, by name.
        files_back: Input files that the restored one alone comes from.
        tables_changed: Tables whose content differs.
    """

    withdrawn: Publication
    restored: Publication
    files_gone: tuple[str, ...]
    files_back: tuple[str, ...]
    tables_changed: tuple[str, ...]


def kept_publications(publications: Path) -> list[Publication]:
    """Return the publications that are kept, the newest first.

    Args:
        publications: Folder of publications.
    """
    if not publications.is_dir():
        return []
    found = []
    for path in publications.iterdir():
        if path.name.startswith(".") or not (path / MANIFEST).is_file():
            continue
        with suppress(ValueError, KeyError, TypeError):  # a damaged one is nothing to go back to
            found.append(read_publication(path))
    return sorted(found, key=lambda publication: publication.order, reverse=True)


def roll_back(publications: Path, published: Path, to: str | None = None) -> Rollback:
    """Put an earlier publication in force.

    Args:
        publications: Folder of publications.
        published: Link to the one in force.
        to: Id of the publication; the one built before that in force when None.

    Returns:
        What was withdrawn and restored.

    Raises:
        RollbackError: There is none to go back to; the message names those there are.
    """
    in_force = publication_in_force(published)
    if in_force is None:
        raise RollbackError(f"nothing is published in {published.parent} yet. Remedy: `mokuhyo run` first.")
    kept = kept_publications(publications)
    restored = _chosen(kept, in_force, to)
    put_in_force(published, restored.directory)
    withdrawn_files, restored_files = _hashes(in_force), _hashes(restored)
    return Rollback(
        withdrawn=in_force,
        restored=restored,
        files_gone=tuple(sorted(name for name, _ in withdrawn_files - restored_files)),
        files_back=tuple(sorted(name for name, _ in restored_files - withdrawn_files)),
        tables_changed=tuple(
            sorted(
                table
                for table in {*in_force.tables, *restored.tables}
                if in_force.tables.get(table) != restored.tables.get(table)
            )
        ),
    )


def _chosen(kept: list[Publication], in_force: Publication, to: str | None) -> Publication:
    others = [publication for publication in kept if publication.id != in_force.id]
    if to is None:
        earlier = [publication for publication in others if publication.order < in_force.order]
        if not earlier:
            raise RollbackError(f"no publication before {in_force.id} is kept. {_remedy(others)}")
        return earlier[0]
    for publication in others:
        if publication.id == to:
            return publication
    if to == in_force.id:
        raise RollbackError(f"{to} is in force already. {_remedy(others)}")
    raise RollbackError(f"there is no publication {to}. {_remedy(others)}")


def _remedy(others: list[Publication]) -> str:
    if not others:
        return "Remedy: retract the file that is wrong (`mokuhyo retract`) and run again."
    return f"Remedy: name one of {', '.join(publication.id for publication in others)}."


def _hashes(publication: Publication) -> set[tuple[str, str]]:
    return {(name, file["sha256"]) for name, file in input_files(publication.directory).items()}
