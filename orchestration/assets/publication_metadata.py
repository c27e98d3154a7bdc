"""What the UI shows of a publication: figures that it plots over time, a picture of the targets, links to documents."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from orchestration.documents import data_docs_link, published_link
from orchestration.home import Home
from reporting.publication import Publication

Row = Mapping[str, Any]


def publication_metadata(publication: Publication, home: Home, documents_url: str) -> dict[str, Any]:
    """Return what identifies a publication, and where its documents are.

    Args:
        publication: What was published.
        home: Home directory.
        documents_url: Address of the document server.
    """
    links = {
        name: dg.MetadataValue.url(published_link(documents_url, document.entry))
        for name, document in publication.documents.items()
        if document.entry is not None
    }
    return {
        "publication": publication.id,
        "path": dg.MetadataValue.path(str(home.published)),
        "tables": len(publication.tables),
        "dagster/row_count": sum(table.rows for table in publication.tables.values()),
        **links,
        "data_docs": dg.MetadataValue.url(data_docs_link(documents_url, home)),
    }


def figures(rows: Sequence[Row], open_gaps: int) -> dict[str, Any]:
    """Return the verdicts in numbers, of the target version in force.

    Args:
        rows: Rows of `kpi_target_status`.
        open_gaps: Data gaps that are open.
    """
    in_force = [row for row in rows if row["is_in_force"] and row["target"] is not None]
    statuses = Counter(row["status"] for row in in_force)
    return {
        **{f"targets/{status}": count for status, count in sorted(statuses.items())},
        "data_gaps": open_gaps,
        **{
            f"attainment_pct/{row['indicator_id']}": float(row["attainment_pct"])
            for row in in_force
            if row["attainment_pct"] is not None
        },
    }


def picture(rows: Sequence[Row]) -> dg.MetadataValue:
    """Return the targets as a picture.

    Args:
        rows: Rows of `kpi_target_status`, the versions of an indicator one after the other.
    """
    from reporting.charts.overview import overview_chart
    from reporting.charts.rendering import to_png

    png = to_png(overview_chart([row for row in rows if row["target"] is not None]))
    return dg.MetadataValue.md(
        f"![目標と実績 / Targets and actuals](data:image/png;base64,{base64.b64encode(png).decode()})"
    )
