"""For each rule of the organization: a ledger it refuses, and its neighbour that it accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from app.models.journal import Action, Change
from app.models.organization.groups import Group
from app.models.organization.holdings import Certificate
from app.models.organization.union import Union
from app.models.organization.units import CoveredUnit, Headcount
from tests.builders import RETIRED, a_group, a_member, an_event, keep, keep_events, keep_members

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Example = Callable[[Connection], object]

NAME = "临湖市某某公司工会委员会"
GOOD, WRONG_END, ODD_BODY = "81110108MC12345664", "81110108MC12345665", "81990000MC0000001G"
APPROVED = {"approval_no": "临工发〔2001〕12号", "founded_on": "2001-11-26"}


def card(**facts: object) -> Example:
    """The union's card, approved long ago."""
    return lambda ledger: keep(ledger, Union, a_group(NAME, **APPROVED | facts))


def together(*examples: Example) -> Example:
    return lambda ledger: [example(ledger) for example in examples]


def rows(record: type[Any], *facts: dict[str, object]) -> Example:
    named = record is CoveredUnit

    def make(ledger: Connection) -> None:
        for number, fact in enumerate(facts, 1):
            row = a_group(f"单位{number}", **fact)
            if not named:
                row.pop("name")
            keep(ledger, record, row)

    return make


def people(count: int) -> Example:
    return lambda ledger: keep_members(ledger, *(a_member() for _ in range(count)))


def headcounts(*facts: dict[str, object]) -> Example:
    full = ({"counted_on": "2026-06-30", "workers_count": 500} | fact for fact in facts)
    return rows(Headcount, *full)


def certificates(*facts: dict[str, object]) -> Example:
    known = {
        "kind": "1",
        "number": "990001002016",
        "registered_on": "2024-12-20",
        "ends_on": "2029-11-26",
        "legal_rep": "陈国栋",
        "state": "1",
    }
    return rows(Certificate, *(known | fact for fact in facts))


def groups(*facts: dict[str, object]) -> Example:
    def make(ledger: Connection) -> None:
        for number, fact in enumerate(facts, 1):
            keep(ledger, Group, a_group(f"{number}组", id=number, **fact))

    return make


def changed_card(at: str, before: str, after: str, field: str = "address") -> Example:
    """One change of the card in the log, as the triggers write it."""

    def make(ledger: Connection) -> None:
        action = insert(Action).values(
            at=f"{at}T08:00:00.000000Z", actor="张", name="change", title="改"
        )
        (number,) = ledger.execute(action).inserted_primary_key or (0,)
        ledger.execute(
            insert(Change).values(
                action_id=number,
                table_name="union_profile",
                record_id=1,
                operation="U",
                before=f"{field}={before!r}\n" if before else f"{field}=NULL\n",
                after=f"{field}={after!r}\n",
            )
        )

    return make


DISSOLVED = {"dissolved_on": "2025-03-31"}
DELETED = {"retired_at": RETIRED}
ENDED = {"registered_on": "2019-01-01", "ends_on": "2024-01-01"}
LARGE = headcounts({"women_count": 210})
MOVED = changed_card("2026-10-01", "旧址", "新址")


def in_group(joined_on: str) -> Example:
    person = a_member(joined_on=joined_on, group_id=1)
    return together(groups(DISSOLVED), lambda ledger: keep_members(ledger, person))


def moved(day: str) -> Example:
    def make(ledger: Connection) -> None:
        groups(DISSOLVED)(ledger)
        (number,) = keep_members(ledger, a_member())
        keep_events(ledger, [an_event(number, "D", day, group_id=1)])

    return make


def deleted_around(**person: object) -> Example:
    """A node put aside, and somebody who stood in it."""
    someone = a_member(group_id=1, **person)
    return together(groups(DELETED), lambda ledger: keep_members(ledger, someone))


COVERED = rows(CoveredUnit, {"members_count": 3}, {"members_count": 5})
ORGANIZATION: dict[str, tuple[Example, Example]] = {
    "org-group-founded": (
        groups(DISSOLVED, {"parent_id": 1, "founded_on": "2025-04"}),
        groups(DISSOLVED, {"parent_id": 1, "founded_on": "2025-03"}),
    ),
    "org-group-outlives": (
        groups(DISSOLVED, {"parent_id": 1}),
        groups(DISSOLVED, {"parent_id": 1, "dissolved_on": "2025-03-31"}),
    ),
    "org-group-used": (deleted_around(), deleted_around(retired_at=RETIRED)),
    "org-group-members": (in_group("2025-04-01"), in_group("2025-03-31")),
    "org-group-moved": (moved("2025-04-01"), moved("2025-03")),
    "org-uscc-format": (card(uscc="91110108MC12345664"), card(uscc=GOOD)),
    "org-uscc-check": (card(uscc=WRONG_END), card(uscc=GOOD, unit_uscc="91350100M000100Y43")),
    "org-unit-uscc": (
        rows(CoveredUnit, {"uscc": "91350100M000100Y44"}),
        rows(CoveredUnit, {"uscc": "91350100M000100Y43"}, {"uscc": None}),
    ),
    "org-committee-required": (
        together(card(has_committee=False), people(25)),
        together(card(has_committee=False), people(24)),
    ),
    "org-approval-no": (card(approval_no=None), card()),
    "org-joint-units": (
        together(card(org_kind="12"), rows(CoveredUnit, {"members_count": 3})),
        together(card(org_kind="12"), COVERED),
    ),
    "org-stated-reason": (
        card(stated_members=120),
        card(stated_members=120, stated_reason="外包队伍尚未录入名册"),
    ),
    "org-fulltime-chair": (
        together(card(chair_mode="2"), headcounts({"workers_count": 200})),
        together(card(chair_mode="2"), headcounts({"workers_count": 199})),
    ),
    "org-women-fulltime": (
        together(card(has_womens_officer=False), LARGE),
        together(card(has_womens_officer=True), LARGE),
    ),
    "org-employee-director": (
        together(card(unit_kind="159", has_employee_director=False), LARGE),
        together(
            card(unit_kind="159", has_employee_director=False, has_employee_supervisor=True), LARGE
        ),
    ),
    "org-headcount-once": (
        headcounts({}, {}),
        together(groups({}, {}), headcounts({}, {"node_id": 1}, {"node_id": 2})),
    ),
    "org-headcount-parts": (headcounts({"women_count": 501}), headcounts({"women_count": 500})),
    "org-region-code": (card(region_code="abc"), card(region_code="110108", uscc=GOOD)),
    "org-headcount-stale": (
        headcounts({"counted_on": "2026-06-29"}),
        headcounts({}, {"counted_on": "2025-12-31"}),
    ),
    "org-legal-cert": (
        card(has_committee=True),
        together(card(has_committee=True), certificates({})),
    ),
    "org-legal-cert-term": (
        certificates({"ends_on": "2027-01-19"}),  # 60 days from 2026-11-20
        certificates({"ends_on": "2027-01-20"}),
    ),
    "org-cert-term": (
        certificates({"kind": "9", "ends_on": "2026-11-19"}),
        certificates({"kind": "9", "ends_on": "2026-11-19", "state": "3"}),  # 已换证
    ),
    "org-legal-change-30d": (
        together(card(moved_on="2026-10-01"), certificates({})),
        together(card(moved_on="2026-10-01"), certificates({"changed_on": "2026-10-01"})),
    ),
}
FURTHER_ORGANIZATION: list[tuple[str, Example, bool]] = [
    ("org-group-outlives", groups(DISSOLVED, {"parent_id": 1, "dissolved_on": "2025-06"}), True),
    ("org-group-founded", groups(DISSOLVED | {"founded_on": "2025-04-01"}), True),
    ("org-group-used", groups(DELETED, {"parent_id": 1}), True),
    ("org-group-used", groups(DELETED, {"parent_id": 1, "retired_at": RETIRED}), False),
    ("org-uscc-format", card(uscc="8111010"), True),
    ("org-uscc-format", card(uscc=GOOD.lower()), False),
    ("org-uscc-format", card(), False),
    ("org-uscc-check", card(uscc=ODD_BODY), True),  # a note: only the code within is odd
    ("org-uscc-check", card(unit_uscc="12345"), True),
    ("org-uscc-check", card(uscc="12345"), False),  # refused for its shape, once
    *(("org-region-code", card(region_code=code), True) for code in ("11010", "1" * 13, "11０108")),
    *(("org-region-code", card(region_code=code), False) for code in (None, "110108001002")),
    ("org-region-code", card(region_code="990001", uscc=GOOD), True),  # a note
    ("org-region-code", card(region_code="110108001", uscc=GOOD), False),
    ("org-region-code", card(region_code="990001", uscc="12345"), False),  # not read
    ("org-headcount-stale", headcounts({"counted_on": "2026-11-01"}), False),
    ("org-headcount-stale", rows(Headcount), False),  # nobody has counted
    (  # a part of the union is not the whole
        "org-headcount-stale",
        together(groups({}), headcounts({"node_id": 1}, {"counted_on": "2025-12-31"})),
        True,
    ),
    ("org-committee-required", together(card(), people(30)), False),  # the card does not say
    ("org-approval-no", card(founded_on=None), True),
    ("org-approval-no", card(approval_no=None, founded_on=None, status="1"), False),
    (
        "org-joint-units",
        together(card(org_kind="12"), rows(CoveredUnit, {"members_count": 3}, {})),
        True,
    ),
    (
        "org-joint-units",
        together(card(org_kind="12"), COVERED, rows(CoveredUnit, {"left_on": "2020-01"})),
        False,
    ),
    ("org-joint-units", card(org_kind="11"), False),
    ("org-fulltime-chair", together(card(chair_mode="1"), LARGE), False),
    ("org-fulltime-chair", card(chair_mode="2"), False),  # nobody has counted
    (
        "org-employee-director",
        together(card(unit_kind="400", has_employee_director=False), LARGE),
        False,
    ),
    ("org-legal-cert", together(card(has_committee=True), certificates({"state": "5"})), True),
    ("org-legal-cert-term", certificates({"ends_on": "2026-11-19"}), True),
    (  # an old entry that a newer one replaced
        "org-legal-cert-term",
        certificates({"registered_on": "2019-01-01", "ends_on": "2024-01-01"}, {}),
        False,
    ),
    *(
        ("org-cert-term", certificates({"kind": kind, "ends_on": "2027-01-19"}), kind != "1")
        for kind in "1239"
    ),
    ("org-cert-term", certificates({"kind": "2", "ends_on": "2027-01-20"}), False),
    ("org-cert-term", certificates({"kind": "3", "ends_on": None}), False),
    ("org-cert-term", certificates({"kind": "9", "ends_on": "2026-11-19", "state": "5"}), False),
    (  # the same certificate, renewed
        "org-cert-term",
        certificates({"kind": "9"}, {"kind": "9"} | ENDED),
        False,
    ),
    (  # another certificate of the same kind
        "org-cert-term",
        certificates({"kind": "9"}, {"kind": "9", "number": "990001002017"} | ENDED),
        True,
    ),
    (  # a private enterprise may be a company
        "org-employee-director",
        together(card(unit_kind="170", has_employee_director=False), LARGE),
        True,
    ),
    (
        "org-employee-director",
        together(card(unit_kind="170", has_employee_director=None), LARGE),
        False,
    ),
    (
        "org-employee-director",
        together(
            card(unit_kind="300", has_employee_director=False, has_employee_supervisor=True), LARGE
        ),
        False,
    ),
    ("org-legal-change-30d", together(card(), MOVED), False),  # no certificate yet
    ("org-legal-change-30d", together(card(), certificates({}), MOVED), True),  # asks for the day
    (  # renamed after the certificate was issued
        "org-legal-change-30d",
        together(card(renamed_on="2026-11-01"), certificates({})),
        True,
    ),
    (  # the day lies before the certificate, and was told with the change: only a slip was mended
        "org-legal-change-30d",
        together(
            card(moved_on="2024-12-20"),
            certificates({}),
            MOVED,
            changed_card("2026-10-01", "", "2024-12-20", "moved_on"),
        ),
        False,
    ),
    (  # the day is that of an older change, so this one has none
        "org-legal-change-30d",
        together(card(moved_on="2020-01-01"), certificates({}), MOVED),
        True,
    ),
    (  # somebody else than the certificate names, and nobody has said since when
        "org-legal-change-30d",
        together(
            card(chair_name="周丽娟"),
            certificates({}),
            changed_card("2026-10-01", "陈国栋", "周丽娟", "chair_name"),
        ),
        True,
    ),
    (  # filled in, not changed
        "org-legal-change-30d",
        together(card(), certificates({}), changed_card("2026-10-01", "", "新址")),
        False,
    ),
    (  # changed back
        "org-legal-change-30d",
        together(card(), certificates({}), MOVED, changed_card("2026-10-02", "新址", "旧址")),
        False,
    ),
    (  # the newest entry names the new chair already
        "org-legal-change-30d",
        together(
            card(chair_name="陈国栋"),
            certificates({}),
            changed_card("2026-10-01", "周丽娟", "陈国栋", "chair_name"),
        ),
        False,
    ),
]
