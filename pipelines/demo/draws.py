"""Random counts: over-dispersed totals and their splits, from streams that do not disturb each other."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

Generator = np.random.Generator

DISPERSION = 4.0
"""Shape of the Gamma distribution mixed into a Poisson: variance = mean + mean² / DISPERSION."""
RESIDUAL_WEIGHT = 0.05
"""Weight of categories such as unknown and other, whose SDMX codes begin with an underscore."""


def stream(seed: int, *names: str) -> Generator:
    """A generator for a combination of names, so that a new measure does not move the others."""
    keys = [crc32(name.encode()) for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *keys])))


def over_dispersed(rng: Generator, mean: float) -> int:
    """One count with a mean and more variance than a Poisson count has."""
    return int(rng.poisson(rng.gamma(DISPERSION, mean / DISPERSION)))


def some_of(rng: Generator, available: int, rate: float) -> int:
    """How many of those available something happens to; never more than there are."""
    return int(rng.binomial(max(available, 0), min(rate, 1.0)))


def split(rng: Generator, total: int, weights: Sequence[float]) -> list[int]:
    """Parts of a total, in the proportions of the weights on average."""
    shares = np.asarray(weights, dtype=float)
    return [int(part) for part in rng.multinomial(total, shares / shares.sum())]


def split_within(rng: Generator, total: int, pool: Sequence[int]) -> list[int]:
    """Parts of a total drawn without replacement, so that none is larger than its part of the pool."""
    return [int(part) for part in rng.multivariate_hypergeometric(pool, total)]


def category_weights(rng: Generator, categories: Sequence[str]) -> list[float]:
    """Uneven weights of a breakdown's categories, small for the residual ones."""
    drawn = rng.gamma(2.0, size=len(categories)) + 0.3
    return [
        RESIDUAL_WEIGHT if category.startswith("_") else float(weight)
        for category, weight in zip(categories, drawn, strict=True)
    ]
