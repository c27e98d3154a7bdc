"""What MkDocs calls while it builds the site.

Belongs here: adding pages to the site and leading links to them. Not here: what stands on a page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs_site.links import Link, links_of, rewritten
from docs_site.pages import reference_pages
from orchestration.settings import REPOSITORY
from reporting.language import Language

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

DOCS = "docs/"
# Files beside docs/ that the site shows, and what they lead to; they lie in this folder of the site.
BESIDE = "repository/"
SHOWN_BESIDE = ("README.md", "README.ja.md", "SECURITY.md", "CHANGELOG.md")
RUNBOOKS = {"runbook.md": Language.ENGLISH, "runbook.ja.md": Language.JAPANESE}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the reference pages, and every file beside docs/ that a page leads to.

    Args:
        files: Files of the site.
        config: Configuration of the site.
    """
    from mkdocs.structure.files import File

    for place, text in reference_pages(Path(config.site_dir).parent / "parsed").items():
        files.append(File.generated(config, place, content=text))
    for path in sorted(beside()):
        files.append(File.generated(config, BESIDE + path, abs_src_path=str(REPOSITORY / path)))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Lead links to where their files are in the site; name the expectations in the runbook.

    Args:
        markdown: Text of the page.
        page: The page.
        config: Configuration of the site.
        files: Files of the site.
    """
    place = page.file.src_uri
    if place in RUNBOOKS:
        from docs_site.expectations import with_expectations

        markdown = with_expectations(markdown, RUNBOOKS[place])
    return rewritten(markdown, _path_of(place), lambda link: _written_on(link, place))


def beside() -> set[str]:
    """Return the files beside docs/ that belong to the site: those named here, and those that pages lead to."""
    found: set[str] = set()
    waiting = {*SHOWN_BESIDE, *(DOCS + path.relative_to(REPOSITORY / DOCS).as_posix() for path in _documents())}
    while waiting:
        path = waiting.pop()
        if not path.startswith(DOCS):
            found.add(path)
        if path.endswith(".md"):
            text = (REPOSITORY / path).read_text(encoding="utf-8")
            waiting |= {
                link.path
                for link in links_of(text, path)
                if link.path is not None
                and not link.path.startswith(DOCS)
                and link.path not in found
                and (REPOSITORY / link.path).is_file()
            }
    return found


def _documents() -> Iterator[Path]:
    yield from (REPOSITORY / DOCS).rglob("*.md")


def _path_of(place: str) -> str:
    return place.removeprefix(BESIDE) if place.startswith(BESIDE) else DOCS + place


def _written_on(link: Link, place: str) -> str | None:
    """Return what a link is called on a page of the site; None when it stays as it is written."""
    if link.path is None or link.written.startswith("#"):
        return None
    to = link.path.removeprefix(DOCS) if link.path.startswith(DOCS) else BESIDE + link.path
    relative = posixpath.relpath(to, posixpath.dirname(place) or ".")
    return f"{relative}#{link.fragment}" if link.fragment else relative
