"""People who do not exist: names, numbers and work that fit together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.actions.keeping import ParsedDraft
from app.resources import read_toml
from app.spec.identity import check_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

MALE, FEMALE = "1", "2"
_UNASSIGNED_REGIONS = ("990001", "990002", "990005", "990011")
_UNASSIGNED_MOBILES = ("142", "154", "161", "164")  # so that nobody's telephone rings
_PAPER_ONLY_UNTIL = dt.date(2012, 1, 1)  # joining dates before are often known by the month only

# Code and how many of a hundred have it.
_ETHNICITIES = {"01": 95, "03": 2, "06": 1, "11": 1, "15": 1}
_POLITICAL = {"13": 80, "01": 16, "02": 1, "12": 2, "05": 1}
_SHOP_EDUCATION = {"40": 40, "60": 25, "70": 20, "30": 13, "20": 2}
_OFFICE_EDUCATION = {"20": 48, "30": 40, "14": 6, "40": 6}
_HOUSEHOLDS = {"1": 42, "2": 52, "3": 6}
_EMPLOYMENT_FORMS = {"1": 90, "6": 10}
_SKILLS = {"5": 30, "4": 38, "3": 22, "2": 4, "0": 6}
_SEXES = {MALE: 66, FEMALE: 34}


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person as the register takes it.

    Attributes:
        group: name of the group; its number is not known yet.
        retires_on: first day of the pension.
        part: what the cast says will happen: ``fate`` and what belongs to it.
    """

    draft: ParsedDraft
    group: str
    retires_on: dt.date
    part: Mapping[str, Any] = field(default_factory=dict)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months on; the 28th at most, so that every month has it."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, min(day.day, 28))


def dues_of(wage_fen: int) -> int:
    """Monthly dues: half a percent of the wage without what is below a full ten yuan."""
    return wage_fen // 1000 * 5


def retirement_day(born: dt.date, sex: str, *, office: bool) -> dt.date:
    """When the pension begins, roughly as the gradual delay from 2025 on has it."""
    years = 60 if sex == MALE else 55 if office else 50
    day = months_later(born, years * 12)
    waited = (day.year - 2025) * 12 + day.month
    if waited < 1:
        return day
    step = 2 if years == 50 else 4
    return months_later(day, (waited - 1) // step + 1)


class People:
    """Makes people, one after the other; the same dice make the same people."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._names = read_toml("sample/names.toml")
        self._union = read_toml("sample/union.toml")
        groups: list[dict[str, Any]] = self._union["groups"]
        self._groups = {str(group["name"]): group for group in groups if "share" in group}
        self._surnames = self._names["surnames"]
        self._ranks = [1 / (rank + 6) for rank in range(len(self._surnames))]
        self._born_alike: Counter[tuple[str, str]] = Counter()
        self._cards = 0

    def founding(self, count: int, begun: dt.date) -> Iterator[Person]:
        """``count`` people who had joined by the day ``begun``, in the order they joined."""
        cast = [
            part
            for part in read_toml("sample/cast.toml")["people"][:count]
            if part["joined_on"] < begun.isoformat()
        ]
        entries = [(part["joined_on"], part) for part in cast]
        founded = dt.date.fromisoformat(self._union["founded_on"])
        first = min(founded, months_later(begun, -60))
        span = (begun - first).days - 60
        for _ in range(count - len(cast)):
            joined = first + dt.timedelta(days=int(span * self._dice.random() ** 0.9))
            entries.append((joined.isoformat(), {}))
        for joined_on, part in sorted(entries, key=lambda entry: str(entry[0])):
            yield self._founder(joined_on, part, begun)

    def _founder(self, joined_on: str, part: Mapping[str, Any], begun: dt.date) -> Person:
        joined = dt.date.fromisoformat(f"{joined_on}-18" if len(joined_on) == 7 else joined_on)
        person = self._person(joined, part, begun)
        if joined < _PAPER_ONLY_UNTIL and not part and self._dice.random() < 0.25:
            joined_on = joined_on[:7]
        person.draft.update(joined_on=joined_on, approved_on=joined_on)
        is_dated = len(joined_on) == len("2009-03-18")
        person.draft["approval_no"] = meeting(joined) if is_dated else "会员登记表审批栏"
        return person

    def newcomer(self, applied: dt.date) -> Person:
        """Somebody who asks to join on the day ``applied``."""
        person = self._person(applied, {}, applied)
        person.draft["applied_on"] = applied.isoformat()
        return person

    def mobile(self) -> str:
        """A telephone number of a segment no operator has."""
        return f"{self._dice.choice(_UNASSIGNED_MOBILES)}{self._dice.randrange(10**8):08d}"

    def other_group(self, name: str) -> str:
        """Another group than ``name``."""
        return self._dice.choice([group for group in self._groups if group != name])

    def _pick(self, shares: Mapping[str, float]) -> str:
        return self._dice.choices(list(shares), list(shares.values()))[0]

    def _person(self, joined: dt.date, part: Mapping[str, Any], present: dt.date) -> Person:
        group = part.get("group") or self._pick({n: g["share"] for n, g in self._groups.items()})
        sex = part.get("sex") or self._pick(_SEXES)
        office = bool(self._groups[group].get("office"))
        born = self._birthday(part, sex, joined, present, office=office)
        draft = ParsedDraft(name=part.get("name") or self._name(sex), sex=sex, id_type="1")
        draft["id_number"] = self._id_number(born, sex)
        draft["born_on"] = born.isoformat()
        draft["mobile"] = None if self._dice.random() < 0.008 else self.mobile()
        self._describe(draft, part, born)
        self._employ(draft, self._groups[group], born, joined)
        draft.update(dict.fromkeys(part.get("missing", ())))
        return Person(draft, group, retirement_day(born, sex, office=office), part)

    def _birthday(
        self, part: Mapping[str, Any], sex: str, joined: dt.date, present: dt.date, *, office: bool
    ) -> dt.date:
        """A birthday by which the person was grown up when joining and is not yet retired."""
        if part:
            return dt.date.fromisoformat(part["born_on"])
        eldest = present - dt.timedelta(days=365 * (59 if sex == MALE else 54 if office else 49))
        youngest = joined - dt.timedelta(days=365 * 19)
        span = max((youngest - eldest).days, 30)
        # Most are hired young, so the early joiners are the old ones.
        return youngest - dt.timedelta(days=int(span * self._dice.betavariate(1.2, 1.35)))

    def _name(self, sex: str) -> str:
        surname = self._dice.choices(self._surnames, self._ranks)[0]
        odd = self._dice.random()
        if odd < 0.012:
            surname = self._dice.choice(self._names["compound_surnames"])
        elif odd < 0.03:
            surname = self._dice.choice(self._names["polyphonic_surnames"])
        given = self._names["given"][sex]
        second = self._dice.choice(given["second"])
        if self._dice.random() < 1 / 7:
            return f"{surname}{second}"
        return f"{surname}{self._dice.choice(given['first'])}{second}"

    def _id_number(self, born: dt.date, sex: str) -> str:
        day = f"{born:%Y%m%d}"
        self._born_alike[day, sex] += 1
        sequence = 2 * self._born_alike[day, sex] - (sex == MALE)  # odd numbers are men's
        first = f"{self._dice.choice(_UNASSIGNED_REGIONS)}{day}{sequence:03d}"
        return first + check_character(first)

    def _describe(self, draft: ParsedDraft, part: Mapping[str, Any], born: dt.date) -> None:
        """What a person is apart from work."""
        young = born.year >= 1998 and self._dice.random() < 0.5
        household = self._pick(_HOUSEHOLDS)
        home = self._dice.choice(self._union["hometowns"])
        draft.update(
            ethnicity=part.get("ethnicity") or self._pick(_ETHNICITIES),
            political="03" if young else self._pick(_POLITICAL),
            hometown=home,
            household=household,
            household_place=home,
            is_migrant=household == "2" and home != self._union["place"],
            is_model_worker=self._dice.random() < 0.01,
            is_hardship=self._dice.random() < 0.015,
            note=part.get("note"),
        )

    def _employ(
        self, draft: ParsedDraft, group: Mapping[str, Any], born: dt.date, joined: dt.date
    ) -> None:
        """What a person does for a living, and what follows from it for the membership."""
        self._cards += 1
        office = bool(group.get("office"))
        hired = joined - dt.timedelta(days=self._dice.randrange(20, 90))
        started = max(born.year + 18, hired.year - self._dice.choice((0, 0, 0, 1, 3, 6)))
        wage_fen = 1000 * (
            340 + 13 * max(0, 2026 - joined.year) + self._dice.randrange(60) + 150 * office
        )
        draft.update(
            education=self._pick(_OFFICE_EDUCATION if office else _SHOP_EDUCATION),
            staff_no=f"{self._cards:05d}",
            department=group["department"],
            post=self._dice.choice(group["posts"]),
            employment="1",
            employment_form="2" if joined.year < 2014 else self._pick(_EMPLOYMENT_FORMS),
            work_unit=self._union["unit_name"],
            hired_on=hired.isoformat(),
            started_work_on=f"{started}-07" if started < hired.year else hired.isoformat()[:7],
            professional_title=self._dice.choice(self._union["titles"]) if office else None,
            skill_level=None if office else self._pick(_SKILLS),
            wage_fen=wage_fen,
            card_no=f"LH{self._cards:04d}",
            monthly_dues_fen=dues_of(wage_fen),
        )
        if self._dice.random() < 0.12:
            draft["family"] = f"配偶，在{self._union['other_unions'][0].removesuffix('工会')}工作"
            draft["resume"] = (
                f"{started}年参加工作，{hired.year}年{hired.month}月起在{group['department']}"
                f"任{draft['post']}。"
            )


def meeting(day: dt.date) -> str:
    """Which meeting of the committee approved something on ``day``."""
    months = (day.year - 2001) * 12 + day.month - 11  # since the union was founded
    term, month = divmod(max(months, 0), 60)
    return f"第{'一二三四五'[term]}届委员会第 {month // 2 + 1} 次会议"
