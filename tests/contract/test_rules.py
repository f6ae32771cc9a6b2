from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from app.models.base import Base
from app.models.extras.columns import ExtraColumn
from app.models.journal import Action
from app.models.ledgers.entries import LedgerDefinition
from app.models.members.standing import NOTED_LATER
from app.models.organization.groups import Group
from app.models.organization.union import Union
from app.resources import read_toml, resource, toml_files
from app.rules.engine import ALL_RULES, check_all, check_rows, check_saved, last_days
from app.rules.profile import figures_of, shipped_profiles
from app.rules.titles import TITLES
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
from tests.contract import dues_examples
from tests.contract.organization_examples import FURTHER_ORGANIZATION, ORGANIZATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.rules.rule import Rule

    Example = Callable[[Connection], object]

TODAY = "2026-11-20"
SPORTS = resource("ledgers/XJ-03.toml").read_text(encoding="utf-8")
GOOD_ID = an_id_number("19850301", 1)
MADE = "2026-03-01T08:00:00.000000Z"
PHONE = "14200000001"
RESIGNED = {
    "requested_on": "2026-09-12",
    "announced_on": "2026-09-20",
    "card_returned": True,
}
EXPELLED = {
    "judgment": "（2026）湖刑初 1 号",
    "group_opinion": "同意开除",
    "approved_on": "2026-09-18",
    "filed_on": "2026-09-25",
}
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


def _papers(at: str, *forms: str, **told: object) -> Example:
    def make(ledger: Connection) -> None:
        keep_members(ledger, a_member())
        for form in forms:
            facts = {"form": form, **told}
            ledger.execute(
                insert(Action).values(
                    at=at, actor="张", name="print_form", title="打印", facts=facts
                )
            )

    return make


_ROSTERS = ("ZZ-04", "ZZ-05", "ZZ-11")  # those of officers and delegates cannot be made yet


def _groups(*parents: int | None) -> Example:
    """Groups numbered from 1, each under the one named."""

    def make(ledger: Connection) -> None:
        for number, parent in enumerate(parents, 1):
            keep(ledger, Group, a_group(f"{number}组", id=number, parent_id=parent))

    return make


def _unions(*names: str) -> Example:
    return lambda ledger: [keep(ledger, Union, a_group(name)) for name in names]


def _definition(text: str) -> Example:
    row = {"uid": "u", "created_at": MADE, "ledger_id": "GR-02", "definition": text}
    return lambda ledger: keep(ledger, LedgerDefinition, row)


def _entry(ledger_id: str) -> Example:
    return lambda ledger: keep_entries(ledger, ledger_id, {"name": "健步走"})


def _column(kind: str, value: object, number: int = 1) -> Example:
    """A column of the members' own, number 1, and one member with ``value`` in ``number``."""
    row = {"uid": "x", "created_at": MADE, "register": "member", "label": "尺码", "kind": kind}
    facts = {"choices": "大、小", "personal": False, "in_list": True, "position": 1}

    def make(ledger: Connection) -> None:
        keep(ledger, ExtraColumn, row | facts)
        keep_members(ledger, a_member(extra={f"extra_{number}": value}))

    return make


# Rule id: what it refuses, and its neighbour that it accepts.
EXAMPLES: dict[str, tuple[Example, Example]] = {
    "mem-id-format": (_person(id_number="990001198502290011"), _person(id_number=GOOD_ID)),
    "mem-id-check": (_person(id_number="990001198503010013"), _person(id_number=GOOD_ID)),
    "mem-id-unique": (
        _people({"id_number": GOOD_ID}, {"id_number": GOOD_ID}),
        _people({"id_number": GOOD_ID}, {"id_number": GOOD_ID, "standing": "resigned"}),
    ),
    "mem-phone-unique": (
        _people({"mobile": PHONE}, {"name": "李四", "mobile": PHONE}),
        _people({"mobile": PHONE}, {"mobile": PHONE, "standing": "transferred"}),
    ),
    "mem-sex-birth": (_person(id_number=GOOD_ID, sex="2"), _person(id_number=GOOD_ID, sex="1")),
    "mem-code-list": (_person(education="大学"), _person(education="20")),
    "mem-approve-date": (_person(approved_on=None), _person(approved_on="2010-07")),
    "mem-retain-status": (
        _person(employment="4"),
        _person(employment="4", standing="retained"),
    ),
    "mem-left-work": (
        _person(left_on="2026-11-20"),
        _people({"left_on": "2026-11-21"}, {"left_on": "2026-10-01", "standing": "transferred"}),
    ),
    "mem-work-dates": (
        _person(hired_on="2020-05", left_on="2020-04-30"),
        _person(
            hired_on="2020-05", left_on="2020-05-01", contract_from="2020", contract_until="2020"
        ),
    ),
    "mem-transfer-receipt": (
        _event("4", "2026-09-20", "transferred"),
        _event("4", "2026-09-21", "transferred"),
    ),
    "mem-quit-card": (
        _event("6", "2026-09-20", "resigned", **RESIGNED | {"card_returned": None}),
        _event("6", "2026-09-20", "resigned", **RESIGNED),
    ),
    "mem-expel-procedure": (
        _event("5", "2026-09-20", "expelled", **EXPELLED | {"filed_on": None}),
        _event("5", "2026-09-20", "expelled", **EXPELLED),
    ),
    "org-group-tree": (_groups(2, 1), _groups(None, 1)),
    "org-one-union": (_unions("甲工会委员会", "乙工会委员会"), _unions("甲工会委员会")),
    "led-definition": (_definition("id = 5"), _definition(SPORTS)),
    "ext-described": (_column("text", "甲", number=2), _column("text", "甲")),
    "ext-fitting": (_column("choice", "中"), _column("choice", "大")),
    "ext-persons": (_column("reference", 99), _column("reference", 1)),
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
    "mem-rosters": (_papers(OLD, *_ROSTERS), _papers(MADE, *_ROSTERS)),
    **ORGANIZATION,
    **dues_examples.EXAMPLES,
}
# Further neighbours: rule, what makes the ledger, whether the rule speaks.
FURTHER: list[tuple[str, Example, bool]] = [
    ("mem-retain-status", _person(employment="3"), True),  # 失业
    ("mem-work-dates", _person(contract_from="2024-01-01", contract_until="2023-12-31"), True),
    ("mem-retain-status", _person(employment="5"), True),  # 离休
    ("mem-retain-status", _person(employment="2"), False),  # 待岗: no change, handbook 2.4 T3
    ("mem-retain-status", _person(employment="7"), False),  # 内退: no change, handbook 2.5
    ("mem-approve-date", _person(approval_no=None), True),
    ("mem-approve-date", _person(approved_on=None, standing="retained"), False),
    (
        "mem-quit-card",
        _event("6", "2026-09", "resigned", **RESIGNED | {"announced_on": None}),
        True,
    ),
    (
        "mem-quit-card",
        _event("6", "2026-09", "resigned", **RESIGNED | {"requested_on": None}),
        True,
    ),
    (  # deemed to have resigned by not paying: there is no request
        "mem-quit-card",
        _event("6", "2026-09", "resigned", **RESIGNED | {"requested_on": None, "reason": "11"}),
        False,
    ),
    (
        "mem-quit-card",
        _event("6", "2026-09", "resigned", **RESIGNED | {"card_returned": None, "note": "遗失"}),
        False,
    ),
    (
        "mem-quit-card",
        _event(
            "6", "2026-09", "resigned", **RESIGNED | {"card_returned": None, "note": NOTED_LATER}
        ),
        True,
    ),
    (
        "mem-expel-procedure",
        _event("5", "2026-09", "expelled", **EXPELLED | {"judgment": ""}),
        True,
    ),
    (
        "mem-expel-procedure",
        _event("5", "2026-09", "expelled", **EXPELLED | {"group_opinion": None}),
        True,
    ),
    (  # a decision known by its number alone is one
        "mem-expel-procedure",
        _event(
            "5", "2026-09", "expelled", **EXPELLED | {"approved_on": None, "approval_no": "三届5次"}
        ),
        False,
    ),
    ("mem-rosters", _papers(MADE, "ZZ-04", "ZZ-05"), True),
    ("mem-rosters", lambda _ledger: None, False),  # nobody is registered yet
    ("mem-transfer-receipt", _event("4", "2025", "transferred", receipt_on="2025-02-01"), False),
    (
        "mem-rosters",
        _papers("2025-11-20T08:00:00.000000Z", *_ROSTERS),
        False,
    ),  # twelve months today
    ("mem-rosters", _papers("2025-11-19T08:00:00.000000Z", *_ROSTERS), True),
    ("mem-rosters", _papers(MADE, *_ROSTERS, group="一车间"), True),
    ("mem-rosters", _papers(MADE, *_ROSTERS, blank=20), True),
    ("mem-rosters", _papers(MADE, *_ROSTERS, as_at="2026-02-28"), False),
    ("mem-rosters", _papers(MADE, *_ROSTERS, as_at="2024-12-31"), True),
    *FURTHER_ORGANIZATION,
    *dues_examples.FURTHER,
]
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


@pytest.mark.parametrize(("rule_id", "example", "speaks"), FURTHER)
def test_the_bounds_of_a_rule(rule_id: str, example: Example, speaks: bool) -> None:  # noqa: FBT001 - a column of a table
    (rule,) = (rule for rule in ALL_RULES if rule.id == rule_id)
    assert bool(_findings(example, rule)) == speaks


@EVERY_RULE
def test_no_message_is_longer_than_a_line_of_the_screen(rule: Rule) -> None:
    assert all(len(message) <= 90 for message in _findings(EXAMPLES[rule.id][0], rule))


def test_every_rule_has_its_few_words_in_lists() -> None:
    assert set(TITLES) == {rule.id for rule in ALL_RULES}
    assert max(map(len, TITLES.values())) <= 16
    assert len(set(TITLES.values())) == len(TITLES)


@EVERY_RULE
def test_a_row_is_told_what_a_check_tells_of_it(rule: Rule) -> None:
    if not rule.record:
        return
    with a_ledger() as ledger:
        EXAMPLES[rule.id][0](ledger)
        whole = [each for each in check_all(ledger, TODAY) if each.rule == rule.id]
        for number in {each.record_id for each in whole} - {None}:
            told = check_rows(ledger, rule.record, [number or 0], TODAY)
            mine = [each for each in told if each.rule == rule.id]
            assert mine == [each for each in whole if each.record_id == number]


@EVERY_RULE
def test_only_rules_that_say_so_give_last_days(rule: Rule) -> None:
    with a_ledger() as ledger:
        EXAMPLES[rule.id][0](ledger)
        whole = [each for each in check_all(ledger, TODAY) if each.rule == rule.id]
        days = [each for each in last_days(ledger, rule.record, TODAY) if each.rule == rule.id]
    assert days == [each for each in whole if each.due]


def test_rule_ids_are_used_once() -> None:
    ids = [rule.id for rule in ALL_RULES]
    assert sorted(set(ids)) == sorted(ids)


@EVERY_RULE
def test_every_rule_speaks_of_a_table_of_the_ledger(rule: Rule) -> None:
    assert rule.record in Base.metadata.tables or not rule.record
    assert rule.record or not rule.at_save, "a save can only be asked about rows"


@EVERY_RULE
def test_a_save_is_told_what_a_check_tells(rule: Rule) -> None:
    # A day not noted yet refuses no save; a code is spoken of by the action that writes it.
    by_action = {"org-uscc-check", "org-unit-uscc", "org-region-code"}
    if not rule.at_save or rule.id in {"mem-approve-date", *by_action}:
        return
    with a_ledger() as ledger:
        EXAMPLES[rule.id][0](ledger)
        whole = [each for each in check_all(ledger, TODAY) if each.rule == rule.id]
        touched = {rule.record: [each.record_id for each in whole]}
        saved = [each for each in check_saved(ledger, touched, TODAY) if each.rule == rule.id]
    # Of an old register a save asks less than a check does; it never asks more.
    assert [replace(each, level=rule.level) for each in saved] == whole
    assert {each.level for each in saved} <= {rule.level, Level.WARNING}


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
