"""The results of the suite as a table and a chart for `docs/benchmarks.md`.

python -m benchmarks.suite_report        # anew from results/suite.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.benchmark.phases import PHASES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "images" / "benchmarks.svg"
RESULT = Path(__file__).with_name("results") / "suite.json"
BEGIN, END = "<!-- results: written by benchmarks/suite.py -->", "<!-- end of results -->"
COLOURS = ("#9aa5b1", "#0b6e8f", "#3aa6a0", "#2f855a", "#c05621", "#805ad5", "#b7791f", "#b83280")


def write_report(result: dict[str, Any]) -> None:
    """Put table and chart into the documentation.

    Args:
        result: Content of `results/suite.json`.
    """
    shown = f"![Seconds by phase](images/{CHART.name})\n\n{as_markdown(result)}"
    PAGE.write_text(written_between(PAGE.read_text(encoding="utf-8"), BEGIN, END, shown), encoding="utf-8")
    CHART.write_text(chart(result), encoding="utf-8")


def written_between(page: str, begin: str, end: str, shown: str) -> str:
    """Return a page with what stands between two marks put anew."""
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{shown}\n{end}{after}"


def as_markdown(result: dict[str, Any]) -> str:
    """Return the tables: what each situation took, phase by phase, and the comparisons."""
    lines: list[str] = []
    for rows, size in result["sizes"].items():
        machine = size["machine"]
        lines += [
            f"### {int(rows):,} supports",
            "",
            f"{sum(size['rows'].values()):,} rows of all sources; measured {size['date']} on {machine['cores']} cores, "
            f"{machine['memory_gb']} GB, Python {machine['python']}, DuckDB {size['versions']['duckdb']}; load of the "
            f"machine before: {machine['load_before']}. Seconds by the clock, in brackets of the processor, and peak "
            "memory.",
            "",
            "| phase | " + " | ".join(situation["name"] for situation in size["situations"]) + " |",
            "|---|" + "---:|" * len(size["situations"]),
        ]
        for phase in PHASES:
            cells = [situation["phases"].get(phase) for situation in size["situations"]]
            lines.append(f"| {phase} | " + " | ".join(map(_cell, cells)) + " |")
        lines.append("| **whole** | " + " | ".join(_cell(one["whole"]) for one in size["situations"]) + " |")
        lines += ["", *_compared(size), ""]
    return "\n".join(lines)


def _compared(size: dict[str, Any]) -> Iterator[str]:
    found = size["comparisons"]
    if not found:
        return
    # The warm run, where there is one: every other way reads files that are in the cache too.
    fulls = [one for one in size["situations"] if one["name"].startswith("full")]
    full, phases = fulls[-1]["whole"], fulls[-1]["phases"]
    yield from ("| compared with | it took | ours | |", "|---|---:|---:|---:|")
    if "floor" in found:
        other = found["floor"]
        same = not any(other["rows_that_differ"].values())
        figures = "the same figures" if same else f"figures that differ: {_differing(other['rows_that_differ'])}"
        yield (
            f"| floor: one hand-written DuckDB script, {figures} | {_cell(other)} | full run {_cell(full)} "
            f"| × {full['seconds'] / other['seconds']:.1f} |"
        )
    if "dlt" in found:
        other = found["dlt"]
        ours, megabytes = other["ours"]["seconds"], other["file_bytes"] / 1e6
        for reader, times in other["times_faster"].items():
            yield (
                f"| dlt `{reader}`, filesystem to DuckDB, {megabytes:.0f} MB | {other['dlt'][reader]['seconds']:.1f} s "
                f"| landing {ours:.1f} s | {times} × faster |"
            )
    if "validated" in found.get("pandas", {}):
        other = found["pandas"]
        suite = other["suite_on_the_warehouse"]["seconds"]
        yield (
            f"| pandas: reading the supports | {other['read']['seconds']:.1f} s "
            f"| landing of all sources {phases['land']['seconds']:.1f} s | |"
        )
        yield (
            f"| Great Expectations on pandas, the same expectations of the supports "
            f"| {other['validated']['seconds']:.1f} s | {suite:.1f} s | {other['times_faster']} × faster |"
        )
    if "sql" in found:
        other = found["sql"]
        yield (
            f"| one SQL statement per table that counts the same failing rows "
            f"| {other['one_statement_per_table']['seconds']:.1f} s | suites and findings "
            f"{other['suites']['seconds']:.1f} s | × {other['ratio']:.1f} |"
        )
    if "dbt" in found:
        other = found["dbt"]
        ours = sum(phases[name]["seconds"] for name in ("model", "targets"))
        yield f"| `dbt build` from the command line | {_cell(other)} | model and targets {ours:.1f} s | |"
    if "seconds" in found.get("postgres", {}):
        other = found["postgres"]
        ours = sum(phases[name]["seconds"] for name in ("model", "targets"))
        differing = sorted({name for tables in other["tables_that_differ"].values() for name in tables})
        marts = f"marts that differ: {', '.join(differing)}" if differing else "the same marts row for row"
        yield (
            f"| `dbt build` of the same models on PostgreSQL {other['version']}, {marts}; loading their sources took "
            f"{other['loading']['seconds']:.1f} s more | {_cell(other)} | model and targets {ours:.1f} s "
            f"| {other['seconds'] / ours:.1f} × faster |"
        )


def _differing(rows: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in rows.items() if count)


def _cell(taken: dict[str, Any] | None) -> str:
    if taken is None:
        return "–"
    peak = f", {taken['peak_bytes'] / 1e6:,.0f} MB" if taken.get("peak_bytes") else ""
    return f"{taken['seconds']:,.1f} s ({taken['cpu_seconds']:,.1f}){peak}"


def chart(result: dict[str, Any]) -> str:
    """Return the chart as SVG: seconds by phase of every situation, size by size."""
    import altair as alt
    import pandas as pd

    bars = pd.DataFrame(
        [
            {
                "size": f"{int(rows):,} supports",
                "situation": situation["name"],
                "phase": phase,
                "order": PHASES.index(phase),
                "seconds": taken["seconds"],
            }
            for rows, size in result["sizes"].items()
            for situation in size["situations"]
            for phase, taken in situation["phases"].items()
        ]
    )
    sizes = [f"{int(rows):,} supports" for rows in result["sizes"]]
    situations = list(dict.fromkeys(bars["situation"]))
    drawn = (
        alt.Chart(bars)
        .mark_bar()
        .encode(
            x=alt.X("seconds:Q", title="seconds"),
            y=alt.Y("situation:N", title=None, sort=situations),
            color=alt.Color(
                "phase:N", sort=list(PHASES), scale=alt.Scale(domain=list(PHASES), range=list(COLOURS)), title=None
            ),
            order="order:Q",
        )
        .properties(width=560, height=26 * len(situations))
        .facet(row=alt.Row("size:N", sort=sizes, title=None))
        .resolve_scale(x="independent")
        .configure(font="sans-serif")
    )
    import vl_convert

    return str(vl_convert.vegalite_to_svg(drawn.to_json()))


if __name__ == "__main__":
    write_report(json.loads(RESULT.read_text(encoding="utf-8")))
