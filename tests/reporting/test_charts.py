"""Charts: what is drawn of given rows, and the pictures made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pytest

from reporting.charts.bullets import bullets_of, highest_percent
from reporting.charts.cumulative import cumulative_chart
from reporting.charts.fiscal_axis import fiscal_position, month_end
from reporting.charts.history import history_chart
from reporting.charts.layers import layered, points
from reporting.charts.overview import bullet_chart, overview_chart
from reporting.charts.palette import ACTUAL, COLOURS, FORECAST, GROUND, TEXT
from reporting.charts.rendering import to_png, to_svg
from reporting.charts.responses import response_chart
from reporting.charts.yearly import small_yearly_chart, yearly_chart

SOURCES = ["initial", "supplementary_r5", "unknown"]
FIRST, LAST, AS_OF = date(2023, 4, 1), date(2027, 3, 31), date(2026, 10, 31)
STATUS: Mapping[str, Any] = {
    "indicator_id": "fdi_success",
    "name_ja": "対日投資誘致成功件数",
    "is_in_force": True,
    "effective_from": date(2024, 4, 1),
    "as_of_date": AS_OF,
    "target": 400,
    "actual": 300,
    "actual_low": 290,
    "actual_high": 320,
    "pace": 360.0,
    "pace_basis": "linear",
    "forecast": 380.0,
    "forecast_low": 360.0,
    "forecast_high": 420.0,
}
EARLIER = {**STATUS, "is_in_force": False, "effective_from": FIRST, "target": 380}


def month(year: int, number: int, value: float | None) -> dict[str, Any]:
    return {"month": date(year, number, 1), "value": value}


def year(fiscal: int, value: float | None, source: str = "initial", *, before: bool = False) -> dict[str, Any]:
    return {"fiscal_year": fiscal, "budget_source": source, "value": value, "is_before_break": before}


def layers(chart: alt.LayerChart) -> list[dict[str, Any]]:
    """Each layer's mark with its points."""
    drawn = chart.to_dict()
    datasets = drawn.get("datasets", {})
    return [
        {**layer["mark"], "values": list(layer["data"].get("values", datasets.get(layer["data"].get("name"))))}
        for layer in drawn["layer"]
    ]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("name", "least"),
    [("text", 7), ("faint", 4.5), ("actual", 3), ("supplement", 3), ("unknown", 3), ("forecast", 3)],
)
def test_colours_stand_out_from_the_ground(name: str, least: float) -> None:
    for scheme in ("light", "dark"):
        pair = sorted(luminance(getattr(COLOURS[role], scheme)) for role in (name, "ground"))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= least


def test_a_bullet_is_in_percent_of_the_target_in_force() -> None:
    (bullet,) = bullets_of([EARLIER, STATUS])
    assert (bullet.actual, bullet.low, bullet.high) == (75.0, 72.5, 80.0)
    assert (bullet.pace, bullet.forecast, bullet.in_force, bullet.others) == (90.0, 95.0, 100.0, [95.0])


def test_without_a_version_in_force_the_latest_is_shown() -> None:
    (bullet,) = bullets_of([EARLIER, {**STATUS, "is_in_force": False}])
    assert bullet.row["target"] == 400


def test_bullets_end_behind_the_highest_figure() -> None:
    assert highest_percent(bullets_of([STATUS])) == pytest.approx(1.03 * 105)
    assert highest_percent([]) == 103


def test_bounds_that_nothing_bounds_run_to_the_edge_without_an_end_piece() -> None:
    drawn = layers(bullet_chart([{**STATUS, "actual_high": None}], highest=110))
    rules = [layer["values"] for layer in drawn if layer["type"] == "rule" and layer["color"] == TEXT]
    assert [{"name": "", "low": 72.5, "high": 110}] in rules
    ticks = [layer["values"] for layer in drawn if layer["type"] == "tick" and layer["color"] == TEXT]
    assert ticks == [[{"name": "", "low": 72.5}]]


def test_a_suppressed_actual_has_neither_bar_nor_bounds() -> None:
    drawn = layers(bullet_chart([{**STATUS, "actual": None, "actual_low": None, "actual_high": None}], highest=110))
    assert [layer["values"] for layer in drawn if layer.get("color") == ACTUAL] == [[]]
    assert all(not layer["values"] for layer in drawn if layer["type"] == "tick" and layer["color"] == TEXT)


def test_the_overview_names_its_targets_in_their_order() -> None:
    rows = [
        STATUS,
        {**STATUS, "indicator_id": "other", "name_ja": "別"},
        {**STATUS, "indicator_id": "no", "target": None},
    ]
    first = overview_chart(rows).to_dict()["layer"][0]
    assert first["encoding"]["y"]["sort"] == ["対日投資誘致成功件数", "別"]


@pytest.mark.parametrize(
    ("day", "place"),
    [(date(2027, 3, 31), 2027.0), (date(2024, 3, 31), 2024.0), (date(2024, 4, 1), 2024 + 1 / 365)],
)
def test_a_fiscal_year_ends_where_the_next_begins(day: date, place: float) -> None:
    assert fiscal_position(day, 4) == pytest.approx(place)


def test_a_calendar_year_is_a_fiscal_year_that_begins_in_january() -> None:
    assert fiscal_position(date(2025, 12, 31), 1) == 2026.0
    months = [{"month": date(2025, 1, 1), "value": 31}, {"month": date(2025, 2, 1), "value": 1}]
    chart = cumulative_chart(months, [STATUS], date(2025, 1, 1), date(2026, 12, 31))
    way = next(layer for layer in layers(chart) if layer.get("strokeWidth") == 2.5)["values"]
    assert [point["x"] for point in way] == pytest.approx([2025, 2025 + 31 / 365, 2025 + 59 / 365])


def test_a_month_ends_on_its_last_day() -> None:
    assert [month_end(date(2024, number, 1)) for number in (2, 12)] == [date(2024, 2, 29), date(2024, 12, 31)]


def test_the_line_sums_up_months_over_sources_and_ends_on_the_as_of_date() -> None:
    months = [month(2023, 4, 2), month(2023, 4, 3), month(2026, 10, 10)]
    line = next(
        layer
        for layer in layers(cumulative_chart(months, [EARLIER, STATUS], FIRST, LAST))
        if layer.get("color") == ACTUAL
    )
    assert [(round(point["x"], 2), point["y"]) for point in line["values"]] == [
        (2023.0, 0.0),
        (2023.08, 5.0),
        (2026.59, 15.0),
    ]


def test_no_line_is_drawn_over_a_suppressed_month() -> None:
    drawn = layers(cumulative_chart([month(2023, 4, 2), month(2023, 5, None)], [STATUS], FIRST, LAST))
    assert [layer["values"] for layer in drawn if layer["type"] == "line" and layer["color"] == ACTUAL] == [[]]


def test_a_pace_that_is_not_linear_is_a_point() -> None:
    growth = layers(cumulative_chart([], [{**STATUS, "pace_basis": "growth"}], FIRST, LAST))
    assert [layer["values"][0]["y"] for layer in growth if layer.get("shape") == "triangle-down"] == [360.0]
    linear = layers(cumulative_chart([], [STATUS], FIRST, LAST))
    assert not [layer for layer in linear if layer.get("shape") == "triangle-down"]


def test_budget_sources_lie_on_each_other() -> None:
    rows = [year(2024, 3, "supplementary_r5"), year(2024, 10), year(2024, 1, "unknown"), year(2025, 7)]
    bars = layers(yearly_chart(rows, [2024, 2025], SOURCES))[0]["values"]
    assert [(bar["year"], bar["source"], bar["low"], bar["high"]) for bar in bars] == [
        (2024, "initial", 0.0, 10.0),
        (2024, "supplementary_r5", 10.0, 13.0),
        (2024, "unknown", 13.0, 14.0),
        (2025, "initial", 0.0, 7.0),
    ]


def test_a_suppressed_year_is_a_cross_and_a_year_before_a_break_hollow() -> None:
    rows = [year(2023, 5, before=True), year(2024, None), year(2024, 2, "unknown"), year(2025, 7)]
    whole, hollow, crosses = layers(small_yearly_chart(rows, [2023, 2024, 2025], SOURCES))
    assert [bar["year"] for bar in whole["values"]] == [2025]
    assert [bar["year"] for bar in hollow["values"]] == [2023]
    assert hollow["fill"] == GROUND
    assert (crosses["text"], crosses["values"]) == ("×", [{"year": 2024, "low": 0}])


def test_a_rate_nobody_knows_has_no_bar() -> None:
    rows = [{"fiscal_year": 2024, "response_rate": 0.125}, {"fiscal_year": 2025, "response_rate": None}]
    tracks, bars, *_ = layers(response_chart(rows))
    assert [track["year"] for track in tracks["values"]] == [2024, 2025]
    assert bars["values"] == [{"year": 2024, "rate": 12.5, "label": "12.5%"}]


def test_a_report_without_a_forecast_has_no_interval() -> None:
    reports = [{**STATUS, "as_of_date": date(2026, 9, 30), "forecast": None}, STATUS]
    intervals = [layer for layer in layers(history_chart(reports, 4)) if layer.get("color") == FORECAST]
    assert [len(layer["values"]) for layer in intervals] == [1, 1]


def test_ids_of_two_pictures_do_not_collide() -> None:
    clipped = layered([points([{"x": 1, "y": 1}]).mark_line(clip=True, color=TEXT).encode(x="x:Q", y="y:Q")], 50, 50)
    pictures = [to_svg(clipped, name) for name in ("one", "two")]
    ids = [set(re.findall(r'id="([^"]+)"', picture)) for picture in pictures]
    assert ids[0]
    assert not ids[0] & ids[1]
    for picture, own in zip(pictures, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", picture)) == own


def test_a_picture_leaves_font_roles_and_addresses_to_its_page() -> None:
    picture = to_svg(bullet_chart([EARLIER, STATUS], 110), "bullet")
    assert picture.startswith("<svg ")
    assert not re.search(r"font-family|role=|aria-label|xmlns|https?:", picture)
    assert 'aria-hidden="true"' in picture


def test_a_colour_that_no_dark_page_knows_is_refused() -> None:
    chart = layered([points([{"x": 1}]).mark_point(color="#123456").encode(x="x:Q")], 50, 50)
    with pytest.raises(ValueError, match=r"#123456 of a chart is none of the palette's\. Remedy"):
        to_svg(chart, "wrong")


def test_a_png_has_a_pixel_per_unit() -> None:
    content = to_png(bullet_chart([STATUS], 110))
    assert content.startswith(b"\x89PNG")
    svg = to_svg(bullet_chart([STATUS], 110), "bullet")
    size = re.match(r'<svg width="(\d+)" height="(\d+)"', svg)
    assert size is not None
    assert [int.from_bytes(content[at : at + 4]) for at in (16, 20)] == [int(size[1]), int(size[2])]
