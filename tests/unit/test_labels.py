"""What records are called: those of a large register as they are asked for say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.models.base import spec_of
from app.models.members.membership import MembershipEvent
from app.queries.listing import reference_labels
from app.queries.naming import labels
from app.queries.naming.labels import LabelsAsAsked, expect, labels_as_asked
from tests.builders import a_ledger, a_member, keep_groups, keep_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

SPEC = spec_of(MembershipEvent)


@pytest.fixture
def ledger() -> Iterator[Connection]:
    connection = a_ledger()
    keep_groups(connection, "一组", "二组")
    keep_members(
        connection,
        a_member(name="张三", card_no="A1", id_number=None),
        a_member(name="张三", card_no="A2", id_number=None),
        a_member(name="张三", card_no=None, id_number=None),
        a_member(name="李四", card_no="A4", id_number=None),
    )
    yield connection
    connection.close()


@pytest.fixture
def many(ledger: Connection, monkeypatch: pytest.MonkeyPatch) -> LabelsAsAsked:
    """The people's labels, as of a register of very many."""
    monkeypatch.setattr(labels, "_FEW", 3)
    found = labels_as_asked(ledger, SPEC)["member_id"]
    assert isinstance(found, LabelsAsAsked)
    return found


@pytest.fixture
def asked(ledger: Connection) -> Iterator[list[str]]:
    """The statements carried out from now on."""
    statements: list[str] = []

    def note(*details: object) -> None:
        statements.append(str(details[2]))

    event.listen(ledger, "before_cursor_execute", note)
    yield statements
    event.remove(ledger, "before_cursor_execute", note)


def test_a_few_are_read_at_once(ledger: Connection) -> None:
    assert labels_as_asked(ledger, SPEC) == reference_labels(ledger, SPEC)


def test_namesakes_are_told_apart_alike(ledger: Connection, many: LabelsAsAsked) -> None:
    whole = reference_labels(ledger, SPEC)["member_id"]
    assert {number: many[number] for number in whole} == whole
    assert whole == {1: "张三（A1）", 2: "张三（A2）", 3: "张三", 4: "李四"}


def test_a_page_is_one_question(many: LabelsAsAsked, asked: list[str]) -> None:
    rows = [{"member_id": number, "group_id": None} for number in (1, 2, 4, None)]
    expect({"member_id": many}, rows)
    assert [many[1], many[2], many[4]] == ["张三（A1）", "张三（A2）", "李四"]
    assert len(asked) == 1


def test_who_asks_for_all_gets_all(ledger: Connection, many: LabelsAsAsked) -> None:
    whole = reference_labels(ledger, SPEC)["member_id"]
    assert (len(many), list(many), dict(many.items())) == (4, list(whole), whole)


def test_who_asks_one_by_one_for_long_is_given_all(
    many: LabelsAsAsked, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "_MOST_SINGLY", 1)
    assert [many[number] for number in (1, 2, 3, 4)][-1] == "李四"
    before = len(asked)
    assert many.get(1) == "张三（A1）"
    assert len(asked) == before


def test_nobody_has_no_label(many: LabelsAsAsked) -> None:
    assert many.get(99) is None
    assert 99 not in many
