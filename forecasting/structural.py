"""The model of a monthly series: a structural time series whose parameters are averaged, not chosen.

A series of a programme has three to fifty months, many of them small counts. So the model is small and everything
about it is uncertain on purpose:

- On the scale 2·sqrt(x + 3/8), where a Poisson count has variance 1 whatever its mean, the series is a level that
  wanders, a growth and twelve effects of the calendar month: `UnobservedComponents` of statsmodels, whose Kalman
  filter also passes over months that nobody has seen.
- Growth and month effects have priors, so that a year of history gives a wide answer instead of none.
- How much the level wanders and how strong the season is are taken from a grid and weighted by their likelihood; the
  scale of the noise is integrated out.
- Coming months are drawn as counts around the level (negative binomial, never less noisy than Poisson).

`benchmarks/forecasting.py` compares it with simpler ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from forecasting.series import MONTHS

if TYPE_CHECKING:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

FloatArray = npt.NDArray[np.float64]

DRAWS = 4000
# Variance of the level's monthly step, and of a month effect, as multiples of the noise's. A restless level is the less
# likely one beforehand; within the first year, though, a season cannot be told from it, and all are alike.
LEVEL_STEPS = {0.001: 4.0, 0.01: 3.0, 0.04: 3.0, 0.15: 2.0, 0.4: 1.0}
SEASON_STRENGTHS = (0.1, 1.0, 4.0, 15.0, 60.0)
# One standard deviation of growth a month on the square-root scale: about 5 % a year either way.
GROWTH = 0.002
# Prior of the noise: worth two months that say 1.5 times Poisson.
NOISE_MONTHS, NOISE = 2.0, 1.5
# Half the mean square of a month-on-month step is the noise; its median is this part of its mean.
MEDIAN_OF_CHI_SQUARE = 0.45
LEVEL_AT, GROWTH_AT, SEASON_AT = 0, 1, 2


@dataclass(frozen=True)
class _Fit:
    """What the filter knows after the last month, for one point of the grid; variances relative to the noise's."""

    log_weight: float
    level_step: float
    shape: float
    rate: float
    state: FloatArray
    state_cov: FloatArray


def simulate_months(
    values: Sequence[float | None], shares: Sequence[float], *, seed: int, is_count: bool = True, draws: int = DRAWS
) -> FloatArray:
    """Draw what the months after a series may bring.

    Args:
        values: The series by month; None where nobody has seen the month. At least one is above nought.
        shares: Share of each coming month that still lies ahead.
        seed: Same seed, same draws.
        is_count: Whether whole numbers are drawn.
        draws: How many futures.

    Returns:
        One row per future, one column per coming month.
    """
    observed = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    scaled = 2 * np.sqrt(observed + 0.375)
    model = _model(scaled)
    fits = [
        _fit(model, scaled, step, strength, beforehand if np.isfinite(scaled).sum() >= MONTHS else 1.0)
        for step, beforehand in LEVEL_STEPS.items()
        for strength in SEASON_STRENGTHS
    ]
    rng = np.random.default_rng(seed)
    log_weights = np.array([fit.log_weight for fit in fits])
    weights = np.exp(log_weights - log_weights.max())
    counts = rng.multinomial(draws, weights / weights.sum())
    transition, design = _matrix(model, "transition"), _matrix(model, "design")[0]
    parts = []
    for fit, count in zip(fits, counts.tolist(), strict=True):
        if count:
            noise = np.maximum(fit.rate / rng.gamma(fit.shape, size=count), 1.0)
            mean = _means(fit, noise, transition, design, len(shares), rng)
            parts.append(_draw(mean * np.asarray(shares), noise[:, None], rng, is_count))
    return np.vstack(parts)


def _model(scaled: FloatArray) -> UnobservedComponents:
    # Loading it takes seconds that a run without new files must not pay.
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    return UnobservedComponents(scaled, level="lldtrend", seasonal=MONTHS, stochastic_seasonal=False)


def _fit(
    model: UnobservedComponents, scaled: FloatArray, level_step: float, strength: float, beforehand: float
) -> _Fit:
    """Filter the series with given ratios of variances and integrate the variance of the noise out."""
    model.update(np.array([1.0, level_step]))
    state, state_cov = _prior(scaled, model.k_states, strength)
    model.ssm.initialize_known(state, state_cov)
    filtered = model.ssm.filter()
    known = np.isfinite(scaled)
    error, variance = filtered.forecasts_error[0][known], filtered.forecasts_error_cov[0, 0][known]
    shape = (NOISE_MONTHS + known.sum()) / 2
    rate = (NOISE_MONTHS * NOISE + float(np.sum(error**2 / variance))) / 2
    return _Fit(
        log_weight=float(np.log(beforehand)) - 0.5 * float(np.log(variance).sum()) - shape * float(np.log(rate)),
        level_step=level_step,
        shape=float(shape),
        rate=rate,
        state=filtered.predicted_state[:, -1],
        state_cov=filtered.predicted_state_cov[:, :, -1],
    )


def _prior(scaled: FloatArray, states: int, strength: float) -> tuple[FloatArray, FloatArray]:
    """Return mean and covariance of level, growth and month effects before the first month."""
    known = scaled[np.isfinite(scaled)]
    recent = float(known[-MONTHS:].mean())
    steps = np.diff(known)
    noise = max(1.0, float(np.median(steps**2)) / 2 / MEDIAN_OF_CHI_SQUARE) if len(steps) > 1 else 2.0
    mean = np.zeros(states)
    mean[LEVEL_AT] = known.mean()
    covariance = np.zeros((states, states))
    covariance[LEVEL_AT, LEVEL_AT] = 100 + recent**2 / noise
    covariance[GROWTH_AT, GROWTH_AT] = (GROWTH * recent) ** 2 / noise
    # Effects of twelve months that add up to nought; the model keeps eleven of them.
    kept = states - SEASON_AT
    covariance[SEASON_AT:, SEASON_AT:] = strength * (np.eye(kept) - 1 / MONTHS)
    return mean, covariance


def _means(
    fit: _Fit, noise: FloatArray, transition: FloatArray, design: FloatArray, months: int, rng: np.random.Generator
) -> FloatArray:
    """Draw the expected values of the coming months."""
    deviation = np.sqrt(noise)[:, None]
    values, vectors = np.linalg.eigh(fit.state_cov)
    root = vectors * np.sqrt(np.maximum(values, 0))
    state = fit.state + rng.standard_normal((len(noise), len(fit.state))) @ root.T * deviation
    means = np.empty((len(noise), months))
    for month in range(months):
        means[:, month] = state @ design
        state = state @ transition.T
        state[:, LEVEL_AT] += rng.standard_normal(len(noise)) * np.sqrt(fit.level_step * noise)
    return _unscaled(means)


def _unscaled(mean: FloatArray) -> FloatArray:
    """Return the mean of the counts whose scaled values have this mean (Mäkitalo and Foi 2011)."""
    lowest = 2 * np.sqrt(0.375)  # the scaled value of nought
    z = np.maximum(mean, lowest)
    inverse = z**2 / 4 + np.sqrt(1.5) / (4 * z) - 11 / (8 * z**2) + 5 * np.sqrt(1.5) / (8 * z**3) - 1 / 8
    result: FloatArray = np.maximum(inverse, 0)
    return result


def _draw(mean: FloatArray, noise: FloatArray, rng: np.random.Generator, is_count: bool) -> FloatArray:
    """Draw values of a given mean and a variance of `noise` times the mean."""
    if not is_count:
        # A shape of nought is not allowed; what is drawn for one so small is nought.
        return rng.gamma(np.maximum(mean, 1e-12) / noise, noise)
    excess = np.maximum(noise - 1, 1e-6)
    return rng.poisson(rng.gamma(np.maximum(mean, 1e-12) / excess, excess)).astype(np.float64)


def _matrix(model: UnobservedComponents, name: str) -> FloatArray:
    matrix: Any = model.ssm[name]
    return np.asarray(matrix[:, :, 0] if matrix.ndim == 3 else matrix, dtype=np.float64)
