"""Making a project directory: the template filled in, contracts or a whole profile copied, a folder per source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.contracts import SourceContract, load_contracts
from ingest.discovery import NARRATIVES, expected_name
from profiles.profile import load_profile
from reporting.language import Language

TEMPLATE = Path(__file__).resolve().parent / "template"
# Names in the directory by names in the template; a hidden file there would hide files of this repository.
NAMES = {
    "mokuhyo.env": "mokuhyo.env",
    "README.md": "README.md",
    "README.ja.md": "README.ja.md",
    "alert_routes.example.yml": "alert_routes.example.yml",
    "gitignore": ".gitignore",
}


class ProjectDirectoryError(Exception):
    """No project directory can be made there; the message says what to do."""


@dataclass
class Made:
    """What was written into a project directory.

    Attributes:
        directory: The directory, absolute.
        written: Files and folders that were made, relative to it.
        kept: Files that were there already and stay as they are.
    """

    directory: Path
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def make_project(directory: Path, contracts: Path, *, profile: Path | None = None, beside_others: bool = False) -> Made:
    """Write configuration, contracts and an empty inbox into a directory; no file that is there is touched.

    Args:
        directory: Where; made when missing.
        contracts: Folder of the contracts to copy.
        profile: Folder of the profile to copy whole, its contracts in it; None copies contracts alone.
        beside_others: Go on when the directory holds something already.

    Raises:
        ContractError: The contracts to copy are not valid.
        ProfileError: The profile's file cannot be used.
        ProjectDirectoryError: It is no directory, holds something, or cannot be written to.
    """
    directory = directory.expanduser().absolute()
    if directory.exists() and not directory.is_dir():
        raise ProjectDirectoryError(f"{directory} is no directory. Remedy: name a new one.")
    if not beside_others and directory.is_dir() and any(directory.iterdir()):
        raise ProjectDirectoryError(
            f"{directory} is not empty. Remedy: name a new one, or add what is missing with --force; "
            "no file that is there is changed."
        )
    sources = load_contracts(contracts)
    texts = {NAMES[file.name]: file.read_text(encoding="utf-8") for file in sorted(TEMPLATE.iterdir())}
    for name, language in (("README.md", Language.ENGLISH), ("README.ja.md", Language.JAPANESE)):
        texts[name] = texts[name].replace("{sources}", source_table(sources, language))
    contents = {name: text.encode() for name, text in texts.items()}
    if profile is None:
        contents |= _contents_of(contracts.glob("*.yml"), contracts, "contracts")
    else:
        folder = f"profiles/{load_profile(profile).said.profile}"
        contents |= _contents_of(profile.rglob("*"), profile, folder)
        contents["mokuhyo.env"] = with_own_profile(texts["mokuhyo.env"], folder).encode()
    try:
        return _write(directory, contents, [f"inbox/{source}" for source in (*sources, NARRATIVES)])
    except OSError as error:
        raise ProjectDirectoryError(f"{error}. Remedy: see that you may write to {directory}.") from error


def source_table(sources: Mapping[str, SourceContract], language: Language) -> str:
    """Return the Markdown table that says which file goes where.

    Args:
        sources: Contracts by source.
        language: The reader's.
    """
    heading = language.pick(
        "| フォルダー | 内容 | 担当 | 間隔（日） | ファイル名 |", "| folder | what | owner | days between | file name |"
    )
    rows = [
        f"| `inbox/{name}/` | {language.pick(one.title_ja, one.title_en)} | {one.owner} | {one.cadence_days} "
        f"| `{expected_name(name).replace('<source>', name).replace(' or .xlsx', '`, `.xlsx')}` |"
        for name, one in sources.items()
    ]
    return "\n".join([heading, "|---|---|---|---:|---|", *rows])


def with_own_profile(settings: str, folder: str) -> str:
    """Return the file of settings with a profile of the directory's own, whose contracts count.

    Args:
        settings: The template's file.
        folder: Folder of the profile in the directory.
    """
    without_contracts = re.sub("^MOKUHYO_CONTRACTS=", "#MOKUHYO_CONTRACTS=", settings, flags=re.MULTILINE)
    return re.sub("^#?MOKUHYO_PROFILE=.*", f"MOKUHYO_PROFILE={folder}", without_contracts, flags=re.MULTILINE)


def _contents_of(files: Iterable[Path], base: Path, folder: str) -> dict[str, bytes]:
    named = {file.relative_to(base): file for file in sorted(files) if file.is_file()}
    return {
        f"{folder}/{name}": file.read_bytes()
        for name, file in named.items()
        if not any(part.startswith((".", "__")) for part in name.parts)
    }


def _write(directory: Path, contents: Mapping[str, bytes], folders: Iterable[str]) -> Made:
    made = Made(directory)
    for name in folders:
        if not (directory / name).is_dir():
            (directory / name).mkdir(parents=True)
            made.written.append(f"{name}/")
    for name, content in contents.items():
        file = directory / name
        if file.exists() or file.is_symlink():
            made.kept.append(name)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        # Never over a file that came since, nor through a link.
        with file.open("xb") as stream:
            stream.write(content)
        made.written.append(name)
    return made
