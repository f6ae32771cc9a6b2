"""企务公开 follows from the unit: an enterprise that neither makes nor builds anything."""

from __future__ import annotations

import pytest

from app.models.organization.union import Union
from app.queries.organization.words import words_of
from tests.builders import a_group, a_ledger, keep


@pytest.mark.parametrize(
    ("unit_kind", "industry", "openness"),
    [
        ("170", "F52", "企务公开"),
        ("159", "J66", "企务公开"),
        ("170", "C34", "厂务公开"),
        ("110", "B06", "厂务公开"),
        ("170", None, "厂务公开"),
        ("170", "P83", "校务公开"),
        ("500", "S92", "政务公开"),
    ],
)
def test_the_kind_and_the_industry_decide(
    unit_kind: str, industry: str | None, openness: str
) -> None:
    with a_ledger() as ledger:
        keep(ledger, Union, a_group("甲", unit_kind=unit_kind, industry=industry))
        assert words_of(ledger).openness == openness
