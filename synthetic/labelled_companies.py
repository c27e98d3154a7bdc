"""Synthetic mentions of companies with the truth beside them: which company each row is about.

Belongs here: the ways in which agencies really write one company differently, and different companies alike, for
measuring and training record linkage. Names, numbers and phones are invented as in `companies`: every name bears a
mark of fiction, corporate numbers begin with 99 behind the check digit, phones with 000.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pyarrow as pa

from synthetic.companies import (
    FICTION_MARKS_LATIN,
    FIELDS,
    FOREIGN_FORMS,
    PREFECTURE_SHARES,
    STEM_ENDINGS,
    STEM_MIDDLES,
    NameBook,
    corporate_numbers,
)

# Parts of names with how they are spelt in Latin letters; a bar parts the spellings of one word.
MARKS = {"架空": "Kakuu", "見本": "Mihon", "仮想": "Kasou", "模擬": "Mogi", "例示": "Reiji", "想定": "Soutei"}
FAMILIES = {
    "高橋|髙橋": "Takahashi", "渡辺|渡邊|渡邉": "Watanabe", "斎藤|齋藤|斉藤": "Saito", "山崎|山﨑": "Yamazaki",
    "沢田|澤田": "Sawada", "浜口|濱口": "Hamaguchi", "広瀬|廣瀬": "Hirose", "国分|國分": "Kokubu",
    "桜井|櫻井": "Sakurai", "真田|眞田": "Sanada", "豊島|豊嶋": "Toyoshima", "栄屋|榮屋": "Sakaeya",
    "鉄心|鐵心": "Tesshin", "滝川|瀧川": "Takigawa", "東山": "Higashiyama", "西山": "Nishiyama", "南川": "Minamikawa",
    "北川": "Kitagawa", "新田": "Nitta", "大野": "Ono", "中央": "Chuo", "第一": "Daiichi", "第二": "Daini",
    "丸山": "Maruyama", "森下": "Morishita", "谷口": "Taniguchi", "岡本": "Okamoto", "里見": "Satomi",
    "坂上": "Sakagami", "松原": "Matsubara", "竹内": "Takeuchi", "梅林": "Umebayashi", "石橋": "Ishibashi",
    "金子": "Kaneko", "青木": "Aoki", "赤坂": "Akasaka", "白石": "Shiraishi", "黒岩": "Kuroiwa",
}  # fmt: skip
TRADES = {
    "精機": "Seiki", "製作所": "Seisakusho", "工業": "Kogyo", "電子": "Denshi", "製菓": "Seika", "醸造": "Jozo",
    "水産": "Suisan", "食品": "Shokuhin", "フーズ": "Foods", "陶器": "Toki", "織物": "Orimono", "化成": "Kasei",
    "薬品": "Yakuhin", "金属": "Kinzoku", "刃物": "Hamono", "商事": "Shoji", "物産": "Bussan", "貿易": "Boeki",
    "テクノ": "Techno", "システムズ": "Systems", "デザイン": "Design", "工芸": "Kogei", "茶園": "Chaen",
    "酒造": "Shuzo", "化粧品": "Keshohin", "光学": "Kogaku", "計測": "Keisoku", "樹脂": "Jushi",
    "メディカル": "Medical", "環境": "Kankyo", "建材": "Kenzai", "印刷": "Insatsu", "家具": "Kagu", "眼鏡": "Megane",
    "楽器|樂器": "Gakki",
    "包装": "Hoso", "機械": "Kikai", "電機": "Denki", "製麺": "Seimen", "園芸|園藝": "Engei", "AIラボ": "AI Lab",
    "EVテック": "EV Tech",
}  # fmt: skip
KANA_MARKS = {"サンプル": "Sample", "ダミー": "Dummy", "フィクション": "Fiction", "モック": "Mock"}
KANA_STEMS = {
    "ヴァレンタ|バレンタ": "Valenta", "フォレスト|フオレスト": "Forest", "オーシャン|オーシヤン": "Ocean",
    "メディア|メデイア": "Media", "スカイ": "Sky", "ブルー": "Blue", "グリーン": "Green", "ライト": "Light",
    "コネクト": "Connect", "リンク": "Link", "ネクスト": "Next", "フューチャー|フユーチヤー": "Future",
    "クラフト": "Craft", "ホライズン": "Horizon", "アーク": "Arc", "ノヴァ|ノバ": "Nova", "ソラ": "Sora",
    "ハーベスト": "Harvest", "ブリッジ": "Bridge", "ピーク": "Peak", "セレスタ": "Celesta",
    "リヴェール|リベール": "Rivere",
}  # fmt: skip
KANA_TRADES = {
    "ロボティクス": "Robotics", "バイオ": "Bio", "ソフトウェア|ソフトウエア": "Software", "データ": "Data",
    "モビリティ|モビリテイ": "Mobility", "コンピュータ|コンピューター": "Computer", "センサー|センサ": "Sensor",
    "フード": "Food", "エナジー|エナジ": "Energy", "マテリアル": "Material", "クラウド": "Cloud", "スペース": "Space",
}  # fmt: skip
FORMS = {
    "株式会社": ("株式会社", "㈱", "(株)", "（株）", "株式會社"),
    "有限会社": ("有限会社", "㈲", "(有)", "（有）"),
    "合同会社": ("合同会社", "(同)"),
}
FORM_SHARES = (0.78, 0.14, 0.08)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# Rows about one company, at most: about a support a month for four years.
MOST_ROWS = 48
TYPO_SIGNS = "田山川本大中小上下工業電機ーンスト"


@dataclass(frozen=True)
class Hardness:
    """How often what happens; shares of rows unless said otherwise.

    Attributes:
        form_missing: The legal form is left out.
        other_width: Latin letters and digits in full width, kana in half width.
        spaced: Blanks or middle dots between the parts of the name.
        typo: One sign wrong, lacking, doubled or swapped.
        latin_name: The name in Latin letters (companies with a Japanese name).
        number_missing: No corporate number although there is one.
        number_wrong: One digit of it is wrong.
        prefecture_missing: No prefecture.
        phone_shown: A phone number is given.
        unnumbered: Companies that have no corporate number.
        moved: Companies that moved to another prefecture; a part of their rows still names the former.
        homonyms: Companies that bear the name of another one in another prefecture.
        neighbours: Companies that bear the name of another one in the same prefecture.
        shared_phones: Companies whose phone is that of another company of the same group.
    """

    form_missing: float = 0.08
    other_width: float = 0.06
    spaced: float = 0.06
    typo: float = 0.012
    latin_name: float = 0.012
    number_missing: float = 0.30
    number_wrong: float = 0.015
    prefecture_missing: float = 0.20
    phone_shown: float = 0.45
    unnumbered: float = 0.07
    moved: float = 0.03
    homonyms: float = 0.02
    neighbours: float = 0.002
    shared_phones: float = 0.006


REALISTIC = Hardness()


@dataclass(frozen=True)
class Firm:
    """One company that does not exist.

    Attributes:
        parts: Parts of its name, each with its spellings.
        latin: Its name in Latin letters.
        form: Legal form as it is written; a foreign one when `is_foreign`.
        form_first: Whether the form stands in front.
        is_foreign: Whether its name proper is in Latin letters.
        number: Corporate number, blank when it has none.
        prefectures: Its seat, then a former one if it moved.
        phones: Its phone numbers.
    """

    parts: tuple[tuple[str, ...], ...]
    latin: str
    form: str
    form_first: bool
    is_foreign: bool
    number: str
    prefectures: tuple[str, ...]
    phones: tuple[str, ...]


def labelled_mentions(rows: int = 50_000, seed: int = 1, hardness: Hardness = REALISTIC) -> pa.Table:
    """Write mentions of invented companies.

    Args:
        rows: How many.
        seed: The same seed gives the same table.
        hardness: How often what happens.

    Returns:
        Columns company_name, corporate_number_text, prefecture_text, phone_text as an export would hold them (blank
        is None), and `company`, the number of the company that the row is about.
    """
    rng = np.random.default_rng([seed, 50_021])
    firms = invent(rng, max(rows // 4, 8), hardness)
    # Few companies are named often, many once or twice; none so often that it alone decides what is measured.
    weights = np.minimum(rng.pareto(2.2, size=len(firms)) + 0.35, MOST_ROWS / 4)
    chosen = rng.choice(len(firms), size=rows, p=weights / weights.sum()).tolist()
    written = [_mention(rng, firms[position], hardness) for position in chosen]
    names = ("company_name", "corporate_number_text", "prefecture_text", "phone_text")
    columns = {name: pa.array([row[at] or None for row in written], pa.string()) for at, name in enumerate(names)}
    return pa.table(columns | {"company": pa.array(chosen, pa.int32())})


def invent(rng: np.random.Generator, count: int, hardness: Hardness) -> list[Firm]:
    """Invent companies, some of them alike on purpose."""
    kinds = rng.choice(3, size=count, p=(0.72, 0.12, 0.16))
    book = NameBook(rng)
    stems = list(KANA_STEMS)
    parts: tuple[tuple[Sequence[str], ...], ...] = (
        (list(MARKS), list(FAMILIES), ["", *TRADES]),
        (list(KANA_MARKS), ["", *stems], stems, list(KANA_TRADES)),
        (FICTION_MARKS_LATIN, STEM_MIDDLES, STEM_ENDINGS, [f" {field}" for field in FIELDS]),
    )
    supplies = [iter(book.draw(int((kinds == kind).sum()), those)) for kind, those in enumerate(parts)]
    seats = list(PREFECTURE_SHARES)
    shares = np.array(list(PREFECTURE_SHARES.values()))
    numbers = corporate_numbers(rng.permutation(np.unique(rng.integers(10**10, size=count + count // 50 + 20)))[:count])
    firms: list[Firm] = []
    for kind, number in zip(kinds.tolist(), numbers, strict=True):
        name = next(supplies[kind])
        drawn = rng.choice(len(seats), size=2, replace=False, p=shares / shares.sum()).tolist()
        moved = rng.random() < hardness.moved
        firms.append(
            Firm(
                parts=((name,),) if kind == 2 else _parts(name),
                latin=name if kind == 2 else _latin(name),
                form=str(rng.choice(FOREIGN_FORMS)) if kind == 2 else str(rng.choice(list(FORMS), p=FORM_SHARES)),
                form_first=bool(rng.random() < 0.6),
                is_foreign=kind == 2,
                number="" if rng.random() < hardness.unnumbered else number,
                prefectures=tuple(seats[at] for at in drawn[: 2 if moved else 1]),
                phones=tuple(_phone(rng) for _ in range(2 if rng.random() < 0.15 else 1)),
            )
        )
    return _made_alike(rng, firms, hardness)


def _made_alike(rng: np.random.Generator, firms: list[Firm], hardness: Hardness) -> list[Firm]:
    order = iter(rng.permutation(len(firms)).tolist())
    for share, what in (
        (hardness.homonyms, ("name",)),
        (hardness.neighbours, ("name", "seat")),
        (hardness.shared_phones, ("phone", "seat")),
    ):
        for _ in range(round(len(firms) * share / 2)):
            one, other = firms[next(order)], next(order)
            changes: dict[str, object] = {}
            if "name" in what:
                changes |= {"parts": one.parts, "latin": one.latin, "is_foreign": one.is_foreign}
                changes["form"] = one.form if rng.random() < 0.7 or one.is_foreign else str(rng.choice(list(FORMS)))
            if "seat" in what:
                changes["prefectures"] = one.prefectures[:1]
            if "phone" in what:
                changes["phones"] = one.phones
            firms[other] = replace(firms[other], **changes)
    return firms


def _parts(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.split("|")) for part in _split(name))


def _latin(name: str) -> str:
    spelt = _latin_parts()
    return " ".join(spelt[part] for part in _split(name))


@cache
def _latin_parts() -> dict[str, str]:
    return MARKS | FAMILIES | TRADES | KANA_MARKS | KANA_STEMS | KANA_TRADES


def _split(name: str) -> list[str]:
    """Take a name apart again: the longest part that fits, from the left."""
    known = sorted(_latin_parts(), key=len, reverse=True)
    parts: list[str] = []
    while name:
        part = next(part for part in known if name.startswith(part))
        parts.append(part)
        name = name.removeprefix(part)
    return parts


def _phone(rng: np.random.Generator) -> str:
    number = int(rng.integers(10**8))
    return f"000-{number // 10_000:04d}-{number % 10_000:04d}"


def _mention(rng: np.random.Generator, firm: Firm, hardness: Hardness) -> tuple[str, str, str, str]:
    chance = rng.random(6)
    number = firm.number if chance[0] >= hardness.number_missing else ""
    if number and chance[1] < hardness.number_wrong:
        number = _wrong_digit(rng, number)
    if number and chance[1] > 0.9:
        number = f"T{number}" if chance[1] > 0.97 else number.translate(FULL_WIDTH)
    former = len(firm.prefectures) > 1 and rng.random() < 0.35
    prefecture = "" if chance[2] < hardness.prefecture_missing else firm.prefectures[1 if former else 0]
    phone = ""
    if chance[3] < hardness.phone_shown:
        phone = firm.phones[int(rng.integers(len(firm.phones)))]
        phone = phone.replace("-", "") if chance[4] < 0.2 else phone.translate(FULL_WIDTH) if chance[4] < 0.3 else phone
    return _name(rng, firm, hardness), number, prefecture, phone


def _wrong_digit(rng: np.random.Generator, number: str) -> str:
    at = int(rng.integers(1, len(number)))
    return number[:at] + str((int(number[at]) + int(rng.integers(1, 10))) % 10) + number[at + 1 :]


def _name(rng: np.random.Generator, firm: Firm, hardness: Hardness) -> str:
    chance = rng.random(6)
    if not firm.is_foreign and chance[0] < hardness.latin_name:
        return f"{firm.latin} {rng.choice(['Co., Ltd.', 'Co.,Ltd', 'Inc.', 'K.K.'])}"
    # Most rows hold the usual spelling; the others draw theirs part by part.
    parts = [part[0] if rng.random() < 0.6 else part[int(rng.integers(len(part)))] for part in firm.parts]
    if chance[1] < hardness.spaced:
        parts = [str(rng.choice(["　", " ", "・"])).join(parts)]
    base = "".join(parts)
    if chance[2] < hardness.typo:
        base = _typo(rng, base)
    if chance[3] < hardness.other_width:
        base = base.translate(FULL_WIDTH) if rng.random() < 0.5 else base.translate(_half_width_kana())
    if firm.is_foreign:
        base = base.upper() if rng.random() < 0.08 else base
        return base if chance[4] < hardness.form_missing else f"{base} {_foreign_form(rng, firm.form)}"
    if chance[4] < hardness.form_missing:
        return base
    spellings = FORMS[firm.form]
    form = spellings[0] if rng.random() < 0.6 else str(rng.choice(spellings))
    gap = "　" if rng.random() < 0.1 else ""
    first = firm.form_first if rng.random() < 0.97 else not firm.form_first
    return f"{form}{gap}{base}" if first else f"{base}{gap}{form}"


def _foreign_form(rng: np.random.Generator, form: str) -> str:
    return str(rng.choice([form, form, form, form.rstrip("."), form.upper(), form.replace(", ", ",")]))


def _typo(rng: np.random.Generator, name: str) -> str:
    at = int(rng.integers(len(name)))
    kind = int(rng.integers(4))
    if kind == 0:
        return name[:at] + str(rng.choice(list(TYPO_SIGNS))) + name[at + 1 :]
    if kind == 1 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    if kind == 2 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at] + name[at:]


@cache
def _half_width_kana() -> dict[int, str]:
    halves = [chr(code) for code in range(0xFF66, 0xFF9E)]
    pairs = [half + mark for half in halves for mark in ("", "\uff9e", "\uff9f")]
    return {ord(whole): pair for pair in pairs if len(whole := unicodedata.normalize("NFKC", pair)) == 1}


def pairwise(truth: Sequence[int], found: Sequence[object]) -> tuple[int, int, int]:
    """Count pairs of rows: those put together rightly, those put together, those that belong together.

    Args:
        truth: The company of each row.
        found: What each row was taken for; None stands alone.
    """

    def pairs(keys: Sequence[object]) -> int:
        counts: dict[object, int] = {}
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        return sum(count * (count - 1) // 2 for count in counts.values())

    alone = [key if key is not None else ("alone", at) for at, key in enumerate(found)]
    both = list(zip(truth, alone, strict=True))
    return pairs(both), pairs(alone), pairs(truth)
