"""The commands and their arguments."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app import __version__
from app.cli import attachments, columns, files, importing, papers, real_name, registers
from app.errors import Refused
from app.spec.dates import DateOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[[argparse.Namespace], int]
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001 - argparse has no public name


_CHOICE = re.compile(r"invalid choice: '(.*?)'")
_ARGUMENT = re.compile(r"--[\w-]+|[\w.]*[\u4e00-\u9fff][\w.]*|OUT\.\w+|DEF\.toml")


class _Help(argparse.HelpFormatter):
    """Help in Chinese throughout."""

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        """Begin the usage as the rest of the help goes on."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that helps and refuses in our own words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def error(self, message: str) -> NoReturn:
        """Refuse a command line that cannot be understood."""
        raise Refused(
            f"命令写得不完整或有误{_named_in(message)}",
            "没有写入任何内容",
            f"请用“{self.prog} --help”查看用法",
            "R-400",
        )


def _named_in(message: str) -> str:
    """What argparse complains of, without its English: the names of the arguments."""
    if wrong := _CHOICE.search(message):
        return f"：没有“{wrong[1][:20]}”"
    names = _ARGUMENT.findall(message)
    return f"（{'、'.join(dict.fromkeys(names))}）" if names else ""


def _count(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds, as an argument."""

    def read(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise Refused(
            f"“{text[:20]}”不在 {least:,} 到 {most:,} 之间",
            "没有写入任何内容",
            f"请填 {least} 到 {most} 的整数",
            "R-419",
        )

    return read


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; each command names its function."""
    parser = Parser(prog="union-ledger", description="工会台账：不带命令时打开窗口")
    parser.add_argument(
        "--version", action="version", version=f"工会台账 {__version__}", help="显示版本"
    )
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    _add_file_commands(commands)
    _add_register_commands(commands)
    _add_paper_commands(commands)
    return parser


def _command(
    commands: Commands,
    name: str,
    run: Command,
    purpose: str,
    *,
    file: bool = True,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=purpose, description=purpose)
    parser.set_defaults(command=run)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    if file:
        parser.add_argument("file", type=Path, metavar="台账.ghdb")
    return parser


def _add_file_commands(commands: Commands) -> None:
    new = _command(commands, "new", files.new, "新建一个空台账")
    new.add_argument("--name", required=True, metavar="工会全称")
    sample = _command(commands, "sample", files.sample, "生成一个虚构工会的示例台账")
    sample.add_argument("--members", type=_count(10, 200_000), default=368, metavar="人数")
    sample.add_argument("--years", type=_count(1, 10), default=3, metavar="年数")
    sample.add_argument("--seed", type=int, default=2026, metavar="种子")
    undo = _command(commands, "undo", files.undo, "撤销一次操作（默认最近一次）")
    undo.add_argument("--action", type=int, metavar="编号")
    undo.add_argument(
        "--unchanged-only", action="store_true", help="留下后来改过的记录，只撤销其余的"
    )
    history = _command(commands, "history", files.history, "列出操作历史")
    history.add_argument("--limit", type=_count(1, 100_000), default=100, metavar="条数")
    _command(commands, "verify", files.verify, "完整核对台账文件")
    backup = _command(commands, "backup", files.back_up, "备份到指定文件夹并核对")
    backup.add_argument("folder", type=Path, metavar="文件夹")
    restore = _command(commands, "restore", files.restore, "用备份恢复台账", file=False)
    restore.add_argument("backup", type=Path, metavar="备份.ghdb")
    restore.add_argument("file", type=Path, metavar="台账.ghdb")
    _command(commands, "check", files.check, "按规则检查台账，列出问题和依据")


def _add_register_commands(commands: Commands) -> None:
    _command(commands, "registers", registers.registers, "列出各本台账和行数")
    _add_import(commands)
    export = _command(commands, "export", registers.export, "导出一本台账（默认遮盖证号和电话）")
    export.add_argument("register", metavar="台账")
    export.add_argument("out", type=Path, metavar="OUT.xlsx")
    export.add_argument("--as-at", metavar="日期", help="截至哪一天")
    export.add_argument("--full", action="store_true", help="证号和电话不遮盖")
    whole = _command(commands, "export-all", registers.export_all, "导出全部台账和附件到文件夹")
    whole.add_argument("folder", type=Path, metavar="文件夹")
    whole.add_argument("--full", action="store_true", help="证号和电话不遮盖")
    sheet = _command(commands, "real-name", real_name.make, "导出会员实名制表（证号完整）")
    sheet.add_argument("out", type=Path, metavar="OUT.xlsx")
    sheet.add_argument("--changes", action="store_true", help="只要上次生成以后有变更的人")
    sheet.add_argument("--template", default="real-name", metavar="模板", help="哪一种模板")
    held = _command(commands, "attachments", attachments.export, "导出附件和一份清单")
    held.add_argument("folder", type=Path, metavar="文件夹")
    held.add_argument("--register", default="", metavar="台账", help="只导出这一本的附件")
    ledger = commands.add_parser("ledger", help="工作台账的定义：导出、导入")
    actions = ledger.add_subparsers(metavar="动作", required=True)
    out = _command(actions, "export", registers.export_definition, "导出一本工作台账的定义")
    out.add_argument("id", metavar="编号")
    out.add_argument("out", type=Path, metavar="DEF.toml")
    into = _command(actions, "import", registers.import_definition, "导入一本工作台账的定义")
    into.add_argument("definition", type=Path, metavar="DEF.toml")
    own = commands.add_parser("columns", help="自定义列：导出、导入")
    actions = own.add_subparsers(metavar="动作", required=True)
    out = _command(actions, "export", columns.export_columns, "导出一本台账的自定义列")
    out.add_argument("register", metavar="台账")
    out.add_argument("out", type=Path, metavar="DEF.toml")
    into = _command(actions, "import", columns.import_columns, "把自定义列加到同一种台账里")
    into.add_argument("definition", type=Path, metavar="DEF.toml")


def _add_import(commands: Commands) -> None:
    take = _command(commands, "import", importing.take_in, "从表格导入（xlsx、xls、csv）")
    take.add_argument("register", metavar="台账")
    take.add_argument("workbook", type=Path, metavar="表格")
    take.add_argument("--dry-run", action="store_true", help="只预览，不写入")
    take.add_argument(
        "--sheet", metavar="工作表", help="只读这一张工作表；不写时把表头相同的几张一起读"
    )
    take.add_argument("--heading", metavar="行", help="表头在第几行，两行的写成 4-5")
    take.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="列=栏目",
        help="指定一列（字母或栏目名称）写入哪一栏，“列=”表示不取用；可以写多次",
    )
    take.add_argument(
        "--key", default="", metavar="字段", help="按哪一列认定同一条记录，几列用 + 连接"
    )
    take.add_argument("--overwrite-blanks", action="store_true", help="空白单元格清空原有内容")
    take.add_argument(
        "--date-order",
        choices=[order.value for order in DateOrder],
        help="05/03/24 这样的日期怎么读：ymd 年月日，dmy 日月年，mdy 月日年",
    )
    take.add_argument(
        "--word",
        action="append",
        default=[],
        metavar="写法=名称",
        help="表中的小组或部门写法指哪一个；“写法=新建”照写法新建，“写法=”留空；可以写多次",
    )
    take.add_argument("--recipe", metavar="方案", help="按记住的表格方案导入；不写时按表头自动找")
    take.add_argument("--remember", metavar="方案", help="把这次的对应记成表格方案")
    take.add_argument("--refused", type=Path, metavar="OUT.xlsx", help="把没有写入的行另存")


def _add_paper_commands(commands: Commands) -> None:
    _command(commands, "forms", papers.forms, "列出可以打印的表册和它们的参数")
    paper = _command(commands, "print", papers.make, "生成一份表册（pdf、xlsx、txt）")
    paper.add_argument("form", metavar="表册")
    paper.usage = "union-ledger print [-h] [--json] 台账.ghdb 表册 OUT.pdf [--参数 值 …]"
    # One list of all the rest: argparse names a misplaced option, but not what is wrong with it.
    rest = paper.add_argument("parameters", nargs=argparse.REMAINDER, metavar="OUT.pdf …")
    rest.help = "要生成的文件，后面是参数"
