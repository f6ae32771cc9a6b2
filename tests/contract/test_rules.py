from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from app.models.base import Base
from app.models.journal import Action
from app.models.organization import Group, Union
from app.resources import read_toml, toml_files
from app.rules.engine import ALL_RULES, check_all, check_saved
from app.rules.profile import figures_of, shipped_profiles
from app.spec.findings import Level
from tests.builders import (
    a_group,
    a_ledger,
    a_member,
    an_event,
    an_id_number,
    keep,
    keep_entries,
    keep_events,
    keep_members,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.rules.rule import Rule

    Example = Callable[[Connection], object]

TODAY = "2026-11-20"
GOOD_ID = an_id_number("19850301", 1)
MADE = "2026-03-01T08:00:00.000000Z"
OLD = "2025-10-01T08:00:00.000000Z"


def _people(*changes: dict[str, object]) -> Example:
    return lambda ledger: keep_members(ledger, *(a_member(**change) for change in changes))


def _person(**changes: object) -> Example:
    return _people(changes)


def _event(kind: str, day: str, standing: str, **changes: object) -> Example:
    def make(ledger: Connection) -> None:
        (member_id,) = keep_members(ledger, a_member(standing=standing))
        keep_events(ledger, [an_event(member_id, kind, day, **changes)])

    return make


def _papers(at: str, *forms: str) -> Example:
    def make(ledger: Connection) -> None:
        for form in forms:
            ledger.execute(
                insert(Action).values(
                    at=at, actor="张", name="print_form", title="打印", facts={"form": form}
                )
            )

    return make


_FIVE = ("ZZ-04", "ZZ-09", "ZZ-05", "ZZ-12", "ZZ-11")


def _groups(*parents: int | None) -> Example:
    """Groups numbered from 1, each under the one named."""

    def make(ledger: Connection) -> None:
        for number, parent in enumerate(parents, 1):
            keep(ledger, Group, a_group(f"{number}组", id=number, parent_id=parent))

    return make


def _unions(*names: str) -> Example:
    return lambda ledger: [keep(ledger, Union, a_group(name)) for name in names]


def _entry(ledger_id: str) -> Example:
    return lambda ledger: keep_entries(ledger, ledger_id, {"name": "健步走"})


# Rule id: what it refuses, and its neighbour that it accepts.
EXAMPLES: dict[str, tuple[Example, Example]] = {
    "mem-id-format": (_person(id_number="990001198502290011"), _person(id_number=GOOD_ID)),
    "mem-id-check": (_person(id_number="990001198503010013"), _person(id_number=GOOD_ID)),
    "mem-id-unique": (
        _people({"id_number": GOOD_ID}, {"id_number": GOOD_ID}),
        _people({"id_number": GOOD_ID}, {"id_number": GOOD_ID, "standing": "resigned"}),
    ),
    "mem-sex-birth": (_person(id_number=GOOD_ID, sex="2"), _person(id_number=GOOD_ID, sex="1")),
    "mem-code-list": (_person(education="大学"), _person(education="20")),
    "mem-approve-date": (_person(approved_on=None), _person(approved_on="2010-07")),
    "mem-retain-status": (
        _person(employment="4"),
        _person(employment="4", standing="retained"),
    ),
    "mem-transfer-receipt": (
        _event("4", "2026-09-20", "transferred"),
        _event("4", "2026-09-21", "transferred"),
    ),
    "mem-quit-card": (
        _event("6", "2026-09-20", "resigned", announced_on="2026-09-20"),
        _event("6", "2026-09-20", "resigned", announced_on="2026-09-20", card_returned=True),
    ),
    "org-group-tree": (_groups(2, 1), _groups(None, 1)),
    "org-one-union": (_unions("甲工会委员会", "乙工会委员会"), _unions("甲工会委员会")),
    "led-defined": (_entry("GR-01"), _entry("XJ-03")),
    "mem-join-day": (_person(joined_on="2099-01-01"), _person(joined_on="2026-11-20")),
    "mem-event-day": (
        _event("4", "2099-01-01", "transferred"),
        _event("4", "2026-11", "transferred", receipt_on="2026-11-20"),
    ),
    "mem-standing": (
        _event("B", "2026-01-01", "regular"),
        _event("1", "2026-01-01", "regular", approved_on="2026-01-01"),
    ),
    "mem-rosters": (_papers(OLD, *_FIVE), _papers(MADE, *_FIVE)),
}
EVERY_RULE = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


def _findings(example: Example, rule: Rule) -> list[str]:
    with a_ledger() as ledger:
        example(ledger)
        return [each.message for each in check_all(ledger, TODAY) if each.rule == rule.id]


@EVERY_RULE
def test_every_rule_has_a_citation_and_says_why(rule: Rule) -> None:
    assert rule.citations
    assert all(citation.title for citation in rule.citations)
    assert rule.check.__doc__


@EVERY_RULE
def test_every_rule_refuses_one_example_in_a_chinese_sentence(rule: Rule) -> None:
    refused, _accepted = EXAMPLES[rule.id]
    messages = _findings(refused, rule)
    assert messages
    for message in messages:
        assert message.endswith("。")
        assert re.search("[\u4e00-\u9fff]", message)
        assert not re.search(r"\d{17}", message), "an identity number stands in full"


@EVERY_RULE
def test_every_rule_accepts_its_neighbour(rule: Rule) -> None:
    _refused, accepted = EXAMPLES[rule.id]
    assert _findings(accepted, rule) == []


def test_rule_ids_are_used_once() -> None:
    ids = [rule.id for rule in ALL_RULES]
    assert sorted(set(ids)) == sorted(ids)


@EVERY_RULE
def test_every_rule_speaks_of_a_table_of_the_ledger(rule: Rule) -> None:
    assert rule.record in Base.metadata.tables or not rule.record
    assert rule.record or not rule.at_save, "a save can only be asked about rows"


@EVERY_RULE
def test_a_save_is_told_what_a_check_tells(rule: Rule) -> None:
    if not rule.at_save or rule.id == "mem-approve-date":  # a day not noted yet refuses no save
        return
    with a_ledger() as ledger:
        EXAMPLES[rule.id][0](ledger)
        whole = [each for each in check_all(ledger, TODAY) if each.rule == rule.id]
        touched = {rule.record: [each.record_id for each in whole]}
        saved = [each for each in check_saved(ledger, touched, TODAY) if each.rule == rule.id]
    assert saved == whole


@pytest.mark.parametrize("path", toml_files("rules"))
def test_every_figure_has_a_source(path: str) -> None:
    document = read_toml(path)
    assert shipped_profiles()[document["id"]] == document["title"]
    assert path == f"rules/{document['id']}.toml"
    for figure in figures_of(document):
        assert figure.citation.title
        assert figure.key


def test_errors_come_first() -> None:
    with a_ledger() as ledger:
        keep_members(ledger, a_member(employment="4", education="大学"))
        levels = [finding.level for finding in check_all(ledger, TODAY)]
    assert levels == sorted(levels, key=list(Level).index)
