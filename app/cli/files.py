"""Commands on the ledger file as a whole."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from app.actions.importing.undoing import changed_since
from app.bootstrap import create_desk, open_desk, restore_backup, verify_file
from app.cli.output import Progress, print_json, print_table, view
from app.errors import Refused
from app.queries.findings.gathered import LEVEL_WORDS, about
from app.queries.past.history import entries
from app.queries.sources import core_spec
from app.spec.drafts import problems
from app.spec.findings import Level
from app.spec.values import ValueProblem, parse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from app.bootstrap import Desk
    from app.spec.findings import Finding

_LISTED_SINGLY = 5  # more that say the same of others are told in one line
_NAMED = 3
_FIGURES = re.compile(r"\d[\d*X-]*")


def new(arguments: argparse.Namespace) -> int:
    """Make an empty ledger."""
    name = _union_name(arguments.name)
    with create_desk(arguments.file, name) as desk:
        if arguments.json:
            print_json({"file": str(desk.path), "name": desk.union_name})
        else:
            print(f"已新建台账“{desk.path.name}”：{desk.union_name}")
    return 0


def _union_name(written: str) -> str:
    field = core_spec("union_profile").fields["name"]
    try:
        name = parse(field, written)
    except ValueProblem as refusal:
        raise Refused(
            f"{field.label}：{refusal.message}", "没有写入任何内容", "请改好 --name 后再试", "R-405"
        ) from None
    if not isinstance(name, str):
        raise Refused("没有填写工会全称", "没有写入任何内容", "请用 --name 写上工会全称", "R-411")
    for problem in problems(field, name):
        raise Refused(problem.rstrip("。"), "没有写入任何内容", "请改好 --name 后再试", "R-405")
    return name


def sample(arguments: argparse.Namespace) -> int:
    """Make the ledger of a fictitious union."""
    from app.bootstrap import create_sample

    progress = Progress("生成示例")
    with create_sample(
        arguments.file,
        members=arguments.members,
        years=arguments.years,
        seed=arguments.seed,
        progress=progress,
    ) as desk:
        progress.finish()
        if arguments.json:
            print_json({"file": str(desk.path), "name": desk.union_name})
        else:
            print(f"已生成示例台账“{desk.path.name}”：{desk.union_name}（虚构）")
    return 0


def history(arguments: argparse.Namespace) -> int:
    """List what was done, newest first."""
    with view(arguments.file) as desk:
        found = entries(desk.reader, limit=arguments.limit)
    if arguments.json:
        print_json(found)
    else:
        print_table(
            ("编号", "时间", "操作人", "操作", "状态"),
            (
                (e["action_id"], e["at"], e["actor"], e["title"], "已撤销" if e["undone"] else "")
                for e in found
            ),
        )
        if found and (left := found[-1]["action_id"] - 1):
            print(f"还有 {left} 次更早的操作，可用 --limit 列出更多")
    return 0


def undo(arguments: argparse.Namespace) -> int:
    """Take one action back."""
    with open_desk(arguments.file) as desk:
        if arguments.unchanged_only:
            changed = desk.undo_unchanged(_action_to_undo(desk, arguments.action))
        else:
            changed = desk.undo(arguments.action)
        assert changed.action_id is not None  # noqa: S101 - what can be undone changed something
        done = entries(desk.reader, limit=1, before=changed.action_id + 1)[0]
    if arguments.json:
        print_json({"action_id": changed.action_id, "title": done["title"]})
    else:
        print(f"已{done['title']}（操作编号 {changed.action_id}，也可以再撤销）")
    return 0


def _action_to_undo(desk: Desk, action: int | None) -> int:
    """The action asked for; what changed since is listed, for it stays.

    Raises:
        Refused: no action was named.
    """
    if action is None:
        raise Refused("没有写明撤销哪一次操作", "台账没有变化", "请用 --action 写明编号", "R-575")
    with desk.snapshot() as reader:
        for row in changed_since(reader, action):
            said = "；".join(row.said) or "后来的记录要用到它"
            print(f"留下{row.record}“{row.name}”：{said}", file=sys.stderr)
    return action


def verify(arguments: argparse.Namespace) -> int:
    """Check structure, log and everything that follows from something else."""
    progress = Progress("核对附件")
    faults = verify_file(arguments.file, progress)
    progress.finish()
    if arguments.json:
        print_json({"ok": not faults, "faults": faults})
    elif faults:
        print_table(("核对不符",), ((fault,) for fault in faults))
    else:
        print("核对通过：文件完整，变更记录前后衔接，各项推算与登记一致。")
    return 1 if faults else 0


def back_up(arguments: argparse.Namespace) -> int:
    """Back up into a folder and check the copy."""
    with view(arguments.file) as desk:
        made = desk.back_up("手动", arguments.folder)
    if arguments.json:
        print_json({"path": str(made.path), "sha256": made.sha256, "members": made.members})
    else:
        print(f"已备份到“{made.path}”，打开核对无误，会员 {made.members} 人")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the place of a ledger."""
    kept = restore_backup(arguments.backup, arguments.file)
    if arguments.json:
        print_json({"file": str(arguments.file), "kept": str(kept) if kept else None})
    else:
        print(f"已用“{arguments.backup.name}”恢复“{arguments.file.name}”")
        if kept:
            print(f"恢复前的内容另存在“{kept}”")
    return 0


def _unnamed(finding: Finding) -> str:
    """The message without the name of whom it is about."""
    message = finding.message.replace(finding.name, "") if finding.name else finding.message
    return message.rstrip("。")


def _lines(findings: Iterable[Finding]) -> Iterator[tuple[str, str, str, str]]:
    """Findings as lines of the list; where many say the same, one line that names a few."""
    alike: defaultdict[tuple[str, Level, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        shape = _FIGURES.sub("…", _unnamed(finding))
        alike[finding.rule, finding.level, shape].append(finding)
    for (rule, level, shape), found in alike.items():
        citation = "；".join(map(str, found[0].citations))
        if len(found) <= _LISTED_SINGLY or not any(finding.name for finding in found):
            said = [about(finding) for finding in found]
        else:
            said = [_of_many(found, shape)]
        yield from ((LEVEL_WORDS[level], message, citation, rule) for message in said)


def _of_many(found: list[Finding], shape: str) -> str:
    """One line for findings that say the same, but for the figures left out of ``shape``."""
    messages = {_unnamed(finding) for finding in found}
    names = "、".join([finding.name for finding in found if finding.name][:_NAMED])
    unit = "人" if found[0].record == "member" else "条"
    said = messages.pop() if len(messages) == 1 else shape
    return f"{said}：{len(found):,} {unit}，如 {names} …"


def check(arguments: argparse.Namespace) -> int:
    """List everything the rules find."""
    with view(arguments.file) as desk:
        findings = desk.check()
    shown = [
        {
            "rule": finding.rule,
            "severity": finding.level.value,
            "citation": "；".join(map(str, finding.citations)),
            "record": f"{finding.record}:{finding.record_id}" if finding.record_id else "",
            "message": about(finding),
            "due": finding.due,
        }
        for finding in findings
    ]
    if arguments.json:
        print_json(shown)
    else:
        print_table(("程度", "问题", "依据", "规则"), _lines(findings))
        print(f"共 {len(shown)} 条")
    return 1 if any(finding.level is Level.ERROR for finding in findings) else 0
