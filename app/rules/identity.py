"""What a resident's number is checked for: at saving, at checking, and while it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.models.base import codes
from app.spec.identity import ResidentId, is_of_other_paper, read_resident_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.rules.profile import Figure

ID_CARD = "1"  # code of the list id_type
_SEXES = frozenset({"1", "2"})  # the others say that it is not known
BAD_CHECK = "身份证号码校验位不正确，请重新核对。"


class NumberFault(NamedTuple):
    """What is wrong with a number.

    Attributes:
        figure: the bound that the age is outside of, which is rare and not impossible.
    """

    message: str
    figure: Figure | None = None


def is_residents(number: str, paper: str | None) -> bool:
    """Whether ``number`` is to be read as a resident's.

    What stands under 身份证号 without a type is a resident's number, well or badly written, unless
    it has the shape of another paper.

    Args:
        paper: code of ``id_type``; ``None`` where none is given.
    """
    return paper == ID_CARD or (paper is None and not is_of_other_paper(number))


def shape_fault(
    number: str, read: ResidentId | None, today: str, youngest: Figure, oldest: Figure
) -> NumberFault | None:
    """A resident number has 18 characters and a real day of birth; 15 figures are refused.

    Args:
        read: what the number says; ``None`` without its shape.
        today: ISO day.
    """
    if len(number) == 15 and number.isdigit():
        return NumberFault("身份证号码格式或出生日期有误：15位旧号码已停用，请改填18位号码。")
    if read is None:
        return NumberFault(
            "身份证号码格式或出生日期有误：应为18位，末位可以是X；如果是别的证件，请填写证件类型。"
        )
    if read.born_on is None or read.born_on > today:
        return NumberFault("身份证号码格式或出生日期有误。")
    age = _age(read.born_on, today)
    if youngest.value <= age <= oldest.value:
        return None
    limits = f"{youngest.value}至{oldest.value}周岁"
    figure = youngest if age < youngest.value else oldest
    return NumberFault(f"按身份证号码现年{age}周岁，不在{limits}之间，请核对。", figure)


def number_fault(number: str, today: str, youngest: Figure, oldest: Figure) -> str:
    """What is to be said of a resident's number by itself; blank for nothing."""
    read = read_resident_id(number)
    fault = shape_fault(number, read, today, youngest, oldest)
    if fault is not None:
        return fault.message
    return "" if read is not None and read.check_holds else BAD_CHECK


def disagreements(
    read: ResidentId | None, sex: str | None, born_on: str | None
) -> Iterator[tuple[str, str]]:
    """Field and message of what is not as the number says, as far as all of it is known."""
    if read is None or read.born_on is None or not read.check_holds:
        return  # a wrong number says nothing of its holder
    if sex in _SEXES and sex != read.sex:
        told, noted = map(codes("sex").label, (read.sex, str(sex)))
        yield "sex", f"性别按证号应为{told}，登记为{noted}，请核对。"
    if born_on and not read.born_on.startswith(born_on):
        yield "born_on", f"出生日期按证号应为 {read.born_on}，登记为 {born_on}，请核对。"


def _age(born_on: str, today: str) -> int:
    """Full years on ``today``."""
    return int(today[:4]) - int(born_on[:4]) - (today[5:] < born_on[5:])
