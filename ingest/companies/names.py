"""The form in which company names, prefectures, numbers and phones are compared.

Belongs here: what counts as the same spelling. Does not belong here: which companies are the same. The legal forms
and kanji variants are data in `name_variants.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import stdnum.jp.cn
import yaml

VARIANTS_FILE = Path(__file__).with_name("name_variants.yml")
# Comparing takes time that grows with the square of the length, and no name is as long as this.
LONGEST_NAME = 300
SEPARATORS = r"\s・･,.、。，．"
# The long vowel mark is a letter; the other dashes are, when they follow kana.
DASHES = "-‐‑‒–—―−─━"
_PUNCTUATION = re.compile(rf"[{SEPARATORS}{re.escape(DASHES)}'’‘\"“”&＆/+()\[\]〔〕【】「」『』<>《》:;!?*_~〜|\\^`#]+")
# Signs that width and case leave as they are, once they are normalised.
_PLAIN = re.compile("[!-~ぁ-ゖァ-ヺー々一-鿿]*")
_LONG_VOWEL = re.compile(rf"(?<=[ァ-ヺぁ-ゖー])[{re.escape(DASHES)}]")
_BRACKETS = (("(", ")"), ("[", "]"), ("〔", "〕"), ("【", "】"), ("<", ">"), ("《", "》"))
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヰヱヲ之乃", "アイウエオツヤユヨワカケジズイエオノノ")
# Hiragana is read as katakana, and small kana as large.
_KANA = _SMALL_KANA | {sign: chr(sign + 0x60).translate(_SMALL_KANA) for sign in range(ord("ぁ"), ord("ゖ") + 1)}
_SOUNDS = (("ヴア", "バ"), ("ヴイ", "ビ"), ("ヴエ", "ベ"), ("ヴオ", "ボ"), ("ヴ", "ブ"), ("ー", ""))


@dataclass(frozen=True)
class ComparableName:
    """A company name taken apart.

    Attributes:
        key: Without legal form, width, spaces, punctuation and old kanji; None when nothing is left.
        sound: The key with kana that are written in several ways made one.
        form: Legal form written in Japanese, when there is exactly one.
        is_latin: Whether the key is in Latin letters.
    """

    key: str | None
    sound: str | None
    form: str | None
    is_latin: bool


@dataclass(frozen=True)
class _Variants:
    kanji: dict[int, str]
    forms: dict[str, str]
    leading: re.Pattern[str]
    trailing: re.Pattern[str]
    trailing_latin: re.Pattern[str]


@lru_cache(maxsize=100_000)
def comparable_name(name: str) -> ComparableName:
    """Take a company name apart into what is compared; a text too long for a name has no key."""
    if len(name) > LONGEST_NAME:
        return ComparableName(None, None, None, False)
    variants = _variants()
    key = name
    forms: list[str] = []
    # What is left may again end in a legal form (株式　会社); at the fixed point a name is its own key.
    for _ in range(8):
        before = key
        key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", key).upper()).translate(variants.kanji)
        key = _LONG_VOWEL.sub("ー", key)
        for pattern in (variants.leading, variants.trailing):
            match = pattern.search(key)
            if match is not None:
                forms += _forms_in(match[0])
                key = key[: match.start()] + key[match.end() :]
        bare = _PUNCTUATION.sub("", variants.trailing_latin.sub("", key))
        is_settled = _PLAIN.fullmatch(bare) is not None and (bare == key or bare.isascii())
        key = bare
        if is_settled or key == before:
            break
    return ComparableName(
        key=key or None,
        sound=_sound(key) or None,
        form=forms[0] if len(set(forms)) == 1 else None,
        is_latin=re.fullmatch(r"[A-Z0-9]*[A-Z][A-Z0-9]*", key) is not None,
    )


def comparable_prefectures(texts: pa.Array) -> pa.Array:
    """Return prefectures in NFKC without white space, null when blank."""
    return _filled(pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s+", ""))


def comparable_numbers(texts: pa.Array) -> pa.Array:
    """Return corporate numbers without width, spaces and hyphens; the T of an invoice number goes."""
    return _filled(pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"^\s*T?|[\s\-]", ""))


def valid_numbers(numbers: pa.Array) -> pa.Array:
    """Tell whether the check digit of each corporate number holds; null stays null."""
    is_valid = {number: bool(stdnum.jp.cn.is_valid(number)) for number in pc.unique(numbers).to_pylist() if number}
    return pa.array([is_valid.get(number) for number in numbers.to_pylist()], pa.bool_())


def comparable_phones(texts: pa.Array) -> pa.Array:
    """Return the digits of domestic phone numbers; null for blanks and for what is plainly no number."""
    plain = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"^\s*\(?\+\s*81[\s)\-]*(\(0\))?", "0")
    digits = pc.replace_substring_regex(plain, r"\D", "")
    # 000-0000-0000 and the like stand for "none".
    is_number = pc.match_substring_regex(digits, r"^[0-9]{9,11}$")
    is_filler = pc.match_substring_regex(digits, f"^[0-9]({'|'.join(f'{digit}+' for digit in range(10))})$")
    return pc.if_else(pc.and_not(is_number, is_filler), digits, pa.scalar(None, pa.string()))


def _filled(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _sound(key: str) -> str:
    sound = key.translate(_KANA)
    for spelt, sounded in _SOUNDS:
        sound = sound.replace(spelt, sounded)
    return re.sub(r"(.)々", r"\1\1", sound) if "々" in sound else sound


@lru_cache(maxsize=10_000)
def _forms_in(text: str) -> tuple[str, ...]:
    """Return the legal forms in what was found at the end of a name; few endings are written, and often."""
    return tuple(form for written, form in _variants().forms.items() if written in text)


@cache
def _variants() -> _Variants:
    content = yaml.safe_load(VARIANTS_FILE.read_text(encoding="utf-8"))
    kanji = {ord(old): new for new, olds in content["kanji"].items() for old in olds}
    japanese: dict[str, str] = {}
    latin: set[str] = set()
    for form, written in content["legal_forms"].items():
        for word in written.get("words", ()):
            japanese[word] = form
        for short in written.get("short", ()):
            japanese |= {f"{left}{short}{right}": form for left, right in _BRACKETS}
        latin |= set(written.get("latin", ()))
    gap = rf"[{SEPARATORS}]*"
    listed = "|".join(re.escape(text) for text in sorted(japanese, key=len, reverse=True))
    spelt = "|".join(gap.join(map(re.escape, form.split())) for form in sorted(latin, key=len, reverse=True))
    return _Variants(
        kanji=kanji,
        forms=japanese | {"カ)": "stock_company", "(カ": "stock_company", "ユ)": "limited_company"},
        # Banks shorten the form to one kana and leave out a bracket: ｶ)ﾐﾎﾝ.
        leading=re.compile(rf"^(?:{gap}(?:{listed}))+|^[カユド]\)"),
        trailing=re.compile(rf"(?:(?:{listed}){gap})+$|\([カユド]$"),
        # Behind a name only: AB and SE may be one themselves.
        trailing_latin=re.compile(rf"(?<=[^{SEPARATORS}()])(?:[{SEPARATORS}()]+(?:{spelt})[{SEPARATORS}()]*)+$"),
    )
