"""Papers of the made-up union: drawn by our own code, so that they show nobody and nothing real."""

from __future__ import annotations

import struct
import zlib
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.attachments.contents import paper_of
from app.actions.attachments.keeping import attach
from app.actions.sample.office import Office
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.organization.union import Union
from app.store.unit import table_of

if TYPE_CHECKING:
    from app.clock import FixedClock
    from app.store.ledger import Ledger

_MEMBERS = 3  # of whom some paper is kept; the others show what is missing
_WIDTH, _HEIGHT = 310, 438  # pixels of a scan: A4 at 38 dots an inch
_MARGIN, _LINE = 28, 22
_INK, _PAPER = 0, 1


def attach_papers(ledger: Ledger, clock: FixedClock, seed: int) -> None:
    """Attach a few scans to the first members, and a letter of the upper union to the union."""
    office = Office(ledger, clock, Random(f"attachments {seed}"))
    member, union = table_of(Member), table_of(Union)
    query = select(member.c.id, member.c.name).order_by(member.c.id).limit(_MEMBERS)
    people = ledger.reader.execute(query).all()
    spec = spec_of(Member)
    for place, (number, name) in enumerate(people):
        papers = [(paper_of(f"{name}-入会申请书-1.png", scan(office.dice)), "application")]
        if place == 0:
            papers.append((paper_of("会员登记表.pdf", letter(has_seal=False)), "registration"))
        with office.act("attach_files", f"添加附件：{name} {len(papers)} 个") as unit:
            attach(unit, spec, number, papers)
    number = ledger.reader.scalar(select(union.c.id))
    reply = paper_of("成立工会的批复.pdf", letter(has_seal=True))
    with office.act("attach_files", "添加附件：工会概况 成立工会的批复.pdf") as unit:
        attach(unit, spec_of(Union), number or 0, [(reply, "approval")])


def scan(dice: Random) -> bytes:
    """A page somebody filled in by hand, as a scanner gives it: a PNG of black and white.

    Stored without compression, so that its bytes are the same whatever library packs them.
    """
    page = [[_PAPER] * _WIDTH for _ in range(_HEIGHT)]

    def level(top: int, left: int, right: int, thick: int = 1) -> None:
        for row in page[top : top + thick]:
            row[left:right] = [_INK] * (right - left)

    level(_MARGIN, _WIDTH // 2 - 52, _WIDTH // 2 + 52, 8)  # the title
    for top in range(_MARGIN + 34, _HEIGHT - 3 * _LINE, _LINE):
        level(top + _LINE - 4, _MARGIN, _WIDTH - _MARGIN)
        _write_by_hand(page, top + 4, dice)
    level(_HEIGHT - 2 * _LINE, _WIDTH - 120, _WIDTH - _MARGIN)  # where it is signed
    _write_by_hand(page, _HEIGHT - 2 * _LINE - 14, dice, left=_WIDTH - 116, most=3)
    return _png(page)


def _write_by_hand(
    page: list[list[int]], top: int, dice: Random, *, left: int = _MARGIN + 6, most: int = 18
) -> None:
    """Strokes of the size of characters."""
    for place in range(dice.randrange(most // 2, most + 1)):
        begin = left + 13 * place
        for _ in range(4):
            x, y = begin + dice.randrange(8), top + dice.randrange(9)
            down = dice.random() < 0.5
            for step in range(dice.randrange(3, 9)):
                column, row = (x, y + step) if down else (x + step, y)
                if row < top + 12 and column < min(begin + 11, _WIDTH - _MARGIN):
                    page[row][column] = _INK


def _png(page: list[list[int]]) -> bytes:
    rows = b"".join(b"\x00" + _packed(row) for row in page)
    head = struct.pack(">IIBBBBB", len(page[0]), len(page), 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _packed(row: list[int]) -> bytes:
    """Eight pixels to a byte, the first in its highest bit."""
    padded = row + [_PAPER] * (-len(row) % 8)
    return bytes(
        sum(bit << 7 - place for place, bit in enumerate(padded[start : start + 8]))
        for start in range(0, len(padded), 8)
    )


def letter(*, has_seal: bool) -> bytes:
    """A page of A4 as a PDF: red head, lines where words would stand, and perhaps a seal."""
    drawn = ["0.78 0.06 0.18 rg 150 742 295 26 re f", "0.78 0.06 0.18 RG 2 w 70 712 m 525 712 l S"]
    drawn.append("0.2 0.2 0.2 rg 190 660 215 16 re f")
    for line in range(14):
        left, right = (112 if line % 5 == 0 else 84), (330 if line % 5 == 4 else 511)
        drawn.append(f"0.72 g {left} {610 - 26 * line} {right - left} 8 re f")
    if has_seal:
        drawn.append("0.78 0.06 0.18 RG 3 w")
        k, x, y, r = 0.5523, 430, 190, 52  # a circle of four curves
        c = k * r
        drawn.append(
            f"{x + r} {y} m {x + r} {y + c} {x + c} {y + r} {x} {y + r} c "
            f"{x - c} {y + r} {x - r} {y + c} {x - r} {y} c "
            f"{x - r} {y - c} {x - c} {y - r} {x} {y - r} c "
            f"{x + c} {y - r} {x + r} {y - c} {x + r} {y} c S"
        )
    return _pdf("\n".join(drawn).encode())


def _pdf(drawn: bytes) -> bytes:
    """One page with what is drawn on it."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
    )
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%b"
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(made))
    )
