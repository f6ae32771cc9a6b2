"""The command that makes the sheet for the higher union's real-name system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.output import Progress, print_json, view_to_note
from app.errors import Refused
from app.models.real_name_template import templates
from app.queries.members.real_name_changes import ASKED_FOR, MADE, Untold, past_sheets, untold_since
from app.queries.past.states import last_change
from app.reports.registers.real_name import Made, write_real_name
from app.spec.values import UNMASKED

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from app.bootstrap import Desk
    from app.models.real_name_template import Template

_NAMED = 20


def make(arguments: argparse.Namespace) -> int:
    """Write everybody, or whoever changed since the sheet was made last."""
    template = _template(arguments.template)
    progress = Progress("导出")
    with view_to_note(arguments.file, must=True) as desk:
        upto = last_change(desk.reader)
        untold = _untold(desk, template) if arguments.changes else None
        if untold and not untold.member_ids:
            return _tell_nothing(arguments, untold)
        said = f"导出{template.title}{UNMASKED}"
        asked_for = desk.note(ASKED_FOR, said, template=template.id)
        who = untold.member_ids if untold else None
        made = write_real_name(desk.reader, template, arguments.out, who, progress)
        facts = {"template": template.id, "upto": upto, "rows": made.rows}
        desk.note(MADE, f"{said}：{made.rows:,} 人", asked_for=asked_for, **facts)
    progress.finish()
    if arguments.json:
        print_json(_facts(arguments, made, untold))
    else:
        for said in _sentences(arguments, made, untold):
            print(said)
    return 1 if made.incomplete else 0


def _tell_nothing(arguments: argparse.Namespace, untold: Untold) -> int:
    if arguments.json:
        print_json({**_facts(arguments, Made(0, {}), untold), "file": None})
    else:
        print("上次生成以后没有要报的变更，没有写文件")
    return 0


def _template(name: str) -> Template:
    known = templates()
    if name not in known:
        names = "、".join(f"{each.id}（{each.title}）" for each in known.values())
        raise Refused(f"没有名为“{name}”的模板", "没有写入任何内容", f"可用的有：{names}", "R-590")
    return known[name]


def _untold(desk: Desk, template: Template) -> Untold:
    past = past_sheets(desk.reader, template)
    if not past:
        raise Refused(
            f"还没有生成过{template.title}",
            "没有写入任何内容",
            "请先不带 --changes 全部生成一次",
            "R-591",
        )
    return untold_since(desk.reader, template, past[0].upto)


def _facts(arguments: argparse.Namespace, made: Made, untold: Untold | None) -> dict[str, object]:
    return {
        "file": str(arguments.out),
        "rows": made.rows,
        "new": len(untold.newcomers) if untold else None,
        "removed": list(untold.removed) if untold else [],
        "told_earlier": list(made.earlier),
        "incomplete": [
            {"name": name, "missing": list(missing)} for name, missing in made.incomplete.values()
        ],
    }


def _sentences(arguments: argparse.Namespace, made: Made, untold: Untold | None) -> Sequence[str]:
    said = [f"已导出 {made.rows} 人到“{arguments.out.name}”（证号和电话完整，请妥善保管）"]
    if untold:
        said.append(f"其中新增 {len(untold.newcomers)} 人，其余为变更")
        if untold.removed:
            said.append(f"已删除、表中没有的：{'、'.join(untold.removed)}")
    if made.earlier:
        said.append(made.told_earlier)
    for name, missing in list(made.incomplete.values())[:_NAMED]:
        said.append(f"必填项空缺：{name}　{'、'.join(missing)}")
    if len(made.incomplete) > _NAMED:
        said.append(f"另有 {len(made.incomplete) - _NAMED} 人必填项空缺")
    return said
