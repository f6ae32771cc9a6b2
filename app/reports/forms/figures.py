"""会员: the table of join rates, and what became of people between two half-year snapshots."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from app.errors import Refused
from app.queries.members.join_rate import Count, join_rates, join_rates_on
from app.queries.members.snapshots import differences, frozen, snapshot_lines
from app.reports.document import Document, Page
from app.reports.forms.common import Cells, register_columns, register_page, unit_caption
from app.reports.forms.form import AS_AT, BLANK, Form, Inquiry
from app.reports.sheet import Align, Closing, Sheet
from app.spec.dates import in_words
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from app.queries.members.join_rate import RateLine
    from app.queries.members.snapshots import Frozen, SnapshotLine

_SIGNERS = ("主席", "审核人", "填表人", "日期")
_SNAPSHOT = FieldSpec("snapshot", "按快照（日期）", Kind.DATE)
_EARLIER = FieldSpec("from", "从前的快照", Kind.DATE)
_LATER = FieldSpec("until", "后来的快照", Kind.DATE)
_DIFFERENCE_COLUMNS = (
    FieldSpec("what", "变化", Kind.TEXT),
    FieldSpec("name", "姓名", Kind.NAME),
    FieldSpec("number", "身份证号", Kind.TEXT),
    FieldSpec("group", "工会小组", Kind.TEXT),
    FieldSpec("before", "从前", Kind.TEXT),
    FieldSpec("after", "后来", Kind.TEXT),
)
_RATES = ("join_rate", "women_rate", "migrant_rate")
_COUNTS = (
    Count.WORKERS,
    Count.MEMBERS,
    Count.WOMEN_WORKERS,
    Count.WOMEN_MEMBERS,
    Count.MIGRANT_WORKERS,
    Count.MIGRANT_MEMBERS,
    Count.APPLICANTS,
    Count.RECRUITS,
)
_RATE_COLUMNS = (
    FieldSpec("name", "分会、小组", Kind.TEXT),
    FieldSpec(Count.WORKERS, "职工", Kind.INTEGER),
    FieldSpec(Count.MEMBERS, "会员", Kind.INTEGER),
    FieldSpec("join_rate", "入会率", Kind.TEXT),
    FieldSpec(Count.WOMEN_WORKERS, "女职工", Kind.INTEGER),
    FieldSpec(Count.WOMEN_MEMBERS, "女会员", Kind.INTEGER),
    FieldSpec("women_rate", "女职工入会率", Kind.TEXT),
    FieldSpec(Count.MIGRANT_WORKERS, "农民工", Kind.INTEGER),
    FieldSpec(Count.MIGRANT_MEMBERS, "农民工会员", Kind.INTEGER),
    FieldSpec("migrant_rate", "农民工入会率", Kind.TEXT),
    FieldSpec(Count.APPLICANTS, "申请中", Kind.INTEGER),
    FieldSpec(Count.RECRUITS, "还可发展", Kind.INTEGER),
)


def _join_rate(inquiry: Inquiry) -> Document:
    """入会率统计表: the union, its branches and groups, on a day or as a snapshot froze them."""
    kept = _snapshot(snapshot_lines(inquiry.reader), inquiry.values.get("snapshot"))
    lines: list[RateLine] = []
    if kept is not None:
        then = _kept(inquiry, kept)
        lines = join_rates(then.people, then.tree)
    elif not inquiry.blank_rows:
        lines = join_rates_on(inquiry.reader, inquiry.as_at)
    cells = Cells(inquiry, _RATE_COLUMNS)
    sheet = Sheet(
        title="入会率统计表",
        columns=tuple(
            replace(column, align=Align.RIGHT) if column.key in _RATES else column
            for column in register_columns(inquiry, _RATE_COLUMNS)
        ),
        rows=tuple(cells.row(number, _rate_values(line)) for number, line in enumerate(lines, 1)),
        caption=unit_caption(inquiry, f"按 {kept.as_at} 的快照" if kept else ""),
        signers=_SIGNERS,
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        blank_rows=inquiry.blank_rows,
        note="会员指会籍正常的会员，保留会籍的不计；上级各行含其下各组，“全会”一行为合计。",
    )
    return Document("join-rate", (sheet,), Page())


def _rate_values(line: RateLine) -> dict[str, object]:
    counts: dict[str, object] = {what: line.count(what) for what in _COUNTS}
    rates: dict[str, object] = {name: getattr(line, name) for name in _RATES}
    return {"name": "　" * line.depth + line.name, **rates, **counts}


def _difference(inquiry: Inquiry) -> Document:
    """半年快照对照表: who came and left, joined and ended, changed group, standing or flags."""
    lines = [] if inquiry.blank_rows else snapshot_lines(inquiry.reader)
    later = _snapshot(lines, inquiry.values.get("until")) or (lines[0] if lines else None)
    before = [line for line in lines if later and line.as_at < later.as_at]
    earlier = _snapshot(lines, inquiry.values.get("from")) or (before[0] if before else None)
    found = []
    if later and earlier:
        then, now = (_kept(inquiry, line) for line in (earlier, later))
        found = differences(then, now)
    cells = Cells(inquiry, _DIFFERENCE_COLUMNS)
    people = len({each.id for each in found})
    sheet = Sheet(
        title="半年快照对照表",
        columns=register_columns(inquiry, _DIFFERENCE_COLUMNS),
        rows=tuple(cells.row(number, asdict(each)) for number, each in enumerate(found, 1)),
        caption=unit_caption(inquiry, _period(earlier, later)),
        signers=_SIGNERS,
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        blank_rows=inquiry.blank_rows,
        note=_figures(earlier, later)
        + (f"有变化的 {people} 人，共 {len(found)} 项。" if later else ""),
    )
    return Document("snapshot-difference", (sheet,), register_page(inquiry, personal=True))


def _snapshot(lines: list[SnapshotLine], day: object) -> SnapshotLine | None:
    """The snapshot of ``day``; ``None`` where no day is asked for."""
    if day is None:
        return None
    found = next((line for line in lines if line.as_at == day), None)
    if found is None:
        days = "、".join(line.as_at for line in lines[:3]) or "（还没有快照）"
        raise Refused(f"{day} 没有半年快照", "没有写入任何内容", f"可用：{days}", "R-514")
    return found


def _kept(inquiry: Inquiry, line: SnapshotLine) -> Frozen:
    kept = frozen(inquiry.reader, line.digest)
    if kept is None:
        raise Refused(
            f"快照 {line.as_at} 与摘要不符，读不出来", "台账没有变化", "请做完整核对", "R-515"
        )
    return kept


def _period(earlier: SnapshotLine | None, later: SnapshotLine | None) -> str:
    if earlier is None or later is None:
        return "快照不足两份"
    return f"{in_words(earlier.as_at)}至{in_words(later.as_at)}"


def _figures(earlier: SnapshotLine | None, later: SnapshotLine | None) -> str:
    if earlier is None or later is None:
        return ""
    return (
        f"职工 {earlier.workers} 人→{later.workers} 人，会员 {earlier.members} 人→"
        f"{later.members} 人，其中女 {earlier.women_members} 人→{later.women_members} 人。"
    )


FORMS = (
    Form("join-rate", "入会率统计表", _join_rate, (AS_AT, _SNAPSHOT, BLANK)),
    Form("snapshot-difference", "半年快照对照表", _difference, (_EARLIER, _LATER, BLANK)),
)
