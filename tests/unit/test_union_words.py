"""What a unit calls its workers' congress and its openness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.models.base import spec_of
from app.models.organization.union import Union
from app.queries.organization.words import Words, in_words, words_of
from tests.builders import a_group, a_ledger, keep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.bootstrap import Desk


@pytest.fixture
def ledger() -> Iterator[Connection]:
    with a_ledger() as connection:
        yield connection


def change(desk: Desk, **facts: object) -> None:
    from app.actions import records

    spec = spec_of(Union)
    desk.act("change", "改", lambda unit: records.change(unit, spec, 1, facts))


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({}, Words("职代会", "厂务公开")),
        ({"unit_kind": "170", "industry": "C34"}, Words("职代会", "厂务公开")),
        ({"unit_kind": "400", "industry": "P83"}, Words("教代会", "校务公开")),
        ({"unit_kind": "700", "industry": "P"}, Words("教代会", "校务公开")),
        ({"unit_kind": "400", "industry": "Q84"}, Words("职代会", "院务公开")),
        ({"unit_kind": "400"}, Words("职代会", "事务公开")),
        ({"unit_kind": "500", "industry": "S92"}, Words("职代会", "政务公开")),
        ({"unit_kind": "170", "openness_word": "2"}, Words("职代会", "企务公开")),
        (
            {"unit_kind": "400", "industry": "P83", "congress_word": "1"},
            Words("职代会", "校务公开"),
        ),
    ],
)
def test_the_kind_of_the_unit_sets_the_words(
    ledger: Connection, card: dict[str, object], expected: Words
) -> None:
    keep(ledger, Union, a_group("甲", **card))
    assert words_of(ledger) == expected


def test_before_there_is_a_card_the_words_are_an_enterprises(ledger: Connection) -> None:
    assert words_of(ledger) == Words()


def test_words_are_said_once_and_not_twice() -> None:
    school = Words("教代会", "校务公开")
    assert school.said("职工代表大会和职代会，厂务公开") == "教职工代表大会和教代会，校务公开"
    assert school.said("教职工代表大会") == "教职工代表大会"
    assert Words().said("职代会制度") == "职代会制度"


def test_labels_follow_and_old_headings_are_still_read() -> None:
    spec = in_words(spec_of(Union), Words("教代会", "校务公开"))
    assert spec.fields["has_openness"].label == "校务公开制度"
    assert "厂务公开制度" in spec.fields["has_openness"].aliases
    enterprise = in_words(spec_of(Union), Words())
    assert enterprise.fields["has_openness"].label == "厂务公开制度"
    assert {"校务公开制度", "院务公开制度"} <= set(enterprise.fields["has_openness"].aliases)
    assert "教代会届次" in enterprise.fields["congress_term"].aliases
    assert spec.fields["name"] is spec_of(Union).fields["name"]


def test_an_open_ledger_speaks_its_units_words_at_once(desk: Desk) -> None:
    assert desk.specs["union_profile"].fields["has_workers_congress"].label == "职代会制度"
    change(desk, unit_kind="400", industry="P83")
    assert desk.words == Words("教代会", "校务公开")
    assert desk.specs["union_profile"].fields["has_workers_congress"].label == "教代会制度"
    desk.undo()
    assert desk.words == Words()
