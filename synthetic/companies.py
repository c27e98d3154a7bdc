"""Invented companies: names that cannot be taken for real ones, prefectures, corporate numbers, phone numbers.

Every Japanese name contains one of FICTION_MARKS_JA, every foreign one begins with one of FICTION_MARKS_LATIN.
Corporate numbers carry a right check digit but begin with 99 behind it, which no registry office uses; phone numbers
begin with 000. No two companies share a comparable name, except the twins of `with_twins`, which differ in prefecture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthetic.dates import FULL_WIDTH
from synthetic.schedule import BoolArray, IntArray

FICTION_MARKS_JA = ("架空", "見本", "仮想", "模擬", "例示", "想定", "サンプル", "ダミー")
FICTION_MARKS_LATIN = ("Sampl", "Exempl", "Fictiv", "Imagin", "Mock", "Specim")

AREAS = ("", "", "東", "西", "南", "北", "新", "大", "中央", "第一", "髙", "丸")
LANDFORMS = tuple("山川田野原橋島浦崎谷沢森岡浜里坂瀬丘")
TRADES = (
    "精機", "製作所", "工業", "電子", "製菓", "醸造", "水産", "食品", "フーズ", "陶器", "漆器", "織物", "繊維",
    "化成", "薬品", "金属", "鋳造", "刃物", "商事", "物産", "貿易", "テクノ", "システムズ", "ソフト", "デザイン",
    "工芸", "茶園", "酒造", "味噌", "化粧品", "光学", "計測", "樹脂", "ロボティクス", "メディカル", "エネルギー",
    "環境", "建材", "印刷", "紙業", "玩具", "家具", "眼鏡", "楽器", "時計", "包装", "資材", "機械", "電機", "油脂",
    "製麺", "珈琲", "園芸", "種苗", "AIラボ", "ITソリューションズ", "EVテック", "3Dワークス",
)  # fmt: skip
STARTUP_TRADES = (
    "テック", "ラボ", "ロボティクス", "AI", "バイオ", "セラピューティクス", "スペース", "モビリティ", "データ",
    "クラウド", "ヘルス", "フード", "エナジー", "マテリアル", "センシング", "クアンタム", "アグリ", "フォトニクス",
    "ゲノム", "ドローン",
)  # fmt: skip
STEM_MIDDLES = ("", "a", "ori", "eno", "uva", "ita", "alo", "emi")
STEM_ENDINGS = ("ra", "nion", "dex", "lis", "vara", "tium", "nta", "rix", "ro", "lane")
FIELDS = (
    "Robotics", "Biotech", "Therapeutics", "Semiconductors", "Mobility", "Energy", "Software", "Analytics",
    "Materials", "Foods", "Logistics", "Photonics", "Diagnostics", "Cloud", "Security", "Ventures", "Sensors",
    "Batteries", "Aerospace", "Design", "Retail", "Media", "Chemicals", "Quantum",
)  # fmt: skip
FOREIGN_FORMS = ("Inc.", "GmbH", "Ltd.", "Co., Ltd.", "Corp.", "LLC", "Limited")

# Prefectures with their rough share of exporting companies, in percent.
PREFECTURE_SHARES = {
    "北海道": 3.5, "青森県": 1.2, "岩手県": 1.2, "宮城県": 1.8, "秋田県": 0.8, "山形県": 1.3, "福島県": 1.5,
    "茨城県": 1.7, "栃木県": 1.4, "群馬県": 1.5, "埼玉県": 3.6, "千葉県": 2.6, "東京都": 19.0, "神奈川県": 5.0,
    "新潟県": 2.5, "富山県": 1.4, "石川県": 1.7, "福井県": 1.5, "山梨県": 1.1, "長野県": 2.4, "岐阜県": 2.0,
    "静岡県": 3.1, "愛知県": 5.2, "三重県": 1.4, "滋賀県": 1.0, "京都府": 3.0, "大阪府": 7.5, "兵庫県": 3.5,
    "奈良県": 0.9, "和歌山県": 0.9, "鳥取県": 0.6, "島根県": 0.7, "岡山県": 1.6, "広島県": 2.2, "山口県": 1.0,
    "徳島県": 0.8, "香川県": 1.0, "愛媛県": 1.2, "高知県": 0.8, "福岡県": 3.6, "佐賀県": 0.8, "長崎県": 1.0,
    "熊本県": 1.3, "大分県": 0.8, "宮崎県": 0.9, "鹿児島県": 1.4, "沖縄県": 1.4,
}  # fmt: skip


@dataclass(frozen=True)
class Companies:
    """A pool of companies, addressed by position.

    Attributes:
        spellings: The ways in which each company's name is written; the first is the proper one.
        prefectures: Where each has its seat.
        numbers: Corporate numbers of 13 digits, blank for those that have none.
        phones: Invented phone numbers.
    """

    spellings: list[list[str]]
    prefectures: list[str]
    numbers: list[str]
    phones: list[str]

    def __len__(self) -> int:
        return len(self.spellings)

    def names(self, companies: IntArray, styles: IntArray) -> list[str]:
        """Write the names of companies, each in the spelling that `styles` (any non-negative number) picks."""
        spellings = self.spellings
        return [
            spellings[company][style % len(spellings[company])]
            for company, style in zip(companies.tolist(), styles.tolist(), strict=True)
        ]

    def shown_numbers(self, companies: IntArray, shown: BoolArray, full_width: BoolArray) -> list[str]:
        """Write corporate numbers; blank where not shown."""
        numbers = self.numbers
        return [
            "" if not is_shown else numbers[company].translate(FULL_WIDTH) if is_wide else numbers[company]
            for company, is_shown, is_wide in zip(companies.tolist(), shown.tolist(), full_width.tolist(), strict=True)
        ]


class NameBook:
    """Hands out every combination of name parts once."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def draw(self, count: int, parts: Sequence[Sequence[str]]) -> list[str]:
        """Draw names that no one bears yet.

        Raises:
            ValueError: The parts do not combine to that many names.
        """
        sizes = [len(part) for part in parts]
        names: list[str] = []
        for combination in self._rng.permutation(int(np.prod(sizes))).tolist():
            if len(names) == count:
                return names
            name = ""
            for part, size in zip(parts, sizes, strict=True):
                combination, position = divmod(combination, size)
                name += part[position]
            key = comparable(name)
            if key not in self._taken:
                self._taken.add(key)
                names.append(name)
        if len(names) < count:
            raise ValueError(f"{len(names)} names can be formed, {count} are needed. Remedy: choose a smaller scale.")
        return names


def comparable(name: str) -> str:
    """Return a name in the form in which two spellings of it agree."""
    return re.sub(r"[\s・.,\-]", "", unicodedata.normalize("NFKC", name)).upper()


def domestic(rng: np.random.Generator, book: NameBook, count: int, trades: Sequence[str] = TRADES) -> Companies:
    """Invent Japanese companies; one in twenty-five is a sole proprietor without corporate number."""
    bases = book.draw(count, (AREAS, FICTION_MARKS_JA, LANDFORMS, trades))
    forms = rng.choice(5, size=count, p=(0.56, 0.20, 0.12, 0.08, 0.04)).tolist()
    spelt = (_spell_stock_company_first, _spell_stock_company_last, _spell_limited_company, _spell_partnership, _spell)
    spellings = [spelt[form](base) for base, form in zip(bases, forms, strict=True)]
    has_number = np.array([form != 4 for form in forms])
    return _seated(rng, spellings, has_number)


def foreign(rng: np.random.Generator, book: NameBook, count: int) -> Companies:
    """Invent foreign companies; one in twelve has no corporate number in Japan yet."""
    stems = book.draw(count, (FICTION_MARKS_LATIN, STEM_MIDDLES, STEM_ENDINGS, [f" {field}" for field in FIELDS]))
    forms = rng.integers(len(FOREIGN_FORMS), size=count).tolist()
    spellings = [_spell_foreign(stem, FOREIGN_FORMS[form]) for stem, form in zip(stems, forms, strict=True)]
    return _seated(rng, spellings, rng.random(count) >= 0.08)


def with_twins(rng: np.random.Generator, pool: Companies, count: int) -> Companies:
    """Give `count` companies the name of another one in a different prefecture; both keep their own numbers."""
    spellings, prefectures = list(pool.spellings), list(pool.prefectures)
    numbered = np.array([position for position, number in enumerate(pool.numbers) if number])
    chosen = rng.permutation(numbered)[: 2 * count].tolist()
    for original, twin in zip(chosen[::2], chosen[1::2], strict=False):
        if prefectures[original] != prefectures[twin]:
            spellings[twin] = spellings[original]
    return replace(pool, spellings=spellings)


def corporate_numbers(bases: IntArray) -> list[str]:
    """Return corporate numbers: the check digit in front of 99 and ten digits.

    Args:
        bases: Distinct numbers below ten thousand million.
    """
    digits = (99 * 10**10 + bases)[:, None] // 10 ** np.arange(12) % 10
    weights = np.where(np.arange(12) % 2 == 0, 1, 2)
    checks = 9 - (digits * weights).sum(axis=1) % 9
    return [f"{check}99{base:010d}" for check, base in zip(checks.tolist(), bases.tolist(), strict=True)]


def _seated(rng: np.random.Generator, spellings: list[list[str]], has_number: BoolArray) -> Companies:
    count = len(spellings)
    shares = np.array(list(PREFECTURE_SHARES.values()))
    seats = rng.choice(len(shares), size=count, p=shares / shares.sum()).tolist()
    names = list(PREFECTURE_SHARES)
    # Distinct across pools: every draw of ten thousand million is far from the next.
    bases = np.unique(rng.integers(10**10, size=count + count // 100 + 10))
    numbers = corporate_numbers(rng.permutation(bases)[:count])
    phones = [
        f"000-{number // 10_000:04d}-{number % 10_000:04d}" for number in rng.integers(10**8, size=count).tolist()
    ]
    return Companies(
        spellings=spellings,
        prefectures=[names[seat] for seat in seats],
        numbers=[number if has else "" for number, has in zip(numbers, has_number.tolist(), strict=True)],
        phones=phones,
    )


def _spell_stock_company_first(base: str) -> list[str]:
    return _spell(base, "株式会社", ("㈱", "(株)", "（株）"), lambda form, name: form + name)


def _spell_stock_company_last(base: str) -> list[str]:
    return _spell(base, "株式会社", ("㈱", "(株)", "（株）"), lambda form, name: name + form)


def _spell_limited_company(base: str) -> list[str]:
    return _spell(base, "有限会社", ("㈲", "(有)", "（有）"), lambda form, name: form + name)


def _spell_partnership(base: str) -> list[str]:
    return _spell(base, "合同会社", (), lambda form, name: form + name)


def _spell(
    base: str,
    form: str = "",
    short_forms: Sequence[str] = (),
    join: Callable[[str, str], str] = lambda form, name: form + name,
) -> list[str]:
    proper = join(form, base)
    spellings = [proper] * 5 + [join(short, base) for short in short_forms]
    if form:
        spellings += [join(f"{form}　", base).strip() if proper.startswith(form) else f"{base}　{form}"]
    spellings.append(f"{proper}　")
    other_width = base.translate(_WIDTHS)
    if other_width != base:
        spellings.append(join(form, other_width))
    return spellings


def _spell_foreign(stem: str, form: str) -> list[str]:
    proper = f"{stem} {form}"
    return [proper] * 6 + [f"{stem} {form.rstrip('.')}", stem.replace(" ", "　") + f"　{form}", proper.upper()]


def _half_width_kana() -> dict[str, str]:
    halves = [chr(code) for code in range(0xFF66, 0xFF9E)]
    pairs = [half + mark for half in halves for mark in ("", "\uff9e", "\uff9f")]
    return {whole: pair for pair in pairs if len(whole := unicodedata.normalize("NFKC", pair)) == 1}


# The other width of what varies in practice: katakana becomes half, Latin letters and digits full width.
_WIDTHS = str.maketrans(
    _half_width_kana()
    | {chr(code): chr(code + 0xFEE0) for code in (*range(ord("0"), ord("9") + 1), *range(ord("A"), ord("z") + 1))}
)
