"""What becomes of people month after month: joining, moving, leaving, coming back, playing ball."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.actions.sample.office import CLERK, ORGANIZER, UNION
from app.actions.sample.people import dues_of, meeting, months_later
from app.models.base import spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind, Standing
from app.resources import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.actions.sample.office import Office
    from app.actions.sample.people import People, Person

    Step = Callable[[], None]

_SINGLY = 3  # so many applications a month go their way one by one; the rest join together
_CORRECTED = 24  # rows that the yearly roster of the personnel office corrects
_REMEMBERED = 2000  # people who stay, from whom those rows are drawn
_MEMBER, _EVENT = spec_of(Member), spec_of(MembershipEvent)


@dataclass(frozen=True, slots=True)
class _Course:
    """How one thing that becomes of members is recorded.

    Attributes:
        day: of the month.
        change: kind of the event.
        permille: of how many members it becomes in all the years.
        then: what follows, and how many months later.
        note: what the register of changes remarks.
    """

    day: int
    title: str
    change: ChangeKind | None = None
    reason: str | None = None
    permille: int = 0
    then: tuple[str, int] | None = None
    note: str | None = None


_COURSES = {
    "restored": _Course(6, "恢复会籍", ChangeKind.RESTORED),
    "regrouped": _Course(7, "调整小组", permille=30),
    "retired": _Course(8, "办理退休保留会籍", ChangeKind.RETAINED, "9", note="退休后不再缴纳会费"),
    "sent": _Course(9, "会员转出", ChangeKind.SENT, "1", 18, then=("receipted", 1)),
    "receipted": _Course(10, "登记转会回执"),
    "jobless": _Course(
        11, "办理保留会籍", ChangeKind.RETAINED, "3", 4, ("restored", 7), note="待岗期间停缴会费"
    ),
    "approved": _Course(12, "批准入会"),
    "died": _Course(13, "登记会员去世", ChangeKind.DIED, "10", 1, note="已慰问家属"),
    "returned": _Course(15, "会员转入", ChangeKind.RECEIVED, note="凭介绍信接收，换发会员证"),
    "resigned": _Course(16, "会员退会", ChangeKind.RESIGNED, "5", 6),
}


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something that will become of one member.

    Attributes:
        event_id: the event it goes back to.
    """

    member_id: int
    person: Person
    event_id: int = 0

    @property
    def name(self) -> str:
        """Who it is."""
        return str(self.person.draft["name"])


class Story:
    """The months of the union, and what they hold in store.

    Attributes:
        leaders: group number to the name of somebody who stays.
    """

    def __init__(
        self, office: Office, people: People, groups: Mapping[str, int], *, last_month: int
    ) -> None:
        self.leaders: dict[int, str] = {}
        self._office = office
        self._dice = office.dice
        self._people = people
        self._groups = groups
        self._begun = office.today
        self._month, self._last = 0, last_month
        self._store: defaultdict[tuple[int, str], list[_Deed]] = defaultdict(list)
        self._staying: list[_Deed] = []
        self._slips: Counter[int] = Counter()

    def placed(self, person: Person) -> ParsedDraft:
        """The draft of ``person`` with the number of the group."""
        person.draft["group_id"] = self._groups[person.group]
        return person.draft

    def expect(self, member_id: int, person: Person) -> None:
        """Decide what will become of somebody who is there from the start."""
        deed = _Deed(member_id, person)
        years = person.retires_on.year - self._begun.year
        until_pension = years * 12 + person.retires_on.month - self._begun.month
        fate = person.part.get("fate", "") if person.part else self._fate()
        if until_pension < self._last and not person.part:
            self._store[until_pension + 1, "retired"].append(deed)
        elif fate and self._last:
            # What becomes of the cast takes several steps, so it begins in the first half.
            latest = self._last // 2 if person.part else self._last
            first_step = "sent" if fate == "returned" else fate
            self._store[self._dice.randint(1, latest), first_step].append(deed)
        else:
            self.leaders.setdefault(self._groups[person.group], deed.name)
            if len(self._staying) < _REMEMBERED:
                self._staying.append(deed)

    def _fate(self) -> str:
        roll = self._dice.randrange(1000)
        for kind, course in _COURSES.items():
            if roll < course.permille:
                return kind
            roll -= course.permille
        return ""

    # --- one month ------------------------------------------------------------------------

    def live(self, month: int, newcomers: int) -> None:
        """Let one month pass, with so many people asking to join in it."""
        self._month = month
        first = months_later(self._begun, month).replace(day=1)
        for day, step in sorted(self._steps(first.month, newcomers), key=lambda step: step[0]):
            self._office.go_to(first.replace(day=day))
            step()

    def _steps(self, calendar_month: int, newcomers: int) -> Iterator[tuple[int, Step]]:
        """What there may be to do, each with its day of the month."""
        yield 4, partial(self._welcome, newcomers)
        for kind, course in _COURSES.items():
            yield course.day, partial(self._become, kind)
        for activity in read_toml("sample/activities.toml")["activities"]:
            if activity["month"] == calendar_month:
                yield activity["day"] + 1, partial(self._write_up, activity)
        if calendar_month == 11:
            yield 3, self._correct
        if self._month == self._last // 2:
            yield 18, self._import_by_mistake

    def _become(self, kind: str) -> None:
        """Record what becomes of members this month in one way."""
        deeds = self._store.pop((self._month, kind), [])
        if not deeds:
            return
        course = _COURSES[kind]
        with self._office.act(f"member_{kind}", f"{course.title}：{_names(deeds)}") as unit:
            if course.change:
                drafts = [self._event(kind, course, deed) for deed in deeds]
                ids = records.add_all(unit, _EVENT, drafts)
                deeds = [replace(deed, event_id=i) for deed, i in zip(deeds, ids, strict=True)]
            changes = {deed.member_id: self._new_values(kind, deed) for deed in deeds}
            records.change_all(unit, _MEMBER, {i: new for i, new in changes.items() if new})
            if kind == "receipted":
                receipt = ParsedDraft(receipt_on=self._day(-2))
                records.change_all(unit, _EVENT, {deed.event_id: receipt for deed in deeds})
        for deed in deeds:
            self._foresee(kind, course, deed)

    def _foresee(self, kind: str, course: _Course, deed: _Deed) -> None:
        """Put what follows from a deed into a later month."""
        part = deed.person.part
        if kind == "sent" and part.get("fate") == "returned":
            self._store[self._month + 8, "returned"].append(deed)
        if course.then and part.get("receipt", True):
            following, months = course.then
            self._store[self._month + months, following].append(deed)

    def _event(self, kind: str, course: _Course, deed: _Deed) -> ParsedDraft:
        """The entry in the register of membership changes."""
        day = deed.person.retires_on.isoformat() if kind == "retired" else self._day()
        draft = ParsedDraft(
            member_id=deed.member_id,
            kind=course.change,
            happened_on=day,
            reason=course.reason,
            approved_on=self._day(),
            handler_name=ORGANIZER,
            note=course.note,
        )
        if kind in {"sent", "returned"}:
            draft.update(other_union=self._dice.choice(UNION["other_unions"]), slip_no=self._slip())
        if kind == "returned":
            draft["group_id"] = self._groups[deed.person.group]
        if kind == "resigned":
            draft.update(requested_on=self._day(-7), announced_on=self._day(), card_returned=True)
        return draft

    def _new_values(self, kind: str, deed: _Deed) -> ParsedDraft:
        """What changes in the register of members itself."""
        draft = deed.person.draft
        if kind == "approved":
            day = self._office.today
            return ParsedDraft(
                approved_on=day.isoformat(),
                approval_no=meeting(day),
                approval_opinion="同意入会。",
            )
        if kind == "regrouped":
            group = deed.person.part.get("to") or self._people.other_group(deed.person.group)
            return ParsedDraft(group_id=self._groups[group])
        if kind in {"retired", "jobless"}:
            return ParsedDraft(employment="4" if kind == "retired" else "3", monthly_dues_fen=None)
        if kind == "restored":
            return ParsedDraft(employment="1", monthly_dues_fen=draft["monthly_dues_fen"])
        return ParsedDraft()

    # --- joining --------------------------------------------------------------------------

    def _welcome(self, count: int) -> None:
        """Take applications: one by one, and of a larger number the rest together."""
        people = [self._people.newcomer(self._office.today) for _ in range(count)]
        for person in people[:_SINGLY]:
            moves_here = self._dice.random() < 0.2 and self._month < self._last
            (self._receive if moves_here else self._apply)(person)
        if joint := people[_SINGLY:]:
            drafts = [self.placed(person) for person in joint]
            for draft in drafts:
                draft.update(approved_on=self._day(), approval_no=meeting(self._office.today))
            with self._office.act("add_member", f"集体入会：{len(joint)} 人") as unit:
                records.add_all(unit, _MEMBER, drafts)

    def _apply(self, person: Person) -> None:
        with self._office.act("add_member", f"登记入会申请：{person.draft['name']}") as unit:
            member_id = records.add(unit, _MEMBER, self.placed(person))
        if self._month < self._last:  # the last application is still under way
            self._store[self._month, "approved"].append(_Deed(member_id, person))

    def _receive(self, person: Person) -> None:
        """Enter somebody who comes from another union with a transfer slip."""
        draft = ParsedDraft(self.placed(person), standing=Standing.APPLICANT)
        with self._office.act("add_member", f"会员转入：{draft['name']}") as unit:
            member_id = records.add(unit, _MEMBER, draft)
            arrival = self._event("returned", _COURSES["returned"], _Deed(member_id, person))
            records.add(unit, _EVENT, arrival)

    # --- now and then ---------------------------------------------------------------------

    def _correct(self) -> None:
        """Take in the yearly roster: telephones and wages of some have changed."""
        chosen = self._dice.sample(self._staying, min(_CORRECTED, len(self._staying)))
        changes = {}
        for deed in chosen:
            wage_fen = int(str(deed.person.draft["wage_fen"])) + 1000 * self._dice.randrange(10, 50)
            changes[deed.member_id] = ParsedDraft(
                mobile=self._people.mobile(), wage_fen=wage_fen, monthly_dues_fen=dues_of(wage_fen)
            )
        with self._office.act("import_member", "导入会员：人事部10月花名册.xlsx", CLERK) as unit:
            records.change_all(unit, _MEMBER, changes)

    def _import_by_mistake(self) -> None:
        """Take in the wrong roster, and take it back at once."""
        people = [self._people.newcomer(self._office.today) for _ in range(6)]
        with self._office.act("import_member", "导入会员：外包队伍名单.xlsx", CLERK) as unit:
            records.add_all(unit, _MEMBER, [self.placed(person) for person in people])
        self._office.undo()

    def _write_up(self, activity: Mapping[str, Any]) -> None:
        """Enter yesterday's activity in the ledger of culture and sport."""
        people = max(
            4, len(self._staying) * activity["people"] // 100 + self._dice.randrange(-3, 4)
        )
        held_on = self._day(-1)
        entry = ParsedDraft(
            held_on=held_on,
            name=activity["name"],
            plan=activity["plan"],
            place=activity["place"],
            participants=activity["participants"],
            people_count=people,
            awards=activity["awards"] or None,
            cost_fen=people * activity["cost"] * 100,
            summary=activity["summary"],
            photo_no=f"{held_on[:4]}-{held_on[5:7]}01",
        )
        spec = shipped_ledgers()["XJ-03"]
        with self._office.act("add_XJ-03", f"登记文体活动：{activity['name']}", CLERK) as unit:
            records.add(unit, spec, entry)

    def _day(self, later: int = 0) -> str:
        return (self._office.today + dt.timedelta(days=later)).isoformat()

    def _slip(self) -> str:
        """The next number of a transfer slip; numbers begin anew each year."""
        year = self._office.today.year
        self._slips[year] += 1
        return f"{year}-{self._slips[year]:03d}"


def _names(deeds: Sequence[_Deed]) -> str:
    """People as the title of an action shows them: ``何文斌`` or ``何文斌等 3 人``."""
    return deeds[0].name if len(deeds) == 1 else f"{deeds[0].name}等 {len(deeds)} 人"
