"""标签: names on bought sheets of labels, beginning at any label of a used sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.reports.document import Box, Boxes, Document, PageBreak
from app.reports.forms.persons.chosen import persons
from app.reports.forms.persons.placing import HEIGHT, SHEET, label_sheets, moved_boxes, offset_of
from app.reports.sheet import Align
from app.spec.codes import plain_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.document import Block
    from app.reports.forms.form import Inquiry
    from app.reports.forms.persons.chosen import Person
    from app.reports.forms.persons.placing import Raster

_CONTENTS: dict[str, tuple[str, ...]] = {
    "姓名、小组、会员证号": ("name", "group_id", "card_no"),
    "姓名、部门、工号": ("name", "department", "staff_no"),
    "姓名、会员证号": ("name", "card_no"),
    "姓名、小组": ("name", "group_id"),
    "只要姓名": ("name",),
}
SIZE = FieldSpec(
    "size",
    "标签规格",
    Kind.CHOICE,
    choices=plain_list("label_size", "标签规格", (sheet.title for sheet in label_sheets())),
)
CONTENT = FieldSpec(
    "content", "标签内容", Kind.CHOICE, choices=plain_list("label_content", "标签内容", _CONTENTS)
)
START = FieldSpec("start", "从第几个标签开始", Kind.INTEGER, minimum=1, maximum=200)

_EDGE_MM = 3.0
_NAME_SHARE = 0.45  # of a label's height, where other lines stand under the name
_NAME_PT, _LINE_PT = 16.0, 10.5


def labels(inquiry: Inquiry) -> Document:
    """A label for everybody chosen.

    Raises:
        Refused: a sheet has no label of the number to begin with.
    """
    sheet = _sheet(inquiry)
    first = int(str(inquiry.values.get(START.name) or 1)) - 1
    if first >= sheet.count:
        raise Refused(
            f"这种标签一张只有 {sheet.count} 个，没有第 {first + 1} 个",
            "没有写入任何内容",
            f"请填 1 到 {sheet.count} 之间的数",
            "R-564",
        )
    names = _CONTENTS[str(inquiry.values.get(CONTENT.name) or default_content())]
    pages: list[list[Box]] = []
    offset = offset_of(inquiry)
    for number, person in enumerate(persons(inquiry), first):
        page, place = divmod(number, sheet.count)
        if page == len(pages):
            pages.append([])
        x, y = sheet.place(place)
        pages[page] += moved_boxes(
            tuple(_label(person, names, sheet, outlined=inquiry.blank_rows > 0)),
            x + offset[0],
            y + offset[1],
        )
    blocks: list[Block] = []
    for boxes in pages:
        blocks += [PageBreak()] if blocks else []
        blocks.append(Boxes(HEIGHT, tuple(boxes)))
    return Document("labels", tuple(blocks), SHEET, "姓名标签")


def default_content() -> str:
    """What stands on a label unless asked otherwise."""
    return next(iter(_CONTENTS))


def _sheet(inquiry: Inquiry) -> Raster:
    wanted = inquiry.values.get(SIZE.name)
    return next((s for s in label_sheets() if s.title == wanted), label_sheets()[0])


def _label(
    person: Person, names: tuple[str, ...], sheet: Raster, *, outlined: bool
) -> Iterator[Box]:
    """The lines of one label; nothing is drawn around them, unless it is a blank one."""
    if outlined:
        yield Box(0, 0, sheet.width, sheet.height)
        return
    width = sheet.width - 2 * _EDGE_MM
    height = sheet.height - 2 * _EDGE_MM
    under = names[1:]
    share = _NAME_SHARE if under else 1.0
    yield Box(
        _EDGE_MM, _EDGE_MM, width, height * share, person["name"], _NAME_PT, Align.CENTRE,
        bold=True, border=False,
    )  # fmt: skip
    each = height * (1 - share) / max(1, len(under))
    for number, name in enumerate(under):
        top = _EDGE_MM + height * share + number * each
        text = person[name]
        yield Box(_EDGE_MM, top, width, each, text, _LINE_PT, Align.CENTRE, border=False)
