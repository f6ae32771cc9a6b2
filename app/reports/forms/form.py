"""What a form is: a paper that can be asked for, with its parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import Refused
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from app.reports.document import Document
    from app.spec.record import RecordSpec


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
    def blank_rows(self) -> int:
        """How many empty rows a blank form has, or copies a blank card; 0 for a filled one."""
        asked = self.values.get("blank")
        return asked if isinstance(asked, int) else 0


@dataclass(frozen=True, slots=True)
class Form:
    """One paper of the house.

    Attributes:
        id: short and lasting; the command line knows the paper by it.
        title: what the paper calls itself.
        parameters: what it can be asked with; a name alone on the command line means yes.
        register: the register it prints, if it is one register's paper.
        build: makes the document; nothing is drawn yet.
    """

    id: str
    title: str
    build: Callable[[Inquiry], Document] = field(repr=False)
    parameters: tuple[FieldSpec, ...] = ()
    register: str = ""

    def read(self, written: Mapping[str, str]) -> dict[str, object]:
        """The stored forms of parameters as somebody wrote them.

        Raises:
            Refused: an unknown parameter, or a value that cannot be read.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        values: dict[str, object] = {}
        for name, text in written.items():
            if name not in known:
                names = "、".join(f"--{parameter}" for parameter in known) or "（没有参数）"
                raise Refused(
                    f"“{self.title}”没有参数“{name}”", "没有写入任何内容", f"可用：{names}", "R-406"
                )
            try:
                values[name] = parse(known[name], text)
            except ValueProblem as problem:
                raise Refused(
                    f"{known[name].label}：{problem.message}",
                    "没有写入任何内容",
                    "请改正后再试",
                    "R-405",
                ) from None
        return values


AS_AT = FieldSpec("as_at", "截至日期", Kind.DATE)
FULL = FieldSpec("full", "证号和电话不遮盖", Kind.YES_NO)
BLANK = FieldSpec("blank", "空白行数", Kind.INTEGER, minimum=1, maximum=500)
BLANK_CARD = FieldSpec("blank", "空白份数", Kind.INTEGER, minimum=1, maximum=100)
GROUP = FieldSpec("group", "工会小组", Kind.TEXT)
EACH_GROUP = FieldSpec("each_group", "每个小组另起一页", Kind.YES_NO)
FROM = FieldSpec("from", "自", Kind.DATE)
UNTIL = FieldSpec("until", "至", Kind.DATE)
