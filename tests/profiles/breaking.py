"""What a way to break a profile is: a small change of a copy, and everything that a check must say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Breakage:
    """One way to break a profile.

    Attributes:
        name: What is done.
        do: The change.
        expected: Place and message of each problem that it makes, without the remedy.
    """

    name: str
    do: Callable[[Path], None]
    expected: tuple[str, ...]


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Write something else in the first place of a file that holds a text."""

    def do(profile: Path) -> None:
        text = (profile / file).read_text(encoding="utf-8")
        assert old in text, f"{file} holds no {old!r}"
        (profile / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return do


def added(file: str, text: str) -> Callable[[Path], None]:
    """Add a text to the end of a file, making it where there is none."""

    def do(profile: Path) -> None:
        (profile / file).parent.mkdir(exist_ok=True)
        with (profile / file).open("a", encoding="utf-8") as handle:
            handle.write(text)

    return do


def deleted(file: str) -> Callable[[Path], None]:
    """Delete a file."""
    return lambda profile: (profile / file).unlink()


def copied(file: str, to: str, old: str, new: str) -> Callable[[Path], None]:
    """Copy a file, with another text in it."""

    def do(profile: Path) -> None:
        text = (profile / file).read_text(encoding="utf-8")
        (profile / to).write_text(text.replace(old, new), encoding="utf-8")

    return do


def breakage(name: str, do: Callable[[Path], None], *expected: str) -> Breakage:
    """Return one way to break a profile, with what is expected of it."""
    return Breakage(name, do, expected)
