"""Every relative link of every Markdown file leads to something that is there, and to an anchor that is there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from docs_site.links import Link, anchors_of, links_of, rewritten, slug_of
from docs_site.pages import GENERATED

REPOSITORY = Path(__file__).resolve().parents[2]
# Files that git knows or would take in, so that nothing installed is looked at.
LISTED = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
# What the site makes from the code has no file; the test of the site looks at links to it.
MADE_BY_THE_SITE = {f"docs/{page}" for page in GENERATED}


def documents() -> list[str]:
    if (REPOSITORY / ".git").exists():
        listed = subprocess.run(LISTED, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
        return sorted(path for path in listed if (REPOSITORY / path).is_file())
    return sorted(path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("docs/**/*.md"))


def problem_of(link: Link) -> str | None:
    """Return what is wrong with a link, None when nothing is."""
    if link.path is None or link.path in MADE_BY_THE_SITE:
        return None
    file = REPOSITORY / link.path
    if link.path.startswith("../") or not file.exists():
        return f"{link.written}: there is no {link.path}"
    if (
        link.fragment
        and link.path.endswith(".md")
        and link.fragment not in anchors_of(file.read_text(encoding="utf-8"))
    ):
        return f"{link.written}: {link.path} has no heading of that name"
    return None


def test_there_is_something_to_look_at() -> None:
    assert {"README.md", "README.ja.md", "docs/runbook.md", "docs/runbook.ja.md", "docs/index.md"} <= set(documents())


@pytest.mark.parametrize("path", documents())
def test_every_link_leads_somewhere(path: str) -> None:
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    assert [problem for link in links_of(text, path) if (problem := problem_of(link))] == []


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("[a](docs/gaps.md)", None),
        ("[a](docs/gaps.md#waivers)", None),
        ("[a](docs/runbook.ja.md#unreadable-value)", None),
        ("[a](docs/gaps.md#no-such-heading)", "no heading"),
        ("[a](docs/no-such-page.md)", "there is no"),
        ("[a](../outside.md)", "there is no"),
        ("![a](docs/images/no_such_picture.png)", "there is no"),
        ("[a](https://example.jp/)", None),
    ],
)
def test_a_link_that_leads_nowhere_is_found(written: str, problem: str | None) -> None:
    (link,) = links_of(written, "README.md")
    found = problem_of(link)
    assert found is None if problem is None else problem in str(found)


def test_code_holds_no_links() -> None:
    assert list(links_of("```text\n[a](b.md)\n```\n`[a](b.md)` and ``[a](b`c.md)``\n", "README.md")) == []


def test_links_are_read_from_where_they_stand() -> None:
    links = [link.path for link in links_of("[a](gaps.md) [b](../SECURITY.md#x) [c](#d)", "docs/alerts.md")]
    assert links == ["docs/gaps.md", "SECURITY.md", "docs/alerts.md"]


def test_only_links_are_rewritten() -> None:
    text = "[a](b.md) `[a](b.md)` [c](d.md#e)"
    assert rewritten(text, "x.md", lambda link: "new" if link.path == "b.md" else None) == (
        "[a](new) `[a](b.md)` [c](d.md#e)"
    )


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("From gaps to bounds", "from-gaps-to-bounds"),
        ("`mokuhyo contract check`", "mokuhyo-contract-check"),
        ("What happens when …", "what-happens-when-"),
        ("Python, R, Node, the command line", "python-r-node-the-command-line"),
        ("目標を改定する", "目標を改定する"),
    ],
)
def test_anchors_are_made_of_headings(heading: str, anchor: str) -> None:
    assert slug_of(heading) == anchor


def test_headings_in_code_make_none() -> None:
    assert anchors_of('# One\n```sh\n# two\n```\n<span id="three"></span>\n') == ["one", "three"]
