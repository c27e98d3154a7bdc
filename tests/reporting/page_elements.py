"""What stands in a page: its elements and their attributes."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"meta", "input", "br"})


class Elements(HTMLParser):
    """The elements of a page in their order, and whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.started: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.started.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.started if (value := attributes.get(attribute)) is not None]
