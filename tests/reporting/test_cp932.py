"""CP932: what it holds stays, what has a twin is written as it, what it lacks is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.cp932 import encodable


@pytest.mark.parametrize("text", ["㈱髙島 ①", "神﨑", "～－―∥￠", "ﾊﾝｶｸ", "a\tb\r\n", ""])
def test_what_it_holds_stays(text: str) -> None:
    assert encodable(text).text == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("〜−—‖", "～－―∥"),
        # A letter and its mark, as some systems name files.
        ("か\u3099ぎ", "がぎ"),
    ],
)
def test_the_same_sign_by_another_code_is_no_loss(text: str, written: str) -> None:
    assert (encodable(text).text, encodable(text).lost) == (written, "")


@pytest.mark.parametrize(
    ("text", "written", "lost"),
    [
        ("𠮷野家", "〓野家", "𠮷"),
        ("😀é〓", "〓〓〓", "😀é"),
        # A variant of a character, which a selector behind it chooses.
        ("葛\U000e0100城", "葛〓城", "\U000e0100"),
        ("東京–大阪", "東京〓大阪", "–"),
    ],
)
def test_what_it_lacks_becomes_a_geta_and_is_told(text: str, written: str, lost: str) -> None:
    assert (encodable(text).text, encodable(text).lost) == (written, lost)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_can_be_written_and_read_again(text: str) -> None:
    found = encodable(text)
    assert found.text.encode("cp932").decode("cp932") == found.text
    assert found.text.count("〓") == text.count("〓") + len(found.lost)
