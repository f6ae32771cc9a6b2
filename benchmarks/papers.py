"""Jobs that make papers."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from app.bootstrap import open_desk
from app.models.members.member import Member
from app.reports.forms import build, form_called, write_document
from app.resources import as_path
from benchmarks.measuring import Ground, Job

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[], object]

_PRINTED = Member.layout.paper  # what the roster prints, 序号 and 备注 apart
_PAGE = (842, 595)
_ROWS_A_PAGE = 33
_LEFT, _TOP, _COLUMN, _LINE = 40, 540, 44, 15


def _our_roster(ground: Ground) -> Run:
    desk = open_desk(ground.ledger, write=False)
    form = form_called(desk.specs, "member-roster")

    def run() -> None:
        document = build(desk.reader, form, form.read({}), today=desk.today, specs=desk.specs)
        write_document(document, ground.folder / "ours.pdf")

    return run


def _raw_roster(ground: Ground) -> Run:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    raw = sqlite3.connect(f"file:{ground.ledger}?mode=ro", uri=True)

    def run() -> None:
        with as_path("fonts/NotoSansSC-Regular.ttf") as font:
            pdfmetrics.registerFont(TTFont("Sans", font))
        canvas = Canvas(str(ground.folder / "raw.pdf"), _PAGE, initialFontName="Sans")
        found = raw.execute(f"SELECT {', '.join(_PRINTED)} FROM member ORDER BY group_id, card_no")
        for number, row in enumerate(found):
            if number % _ROWS_A_PAGE == 0:
                if number:
                    canvas.showPage()
                canvas.setFont("Sans", 9)
            y = _TOP - number % _ROWS_A_PAGE * _LINE
            for place, value in enumerate((number + 1, *row)):
                if value is not None:
                    canvas.drawString(_LEFT + place * _COLUMN, y, str(value))
        canvas.save()

    return run


JOBS = (Job("pdf", "roster as PDF", _our_roster, _raw_roster, 2, 1.3, keeps_within=400),)
