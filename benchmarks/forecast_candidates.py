"""The ways of forecasting that the backtest compares. Each draws futures: one row each, one column per coming month."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from forecasting.series import MonthlySeries
from forecasting.structural import FloatArray, simulate_months
from synthetic.schedule import PERIOD_START

DRAWS = 1000
YEAR = 12
Candidate = Callable[[FloatArray, int, np.random.Generator], FloatArray]


def structural(history: FloatArray, months: int, rng: np.random.Generator) -> FloatArray:
    """What is shipped."""
    series = MonthlySeries("", "", PERIOD_START, tuple(history.tolist())).since_start()
    return simulate_months(series.values, [1.0] * months, seed=int(rng.integers(2**31)), draws=DRAWS)


def seasonal_naive(history: FloatArray, months: int, rng: np.random.Generator) -> FloatArray:
    """Every month brings what the same month of the year before brought, give or take the usual difference."""
    if len(history) < YEAR:
        expected = np.full(months, history[-1])
        spread = float(np.std(history, ddof=1)) * np.sqrt(2) if len(history) > 1 else 1.0
    else:
        expected = np.resize(history[-YEAR:], months)
        differences = history[YEAR:] - history[:-YEAR]
        spread = float(np.sqrt(np.mean(differences**2))) if len(differences) > 2 else float(np.std(history, ddof=1))
    years_ahead = np.arange(months) // YEAR + 1
    return expected + rng.standard_normal((DRAWS, months)) * spread * np.sqrt(years_ahead)


def seasonal_likeness(history: FloatArray, months: int, rng: np.random.Generator) -> FloatArray:
    """What was shipped before: last year again, the sum with the year-on-year scatter of the months."""
    expected = np.resize(history[-YEAR:], months) if len(history) >= YEAR else np.full(months, history.mean())
    this, before = history[YEAR:], history[:-YEAR]
    sums = this + before
    squares = (this - before)[sums > 0] ** 2 / sums[sums > 0]
    dispersion = max(1.0, float(squares.mean())) if len(squares) else 1.0
    deviation = np.sqrt(2 * dispersion * expected.sum())
    return expected + rng.standard_normal((DRAWS, 1)) * deviation / months


def exponential_smoothing(history: FloatArray, months: int, rng: np.random.Generator) -> FloatArray:
    """ETS of statsmodels on the square-root scale: a level or a damped trend, seasonal from two years of history on."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    scaled = 2 * np.sqrt(history + 0.375)
    seasonal = {"seasonal": "add", "seasonal_periods": YEAR} if len(history) >= 2 * YEAR else {}
    trends = [{}, {"trend": "add", "damped_trend": True}] if len(history) > YEAR else [{}]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fits = [ETSModel(scaled, error="add", **seasonal, **trend).fit(disp=False) for trend in trends]
        best = min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) else np.inf)
        drawn = best.simulate(months, anchor="end", repetitions=DRAWS, rng=rng)
    return _unscaled(np.asarray(drawn).reshape(months, DRAWS).T)


def structural_without_priors(history: FloatArray, months: int, rng: np.random.Generator) -> FloatArray:
    """The same components as statsmodels fits them by itself: one best set of variances, nothing known before."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    scaled = 2 * np.sqrt(history + 0.375)
    seasonal = {"seasonal": YEAR, "stochastic_seasonal": False} if len(history) >= 2 * YEAR else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = UnobservedComponents(scaled, level="llevel", **seasonal).fit(disp=False)
        state, covariance = fitted.predicted_state[:, -1], fitted.predicted_state_cov[:, :, -1]
        noise, level_step = np.sqrt(fitted.params[:2])
        drawn = [
            np.asarray(
                fitted.simulate(
                    months,
                    anchor="end",
                    initial_state=start,
                    measurement_shocks=rng.standard_normal(months) * noise,
                    state_shocks=rng.standard_normal(months) * level_step,
                )
            ).ravel()
            for start in rng.multivariate_normal(state, covariance, size=DRAWS // 5, method="eigh")
        ]
    return _unscaled(np.array(drawn))


def _unscaled(scaled: FloatArray) -> FloatArray:
    return np.maximum(np.maximum(scaled, 0) ** 2 / 4 - 0.375, 0)


CANDIDATES: dict[str, Candidate] = {
    "structural": structural,
    "structural_without_priors": structural_without_priors,
    "exponential_smoothing": exponential_smoothing,
    "seasonal_likeness": seasonal_likeness,
    "seasonal_naive": seasonal_naive,
}
