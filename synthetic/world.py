"""The invented world behind a sample: all companies and cases, and the export files that show them.

Each concept draws from its own stream of randomness, so that changing one leaves the others as they were.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic import case_exports, monitoring, overseas_exports
from synthetic.cases import (
    COLLABORATION_SEGMENTS,
    FDI_SEGMENTS,
    STARTUP_SEGMENTS,
    CaseRegister,
    build_register,
)
from synthetic.companies import STARTUP_TRADES, NameBook, domestic, foreign, with_twins
from synthetic.exports import ExportFile
from synthetic.ground_truth import TrueCount, true_counts
from synthetic.overseas import OverseasSuccesses, OverseasSupports, plan_successes, plan_supports
from synthetic.schedule import horizon
from synthetic.surveys import Surveys, plan_surveys, survey_files

# Companies per case: some come back with further cases.
FDI_COMPANIES, STARTUP_COMPANIES, AGRIFOOD_COMPANIES, PARTNER_COMPANIES = 2_900, 1_400, 600, 400


@dataclass(frozen=True)
class World:
    """Everything that happens up to the horizon, whoever looks at it when."""

    seed: int
    scale: float
    until: date
    fdi: CaseRegister
    collaboration: CaseRegister
    startup: CaseRegister
    supports: OverseasSupports
    successes: OverseasSuccesses
    surveys: Surveys

    def stream(self, concept: str) -> np.random.Generator:
        """Return the stream of randomness of a concept."""
        return _stream(self.seed, concept)

    def true_counts(self, as_of: date) -> dict[str, TrueCount]:
        """Count the target indicators as they really are on a day."""
        return true_counts(self.fdi, self.collaboration, self.startup, self.supports, self.successes, as_of)


def build_world(seed: int, scale: float, as_of: date) -> World:
    """Plan all cases, successes and surveys.

    Args:
        seed: Same seed, same world.
        scale: Factor on all volumes.
        as_of: Only moves the horizon, and only past the objective period.
    """
    until = horizon(as_of)
    fdi = build_register(_stream(seed, "fdi"), "FDI", FDI_SEGMENTS, until, scale)
    collaboration = build_register(_stream(seed, "collaboration"), "COL", COLLABORATION_SEGMENTS, until, scale)
    startup = build_register(_stream(seed, "startup"), "SU", STARTUP_SEGMENTS, until, scale)
    supports = plan_supports(_stream(seed, "supports"), until, scale)
    successes = plan_successes(_stream(seed, "successes"), supports, until, scale)
    surveys = plan_surveys(_stream(seed, "surveys"), (fdi, collaboration, startup), successes, supports)
    return World(seed, scale, until, fdi, collaboration, startup, supports, successes, surveys)


def build_files(world: World, as_of: date) -> list[ExportFile]:
    """Build every export file as it lay there on a day, clean of planted gaps."""
    rng = world.stream("companies")
    book = NameBook(rng)

    def at_scale(count: int) -> int:
        return max(5, round(count * world.scale))

    exporters = domestic(rng, book, world.supports.company_count)
    exporters = with_twins(rng, exporters, len(exporters) // 200)
    # The other sources give no prefecture, so their Japanese companies have names of their own.
    partners_at_home = domestic(rng, book, at_scale(450))
    startups = domestic(rng, book, at_scale(STARTUP_COMPANIES), STARTUP_TRADES)
    producers = domestic(rng, book, at_scale(AGRIFOOD_COMPANIES))
    investors = foreign(rng, book, at_scale(FDI_COMPANIES))
    partners_abroad = foreign(rng, book, at_scale(PARTNER_COMPANIES))
    until, scale = world.until, world.scale
    return [
        *case_exports.fdi_files(world.stream("fdi files"), world.fdi, investors, as_of),
        *case_exports.collaboration_files(
            world.stream("collaboration files"), world.collaboration, partners_at_home, partners_abroad, as_of
        ),
        *case_exports.startup_files(world.stream("startup files"), world.startup, startups, as_of),
        *monitoring.entrepreneur_files(world.stream("participants"), as_of, until, scale),
        *overseas_exports.support_files(world.stream("support files"), world.supports, exporters, as_of),
        *overseas_exports.success_files(
            world.stream("success files"), world.successes, world.supports, exporters, as_of
        ),
        *overseas_exports.agrifood_files(world.stream("agrifood"), producers, as_of, until, scale),
        *monitoring.consultation_files(world.stream("consultations"), partners_at_home, as_of, until, scale),
        *monitoring.activity_files(world.stream("activities"), as_of, until, scale),
        *monitoring.web_files(world.stream("web"), as_of, until),
        *survey_files(world.stream("survey files"), world.surveys, as_of),
        *monitoring.fx_files(world.stream("fx"), as_of, until),
    ]


def _stream(seed: int, concept: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(concept.encode())])
