"""The sample ledger: a fictitious union with some years of history, the same for each seed."""

from app.actions.sample.filling import fill_sample
from app.actions.sample.office import SAMPLE_UNION, SeededIdentifiers, sample_clock

__all__ = ["SAMPLE_UNION", "SeededIdentifiers", "fill_sample", "sample_clock"]
