"""Findings as they are shown: gathered by rule, sieved, with their days; and those of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.models.members.dues import Dues
from app.models.organization.union import Union
from app.queries.findings.gathered import (
    Sieve,
    about,
    days_left,
    gathered,
    grounds,
    term_words,
)
from app.queries.findings.of_record import findings_of
from app.queries.organization.card import is_asked, told_elsewhere
from app.rules.engine import check_all, last_days
from app.spec.findings import Citation, Finding, Level
from app.spec.record import Chapter
from tests.builders import a_dues, a_group, a_ledger, a_member, an_event, keep, keep_events
from tests.builders import keep_members as keep_people
from tests.contract.organization_examples import MOVED, card, certificates, together

if TYPE_CHECKING:
    from sqlalchemy import Connection

TODAY = "2026-11-20"
LAW = Citation("中华人民共和国工会法", article="第十一条", confirmed=True)
RECALLED = Citation("通行做法")


def a_finding(rule: str = "mem-retain-status", **facts: Any) -> Finding:
    known = {"level": Level.WARNING, "message": "已退休。", "citations": (LAW,), "record": "member"}
    return Finding(rule=rule, **(known | facts))


# --- gathered ---------------------------------------------------------------------------


def test_many_of_one_rule_are_one_line() -> None:
    people = [a_finding(record_id=number, name=f"会员{number}") for number in range(1, 201)]
    (line,) = gathered(people)
    assert line.count_text == "200 人"
    assert line.title == "退休、失业未办保留会籍"
    assert len(line.findings) == 200


def test_somebody_told_twice_is_one_person() -> None:
    (line,) = gathered([a_finding(record_id=1), a_finding(record_id=1), a_finding(record_id=2)])
    assert line.count_text == "2 人"


def test_what_must_be_mended_comes_first_then_the_nearest_day() -> None:
    found = [
        a_finding("mem-phone-unique", level=Level.NOTE, record_id=1),
        a_finding("org-legal-cert-term", due="2026-11-26", record="certificate"),
        a_finding("mem-transfer-receipt", due="2025-04-10", record="membership_event"),
        a_finding("mem-retain-status", record_id=1),
        a_finding("mem-approve-date", level=Level.ERROR, record_id=1),
        a_finding("mem-transfer-receipt", due="2024-01-01", record="membership_event"),
    ]
    lines = gathered(found)
    assert [line.rule for line in lines] == [
        "mem-approve-date",
        "mem-transfer-receipt",
        "org-legal-cert-term",
        "mem-retain-status",
        "mem-phone-unique",
    ]
    assert lines[1].due == "2024-01-01"
    assert lines[1].count_text == "2 条"


def test_one_rule_with_two_weights_is_two_lines() -> None:
    found = [a_finding(level=Level.ERROR, record_id=1), a_finding(record_id=2)]
    assert [line.level for line in gathered(found)] == [Level.ERROR, Level.WARNING]


@pytest.mark.parametrize(
    ("sieve", "expected"),
    [
        (Sieve(), [0, 1, 2]),
        (Sieve(level=Level.ERROR), [2]),
        (Sieve(chapter=Chapter.ORGANIZATION), [1, 2]),
        (Sieve(chapter=Chapter.MEMBERS), [0]),
        (Sieve(within=6), [1, 2]),
        (Sieve(within=5), [2]),
        (Sieve(within=5, level=Level.WARNING), []),
    ],
)
def test_the_sieve(sieve: Sieve, expected: list[int]) -> None:
    found = [
        a_finding(),
        a_finding("org-legal-cert-term", due="2026-11-26", record="certificate"),
        a_finding("org-legal-change-30d", due="2026-10-28", level=Level.ERROR),
    ]
    assert [n for n, each in enumerate(found) if sieve.lets_through(each, TODAY)] == expected


def test_what_the_sieve_asks_for_can_be_asked_of_the_paper() -> None:
    sieve = Sieve(level=Level.ERROR, chapter=Chapter.MEMBERS, within=30)
    assert sieve.values() == {"level": "须改正", "chapter": "会员", "within": 30}
    assert Sieve().values() == {}


@pytest.mark.parametrize(
    ("due", "days", "words"),
    [
        ("2026-11-26", 6, "还有 6 天"),
        ("2026-11-20", 0, "今天到期"),
        ("2026-11-19", -1, "已过 1 天"),
        ("2024-02-29", -995, "已过 995 天"),
    ],
)
def test_how_much_time_is_left(due: str, days: int, words: str) -> None:
    assert days_left(due, TODAY) == days
    assert term_words(due, TODAY) == words


def test_a_finding_names_whom_it_is_about_once() -> None:
    assert about(a_finding(name="张三", message="张三已退休。")) == "张三已退休。"
    assert about(a_finding(name="张三", message="已退休。")) == "张三：已退休。"
    of_union = a_finding(name="某某工会", message="缺少批复。", record="union_profile")
    assert about(of_union) == "缺少批复。"


def test_what_is_only_recalled_says_so() -> None:
    said = grounds(a_finding(citations=(LAW, RECALLED)))
    assert said == "《中华人民共和国工会法》第十一条；通行做法（条文待核）"


# --- of one record ----------------------------------------------------------------------


def _rules(ledger: Connection, register: str, number: int) -> list[str]:
    return [each.rule for each in findings_of(ledger, register, number, TODAY)]


def test_a_member_is_told_of_with_changes_and_dues() -> None:
    with a_ledger() as ledger:
        first, second = keep_people(
            ledger,
            a_member(standing="transferred"),
            a_member(name="李四", employment="4", approved_on=None),
        )
        story = [an_event(first, "1", "2010-07-01"), an_event(first, "4", "2026-01-05")]
        keep_events(ledger, story)
        keep(ledger, Dues, a_dues(second, base_fen=438_600, due_fen=2195))
        assert _rules(ledger, "member", first) == ["mem-transfer-receipt"]
        assert _rules(ledger, "member", second) == [
            "mem-approve-date",
            "mem-retain-status",
            "mem-dues-amount",
        ]
        assert _rules(ledger, "member", 99) == []


def test_the_card_is_told_of_with_its_certificate() -> None:
    with a_ledger() as ledger:
        together(card(approval_no=None, status="2"), certificates({"ends_on": "2026-11-26"}))(
            ledger
        )
        assert _rules(ledger, "union_profile", 1) == ["org-approval-no", "org-legal-cert-term"]
        assert _rules(ledger, "certificate", 1) == ["org-legal-cert-term"]


def test_only_what_ends_stands_in_lists() -> None:
    with a_ledger() as ledger:
        keep_people(ledger, a_member(employment="4"))
        certificates({"ends_on": "2026-11-26"})(ledger)
        assert last_days(ledger, "member", TODAY) == []
        (term,) = last_days(ledger, "certificate", TODAY)
        assert (term.record_id, term.field, term.due) == (1, "ends_on", "2026-11-26")


# --- changes of the card that the certificate repeats -------------------------------------


def _legal_change(*examples: Any) -> Finding:
    with a_ledger() as ledger:
        together(*examples)(ledger)
        (found,) = [e for e in check_all(ledger, TODAY) if e.rule == "org-legal-change-30d"]
    return found


def test_the_days_count_from_the_change_not_from_when_it_was_typed() -> None:
    # typed on 2026-10-01, but moved on 2026-11-10
    found = _legal_change(card(moved_on="2026-11-10"), certificates({}), MOVED)
    assert (found.due, found.level, found.field) == ("2026-12-10", Level.WARNING, "address")
    late = _legal_change(card(moved_on="2026-10-20"), certificates({}))
    assert (late.due, late.level) == ("2026-11-19", Level.ERROR)


def test_a_change_without_its_day_has_no_last_day() -> None:
    found = _legal_change(card(), certificates({}), MOVED)
    assert (found.due, found.level, found.field) == (None, Level.WARNING, "moved_on")
    assert "请在工会概况填写地址变更日期" in found.message


def test_the_progress_of_a_check_can_stop_it() -> None:
    def stop(done: int, total: int) -> None:
        assert 0 < done <= total
        raise InterruptedError

    with a_ledger() as ledger, pytest.raises(InterruptedError):
        check_all(ledger, TODAY, stop)


# --- what the card asks and tells ---------------------------------------------------------


@pytest.mark.parametrize(
    ("unit_kind", "asked"), [("159", True), ("170", True), ("300", True), ("400", False)]
)
def test_the_card_asks_a_unit_that_may_be_a_company(unit_kind: str, asked: bool) -> None:  # noqa: FBT001 - a column of a table
    assert is_asked("has_employee_director", {"unit_kind": unit_kind}) == asked


def test_the_card_tells_members_with_and_without_those_who_keep_the_membership() -> None:
    with a_ledger() as ledger:
        keep(ledger, Union, a_group("甲工会委员会"))
        keep_people(ledger, a_member(), a_member(), a_member(standing="retained"))
        told = {line.key: line.text for line in told_elsewhere(ledger, TODAY)}
    assert told["members"] == "2 人"
    assert told["with_retained"] == "3 人（保留会籍 1 人）"
