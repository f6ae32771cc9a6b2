"""检查结果: what the rules find in the ledger, as the page 检查 lists it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.queries.findings.gathered import LEVEL_WORDS, Sieve, gathered, grounds, term_words
from app.reports.document import Document, Page
from app.reports.forms.common import PRINTED_MM, Cells, register_columns, unit_caption
from app.reports.forms.form import BLANK, Form, Inquiry
from app.reports.sheet import Closing, Sheet
from app.rules.engine import check_all
from app.spec.codes import plain_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.record import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.spec.findings import Finding, Level

_TO_BE_ASKED = "写有“待核”的依据，请向上级工会核对。"
_SIGNERS = ("主席", "经办人", "日期")
_LEVELS = {word: level for level, word in LEVEL_WORDS.items()}
_LEVEL = FieldSpec(
    "level", "程度", Kind.CHOICE, choices=plain_list("finding_level", "程度", tuple(_LEVELS))
)
_CHAPTER = FieldSpec(
    "chapter",
    "章节",
    Kind.CHOICE,
    choices=plain_list("finding_chapter", "章节", tuple(Chapter)),
)
_WITHIN = FieldSpec("within", "几天内到期", Kind.INTEGER, minimum=0, maximum=3650)
_COLUMNS = (
    FieldSpec("level", "程度", Kind.TEXT),
    FieldSpec("title", "事项", Kind.TEXT),
    FieldSpec("name", "对象", Kind.TEXT),
    FieldSpec("message", "问题", Kind.TEXT),
    FieldSpec("due", "最后期限", Kind.DATE),
    FieldSpec("left", "还有", Kind.TEXT),
    FieldSpec("grounds", "依据", Kind.TEXT),
    FieldSpec("done", "处理情况", Kind.TEXT),
)
_WIDTHS_MM = {"title": 32.0, "message": 60.0, "done": 26.0}


def _checks(inquiry: Inquiry) -> Document:
    """One row a finding, with room to write what was done about it."""
    lines = [] if inquiry.blank_rows else list(_lines(inquiry))
    cells = Cells(inquiry, _COLUMNS)
    sheet = Sheet(
        title="检查结果",
        columns=tuple(
            replace(column, width_mm=_WIDTHS_MM.get(column.key, column.width_mm))
            for column in register_columns(inquiry, _COLUMNS)
        ),
        rows=tuple(cells.row(number, line) for number, line in enumerate(lines, 1)),
        caption=unit_caption(inquiry),
        signers=_SIGNERS,
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        blank_rows=inquiry.blank_rows,
        note="" if inquiry.blank_rows else f"共 {len(lines):,} 条。{_TO_BE_ASKED}",
        row_mm=PRINTED_MM,
    )
    return Document("checks", (sheet,), Page())


def _lines(inquiry: Inquiry) -> Iterator[dict[str, object]]:
    values = inquiry.values
    within = values.get("within")
    sieve = Sieve(
        level=_LEVELS.get(str(values.get("level"))),
        chapter=next((each for each in Chapter if each == values.get("chapter")), None),
        within=within if isinstance(within, int) else None,
    )
    found = check_all(inquiry.reader, inquiry.today)
    wanted = [each for each in found if sieve.lets_through(each, inquiry.today)]
    for each in gathered(wanted):
        for finding in each.findings:
            yield _line(finding, each.title, each.level, inquiry.today)


def _line(finding: Finding, title: str, level: Level, today: str) -> dict[str, object]:
    return {
        "level": LEVEL_WORDS[level],
        "title": title,
        "name": finding.name,
        "message": finding.message,
        "due": finding.due,
        "left": term_words(finding.due, today) if finding.due else None,
        "grounds": grounds(finding),
        "done": None,
    }


FORM = Form("checks", "检查结果", _checks, (_LEVEL, _CHAPTER, _WITHIN, BLANK))
