"""What the readers refuse: the limits, and the words said when a file is not read."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ImportRefused

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read before it is refused.

    Sizes in bytes, times in seconds. The largest register we promise is 100,000 members in 25
    columns; the limits leave room above it and stop what only an attack or a mishap makes.

    Attributes:
        unpacked: all members of a workbook's package together.
        member: one member of the package.
        strings: the shared strings of a workbook, unpacked. Excel writes each text once: 100,000
            members with ten texts of their own make 60 MB.
        members: members of the package; pictures count.
        rows: rows that hold something.
        last_line: the lowest row that may hold something.
        cells: that hold something, of all sheets that are read together. So the same file is read
            on a slow computer and on a fast one, and how long it takes decides nothing.
        area: cells between the first and the last of all sheets of an .xls file: the library lays
            them all out when it opens it.
        marks: formulas without a result, beyond which the file was evidently never calculated.
        seconds: after which a reading process is given up that evidently hangs; whoever waits
            can stop it before. What the other limits let through takes a slow computer a tenth
            of it.
        memory: of the reading process, above what the interpreter takes.
    """

    file: int = 30 * MEGABYTE
    unpacked: int = 600 * MEGABYTE
    member: int = 400 * MEGABYTE
    strings: int = 120 * MEGABYTE
    members: int = 5000
    rows: int = 200_000
    last_line: int = 300_000
    columns: int = 200
    cells: int = 10_000_000
    area: int = 16_000_000
    sheets: int = 50
    cell_text: int = 32_767
    marks: int = 100_000
    seconds: float = 900.0
    memory: int = 700 * MEGABYTE


LIMITS = Limits()

DAMAGED = "I-602"
WRONG_KIND = "I-611"
WEB_PAGE = "I-612"
OTHER_TABLE = "I-613"
ENCRYPTED = "I-614"
TOO_BIG = "I-615"
BOMB = "I-616"
UNSAFE = "I-617"
TOO_MANY_ROWS = "I-618"
TOO_FAR = "I-619"
TOO_MANY_SHEETS = "I-620"
EMPTY = "I-621"
NO_SHEET = "I-622"
UNDECODABLE = "I-623"
UNPAIRED = "I-624"
NO_HEADING = "I-625"
TIMED_OUT = "I-626"
UNREADABLE = "I-627"
TOO_HEAVY = "I-628"
CANCELLED = "I-629"
UNCALCULATED = "I-630"
STOPPED = "I-631"
TOO_MANY_CELLS = "I-632"

SAFE = "台账没有变化，没有写入任何内容"
SAVE_AS = "请用 Excel 打开它，另存为 .xlsx 后再选择"
SPLIT = "请分成几个文件，或删去用不到的内容，保存后再选择"

# What happened, and what to do; what is safe is the same for all: nothing was written.
REFUSALS: dict[str, tuple[str, str]] = {
    DAMAGED: (
        "这个文件不完整，打不开（可能是拷贝时中断）",
        "请从原来的电脑重新拷贝一次；拷完请用“安全弹出”",
    ),
    WRONG_KIND: ("这是{what}，不是电子表格", "请选择 .xlsx、.xls 或 .csv 文件"),
    WEB_PAGE: ("这个文件名为表格，里面却是网页或其他文字格式", SAVE_AS),
    OTHER_TABLE: ("这是 {what} 格式的表格，这里不能直接读取", SAVE_AS),
    ENCRYPTED: (
        "这个文件设有打开密码，读不出内容",
        "请在 Excel 中打开它，取消打开密码并保存，再重新选择",
    ),
    TOO_BIG: ("这个文件有 {size} MB，超过了 {limit} MB 的上限", SPLIT),
    BOMB: (
        "这个文件展开后超过 {limit} MB，不是正常的表格",
        "请把需要的内容复制到新的工作簿，保存后再选择",
    ),
    UNSAFE: ("文件里有正常表格不会有的内容，为安全起见没有打开", SAVE_AS),
    TOO_MANY_ROWS: ("这张表有内容的行超过了 {limit} 行", SPLIT),
    TOO_MANY_CELLS: ("有内容的单元格超过了 {limit} 万个", SPLIT),
    TOO_FAR: (
        "单元格 {cell} 有内容，超出了能读取的 {lines} 行、{columns} 列",
        "请删去范围以外的内容，保存后再选择",
    ),
    TOO_MANY_SHEETS: ("文件里有 {count} 张工作表，超过了 {limit} 张", SPLIT),
    EMPTY: ("文件里没有内容（隐藏的工作表不会自动读取）", "请确认选对了文件，再重新选择"),
    NO_SHEET: ("文件里没有名为“{sheet}”的工作表，现有：{names}", "请从现有的工作表中选择一张"),
    UNDECODABLE: ("这个文件的文字编码认不出来（第 {line} 行附近）", SAVE_AS),
    UNPAIRED: ("第 {line} 行起有引号没有成对，后面的内容分不清", SAVE_AS),
    NO_HEADING: (
        "前 {rows} 行里没有找到表头；要找的栏目有：{labels}等",
        "请确认表中有一行栏目名称，再重新选择",
    ),
    TIMED_OUT: ("读取这个文件过了 {minutes} 分钟还没有读完，已经停止", SPLIT),
    UNREADABLE: (
        "文件打不开，可能正在 Excel 中使用，或已经移走",
        "请关闭正在使用它的窗口，再重新选择",
    ),
    TOO_HEAVY: ("读取这个文件要用的内存太多，已经停止", SPLIT),
    CANCELLED: ("已经按您的意思停止读取", "需要时请重新选择这个文件"),
    STOPPED: (
        "读取这个文件时程序的读取部分中途停了，文件不一定有问题",
        "请再选一次这个文件；还是不行，请用 Excel 另存为 .xlsx 后再选择",
    ),
    UNCALCULATED: (
        "表中有 {limit} 个以上的公式没有保存结果",
        "请用 Excel 打开它，待结果出来后保存，再重新选择",
    ),
}


def refused(code: str, **figures: object) -> ImportRefused:
    """The refusal of ``code`` with its figures filled in; every part at most 90 characters."""
    happened, todo = REFUSALS[code]
    return ImportRefused(happened.format(**figures), SAFE, todo, code)


def some_of(names: list[str], room: int = 50) -> str:
    """As many of ``names`` as fit into ``room`` characters, with 、 between."""
    text = ""
    for name in names:
        longer = f"{text}、{name}" if text else name
        if len(longer) > room:
            return f"{text}…" if text else f"{name[: room - 1]}…"
        text = longer
    return text
