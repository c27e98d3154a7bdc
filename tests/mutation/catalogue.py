"""The kinds of gap that are planted. A new expectation needs a kind, or a reason in UNPLANTED."""

from __future__ import annotations

from datetime import timedelta

from ingest.contracts import load_contracts
from synthetic.writers import CSV_STYLES
from tests.mutation.case_kinds import case_kinds
from tests.mutation.exports import AS_OF, MONTHLY_BY
from tests.mutation.file_forms import (
    file_before_period,
    file_missing,
    file_of_next_year,
    file_stale,
    file_unreadable,
    month_appended,
    month_missing,
    month_thin,
    row_cut_short,
    rows_end_early,
)
from tests.mutation.kinds import Kind
from tests.mutation.monitored_kinds import activity_kinds, consultation_kinds, programme_kinds, rate_kinds, web_kinds
from tests.mutation.narrative_kinds import narrative_kinds
from tests.mutation.overseas_kinds import contract_kinds, support_kinds
from tests.mutation.special_forms import waiver
from tests.mutation.survey_kinds import survey_kinds

# Expectations that no export and no file of people can break, each with the reason.
UNPLANTED: dict[str, str] = {
    "decisions__threshold__review_due": "Thresholds and their terms stand in the suites, not in a file that arrives.",
}
# Only these bring so many rows a month that chance does not explain half or twice of them.
BUSY_SOURCES = ("overseas_support", "overseas_success")
# Too few rows to spare one, or none may be cut.
WHOLE_SOURCES = ("fx_rates", "coercion_consultations")
EXPIRED, IN_FORCE = AS_OF - timedelta(days=1), AS_OF + timedelta(days=1)


def _file_kinds() -> list[Kind]:
    contracts = load_contracts()
    return [
        *(file_missing(source) for source, contract in contracts.items() if contract.every_fiscal_year),
        *(file_unreadable(source) for source in contracts),
        *(file_stale(source, contract.cadence_days) for source, contract in contracts.items()),
        *(file_of_next_year(source) for source in contracts),
        *(file_before_period(source) for source in ("fdi_cases", "overseas_support", "overseas_success")),
        *(month_missing(source) for source in MONTHLY_BY),
        *(rows_end_early(source) for source in MONTHLY_BY),
        *(month_thin(source) for source in BUSY_SOURCES),
        *(month_appended(source) for source in BUSY_SOURCES),
        *(row_cut_short(source) for source in CSV_STYLES if source not in WHOLE_SOURCES),
    ]


def _waiver_kinds() -> list[Kind]:
    return [
        waiver("a waiver whose term is over", "decisions__waiver__expired", "fdi_cases__case_id__missing", EXPIRED),
        waiver(
            "a waiver of nothing known",
            "decisions__waiver__unknown_expectation",
            "fdi_cases__no__such",
            IN_FORCE,
        ),
    ]


def catalogue() -> dict[str, Kind]:
    """Return every kind by its id, those of whole files and groups first: they decide what is left to spoil."""
    kinds = [
        *_file_kinds(),
        *case_kinds(),
        *support_kinds(),
        *contract_kinds(),
        *consultation_kinds(),
        *activity_kinds(),
        *programme_kinds(),
        *web_kinds(),
        *survey_kinds(),
        *rate_kinds(),
        *narrative_kinds(),
        *_waiver_kinds(),
    ]
    by_id = {kind.id: kind for kind in sorted(kinds, key=lambda kind: not kind.is_wide)}
    assert len(by_id) == len(kinds), "two kinds share an id"
    return by_id
