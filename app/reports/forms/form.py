"""What a form is: a paper that can be asked for, with its parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.base import spec_of
from app.models.members.member import Member
from app.queries.listing import reference_labels
from app.spec.codes import plain_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from app.reports.document import Document
    from app.spec.record import RecordSpec

    Besides = Callable[[Mapping[str, RecordSpec]], tuple[FieldSpec, ...]]

_SAFE = "没有写入任何内容"


class PaperKind(StrEnum):
    """What papers are sorted by where all of them are listed."""

    ROSTER = "花名册"
    PERSON = "个人表单"
    CARD = "证卡标签"
    LEDGER = "台账"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a builder has to go by.

    Attributes:
        values: parameters in their stored forms; those not given are ``None``.
        today: ISO day of making.
        specs: every register of the ledger.
    """

    reader: Connection
    values: Mapping[str, object]
    today: str
    specs: Mapping[str, RecordSpec]

    @property
    def as_at(self) -> str:
        """The day the paper tells of."""
        return str(self.values.get("as_at") or self.today)

    @property
    def full(self) -> bool:
        """Whether ID and telephone numbers are printed whole."""
        return bool(self.values.get("full"))

    @property
    def group_names(self) -> Mapping[int, str]:
        """What each group is called."""
        return reference_labels(self.reader, spec_of(Member))["group_id"]

    @property
    def blank_rows(self) -> int:
        """How many empty rows a blank form has, or copies a blank card; 0 for a filled one."""
        asked = self.values.get("blank")
        return asked if isinstance(asked, int) else 0


def _nothing_besides(_specs: Mapping[str, RecordSpec]) -> tuple[FieldSpec, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Form:
    """One paper of the house.

    Attributes:
        id: short and lasting; the command line knows the paper by it.
        number: what the handbook calls the paper (``ZZ-05``), if it has a number there.
        title: what the paper calls itself.
        parameters: what it can be asked with; a name alone on the command line means yes.
        register: the register it prints, if it is one register's paper.
        columns_of: the register whose columns can be asked for in place of its own.
        build: makes the document; nothing is drawn yet.
        letter: the template of its text, if it has one that users may word anew.
        besides: of the registers of a ledger, the columns that can be added to its own, the
            user's among them.
        whole_numbers: ID and telephone numbers are printed whole unless asked otherwise: masked
            the paper would be of no use in law. Rosters, which are put up, stay masked.
    """

    id: str
    title: str
    build: Callable[[Inquiry], Document] = field(repr=False)
    parameters: tuple[FieldSpec, ...] = ()
    register: str = ""
    columns_of: str = ""
    number: str = ""
    kind: PaperKind = PaperKind.LEDGER
    letter: str = ""
    besides: Besides = field(default=_nothing_besides, repr=False)
    whole_numbers: bool = False

    def read(self, written: Mapping[str, str]) -> dict[str, object]:
        """The stored forms of parameters as somebody wrote them.

        Raises:
            Refused: an unknown parameter, a value that cannot be read or is out of its bounds.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        values: dict[str, object] = {}
        for name, text in written.items():
            if name not in known:
                names = "、".join(f"--{_as_option(each)}" for each in known) or "（没有参数）"
                raise Refused(f"“{self.title}”没有参数“{name}”", _SAFE, f"可用：{names}", "R-406")
            try:
                values[name] = parse(known[name], text)
            except ValueProblem as problem:
                raise Refused(
                    f"{known[name].label}：{problem.message}", _SAFE, "请改正后再试", "R-405"
                ) from None
            _refuse_out_of_bounds(known[name], values[name])
        return values

    def check(self, values: Mapping[str, object], today: str) -> None:
        """Demand that a paper of ``values``, in their stored forms, can exist on the day ``today``.

        Raises:
            Refused: a number out of its bounds, a day to come, or a period that ends before
                it begins.
        """
        for parameter in self.parameters:
            value = values.get(parameter.name)
            _refuse_out_of_bounds(parameter, value)
            if parameter.kind is Kind.DATE and value:
                refuse_future(parameter.label, str(value), today)
        first, last = (str(values.get(each.name) or "") for each in (FROM, UNTIL))
        if first and last and first > last:
            raise Refused(
                f"起始日期 {first} 晚于截止日期 {last}", _SAFE, "请把两个日期对调或改正", "R-414"
            )


def _as_option(name: str) -> str:
    return name.replace("_", "-")


def _refuse_out_of_bounds(parameter: FieldSpec, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        return
    least, most = parameter.minimum, parameter.maximum
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = f"{'' if least is None else least}～{'' if most is None else most}"
        raise Refused(
            f"{parameter.label}应在 {bounds} 之间，填的是 {value}", _SAFE, "请改正后再试", "R-412"
        )


def refuse_future(label: str, day: str, today: str) -> None:
    """Refuse a paper that would tell of a day to come.

    Raises:
        Refused: the ISO day ``day`` is after ``today``.
    """
    if day > today:
        raise Refused(
            f"{label} {day} 还没有到，那一天的名册还不存在",
            _SAFE,
            f"请填 {today} 或更早的日期",
            "R-413",
        )


AS_AT = FieldSpec("as_at", "截至日期", Kind.DATE)
FULL = FieldSpec("full", "证号和电话不遮盖", Kind.YES_NO)
BLANK = FieldSpec("blank", "空白行数", Kind.INTEGER, minimum=1, maximum=500)
BLANK_CARD = FieldSpec("blank", "空白份数", Kind.INTEGER, minimum=1, maximum=100)
COLUMNS = FieldSpec("columns", "打印的列", Kind.TEXT)  # names or labels, with commas between
ALSO = FieldSpec("also", "另加的列", Kind.TEXT)  # written as COLUMNS are; added to the paper's own
GROUP = FieldSpec("group", "工会小组", Kind.TEXT)
FLAG = FieldSpec("flag", "类别", Kind.TEXT)  # what a flag is called, shipped or of the user's own
EACH_GROUP = FieldSpec("each_group", "每个小组另起一页", Kind.YES_NO)
RUN_ON = FieldSpec("run_on", "序号各组连着编", Kind.YES_NO)
BY_PINYIN, BY_STROKES = "姓名拼音", "姓氏笔画"
SORT = FieldSpec(
    "sort",
    "排列",
    Kind.CHOICE,
    choices=plain_list("roster_sort", "排列", (BY_PINYIN, BY_STROKES)),
)
FROM = FieldSpec("from", "自", Kind.DATE)
UNTIL = FieldSpec("until", "至", Kind.DATE)
