"""How much two persons of the register look like one, and what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from app.queries.twins.names import folded, readings
from app.spec.identity import check_character, read_resident_id

_ID_TAIL = 4
_HIGHEST = 97  # without a common ID number nothing is certain
_LOWEST = 30  # below it a pair is not worth a look
_AGAINST = 30
_OTHER_SEX = 15


class Reason(StrEnum):
    """What speaks for two records being one; the value is what people read."""

    SAME_NUMBER = "证号相同"
    OLD_NUMBER = "15 位与 18 位证号是同一人"
    LAST_CHARACTER = "证号只有末位不同"
    SAME_NAME = "同名"
    VARIANT = "繁简或异体"
    HOMOPHONE = "同音"
    BORN_ON = "出生日期相同"
    BORN_IN = "出生年月相同"
    MOBILE = "手机相同"
    ID_TAIL = "证号后四位相同"
    DEPARTMENT = "部门相同"
    GROUP = "小组相同"


class Doubt(StrEnum):
    """What speaks against it."""

    NAME = "姓名不同"
    NUMBER = "证号不同"
    BORN_ON = "出生日期不同"
    SEX = "性别不同"


_OF_NAME = {Reason.SAME_NAME: 50, Reason.VARIANT: 45, Reason.HOMOPHONE: 35}
_OF_FACT = {
    Reason.BORN_ON: 40,
    Reason.MOBILE: 40,
    Reason.ID_TAIL: 30,
    Reason.BORN_IN: 25,
    Reason.DEPARTMENT: 15,
    Reason.GROUP: 15,
}
_OF_NUMBER = {Reason.SAME_NUMBER: 100, Reason.OLD_NUMBER: 98, Reason.LAST_CHARACTER: 90}
# What two persons hardly share by chance; the others say little once something speaks against.
_WEIGHTY = frozenset({Reason.BORN_ON, Reason.MOBILE})


@dataclass(slots=True, eq=False)
class Person:
    """What of a member's row tells who it is.

    Attributes:
        folded: the name in one writing.
        readings: how the name may be read.
        number: the ID number in capitals without blanks; blank where there is none.
        number_key: the same for all numbers of one person: 17 figures of a resident's, old or new.
    """

    id: int
    name: str
    id_number: str | None = None
    born_on: str | None = None
    mobile: str | None = None
    department: str | None = None
    group_id: int | None = None
    sex: str | None = None
    pinyin: str | None = None
    folded: str = field(init=False)
    readings: frozenset[str] = field(init=False)
    number: str = field(init=False, default="")
    number_key: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.folded = folded(self.name)
        self.readings = readings(self.pinyin)
        if self.id_number:
            self.number = "".join(self.id_number.split()).upper()
            self.number_key = _number_key(self.number)

    @property
    def forms(self) -> frozenset[str]:
        """Under which names to look for the same person: the writing, and every reading."""
        return self.readings | {self.folded}

    @property
    def is_sure(self) -> bool:
        """Whether the number is a resident's, whole and right."""
        return _is_right(self.number)

    @property
    def id_tail(self) -> str:
        """The last four characters of the ID number; blank where there are no more than these."""
        return self.number[-_ID_TAIL:] if len(self.number) > _ID_TAIL else ""

    @property
    def born_in(self) -> str:
        """Year and month of birth, where both are known."""
        return (self.born_on or "")[:7] if len(self.born_on or "") >= 7 else ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two records look like one.

    Attributes:
        score: 1 to 100; 100 is the same ID number.
    """

    score: int
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """All reasons on one line: 同音 + 出生日期相同."""
        return " + ".join(self.reasons)


def likeness(one: Person, other: Person) -> Likeness | None:
    """How much two persons look like one; ``None`` when they do not."""
    of_name, of_number = _name_reason(one, other), _number_reason(one, other)
    facts, doubts = _facts(one, other), _doubts(one, other)
    if of_number is not None:
        doubts = [doubt for doubt in doubts if doubt is not Doubt.NUMBER]
        if of_name is None:
            doubts.insert(0, Doubt.NAME)
        reasons = [of_number, *filter(None, [of_name]), *facts]
        return Likeness(_OF_NUMBER[of_number], tuple(reasons), tuple(doubts))
    if of_name is None or not facts:
        return None
    contradicted = Doubt.NUMBER in doubts or Doubt.BORN_ON in doubts
    if contradicted and _WEIGHTY.isdisjoint(facts):
        return None
    score = min(_OF_NAME[of_name] + sum(_OF_FACT[fact] for fact in facts), _HIGHEST)
    score -= _AGAINST * contradicted + _OTHER_SEX * (Doubt.SEX in doubts)
    return Likeness(score, (of_name, *facts), tuple(doubts)) if score >= _LOWEST else None


def _number_key(number: str) -> str:
    """17 figures of a resident's number; any other paper's number whole.

    The 15 figures used until 1999 lack the century (always 19) and the last character.
    """
    if len(number) == 15 and number.isascii() and number.isdigit():
        return f"{number[:6]}19{number[6:]}"
    is_resident = len(number) == 18 and number[:17].isascii() and number[:17].isdigit()
    return number[:17] if is_resident else number


@lru_cache(maxsize=1 << 16)
def _is_right(number: str) -> bool:
    read = read_resident_id(number)
    return read is not None and read.check_holds


def _name_reason(one: Person, other: Person) -> Reason | None:
    if one.name == other.name:
        return Reason.SAME_NAME
    if one.folded == other.folded:
        return Reason.VARIANT
    is_as_long = len(one.folded) == len(other.folded)
    return Reason.HOMOPHONE if is_as_long and one.readings & other.readings else None


def _number_reason(one: Person, other: Person) -> Reason | None:
    if not one.number or one.number_key != other.number_key:
        return None
    if one.number == other.number:
        return Reason.SAME_NUMBER
    short, long = sorted((one.number, other.number), key=len)
    if len(short) == len(long):
        return Reason.LAST_CHARACTER
    is_right = long[17] == check_character(long[:17])
    return Reason.OLD_NUMBER if is_right else Reason.LAST_CHARACTER


def _facts(one: Person, other: Person) -> list[Reason]:
    """In which facts two persons agree, the weightiest first."""
    found = []
    if one.born_on and one.born_on == other.born_on and len(one.born_on) == 10:
        found.append(Reason.BORN_ON)
    elif one.born_in and one.born_in == other.born_in and _may_agree(one, other):
        found.append(Reason.BORN_IN)
    if one.mobile and one.mobile == other.mobile:
        found.append(Reason.MOBILE)
    # Of two right numbers of different persons the ends agree by chance.
    is_damaged = not (one.is_sure and other.is_sure) and one.number_key != other.number_key
    if one.id_tail and one.id_tail == other.id_tail and is_damaged:
        found.append(Reason.ID_TAIL)
    if one.department and one.department == other.department:
        found.append(Reason.DEPARTMENT)
    if one.group_id and one.group_id == other.group_id:
        found.append(Reason.GROUP)
    return found


def _doubts(one: Person, other: Person) -> list[Doubt]:
    found = []
    if one.is_sure and other.is_sure and one.number != other.number:
        found.append(Doubt.NUMBER)
    if one.born_on and other.born_on and not _may_agree(one, other):
        found.append(Doubt.BORN_ON)
    if one.sex and other.sex and one.sex != other.sex:
        found.append(Doubt.SEX)
    return found


def _may_agree(one: Person, other: Person) -> bool:
    """Whether two birthdays, as far as they are known, may be the same."""
    first, second = one.born_on or "", other.born_on or ""
    return first.startswith(second) or second.startswith(first)
