"""The pages of the manual, and which page and section explains which place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.resources import resource

# Which page F1 opens, and at which of its sections, by the place where one is.
_OF_PLACE = {
    "起始页": ("开始使用", "第一次打开"),
    "新建台账": ("开始使用", "新建台账"),
    "首页": ("开始使用", ""),
    "组织": ("组织", ""),
    "工会概况": ("组织", "工会概况"),
    "组织架构": ("组织", "组织架构"),
    "工会小组": ("组织", "工会小组"),
    "会员": ("会员", ""),
    "登记会员": ("会员", "登记和修改"),
    "修改会员": ("会员", "登记和修改"),
    "会籍变动": ("会员", "会籍变动"),
    "登记职工": ("会员", "登记和修改"),
    "荣誉": ("会员", "荣誉、积极分子、困难职工档案"),
    "工会积极分子": ("会员", "荣誉、积极分子、困难职工档案"),
    "困难职工档案": ("会员", "荣誉、积极分子、困难职工档案"),
    "入会率": ("快照与入会率", "入会率"),
    "半年快照": ("快照与入会率", "半年快照"),
    "导入": ("导入", ""),
    "打印装订": ("打印", "打印装订"),
    "打印预览": ("打印", ""),
    "备份": ("备份与恢复", ""),
    "恢复": ("备份与恢复", "恢复"),
    "从备份打开": ("备份与恢复", "换了电脑"),
    "检查": ("检查", ""),
    "历史与撤销": ("历史与撤销", ""),
    "工作台账": ("工作台账", ""),
    "设置": ("设置", ""),
    "启动密码": ("设置", "启动密码"),
    "截至日期": ("会员", "看某一天的名册"),
    "导出": ("导入", "导出"),
    "会员实名制": ("导入", "报实名制系统"),
    "附件": ("附件", ""),
    "自定义列": ("自定义列与视图", "管理自定义列"),
    "新增一列": ("自定义列与视图", "新增一列"),
    "保存的视图": ("自定义列与视图", "保存的视图"),
    "会费": ("会费", ""),
    "会费明细": ("会费", "登记缴费"),
    "会费基数": ("会费", "会费基数"),
    "会费减免": ("会费", "减免"),
    "会费收据": ("会费", "收据"),
    "教育谈话": ("会费", "欠缴和教育谈话"),
    "查重": ("查重合并与回收站", "查重"),
    "批量修改": ("查重合并与回收站", "批量修改"),
    "回收站": ("查重合并与回收站", "回收站"),
}
_FIRST = ("开始使用", "")
# Lines are broken in the source for reading there; Chinese words want no blank between them.
_BROKEN_LINE = re.compile(r"(?<=[^\x00-\x7f])\n[ ]*(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the manual.

    Attributes:
        number: two digits, its place in the order.
        text: Markdown.
    """

    number: str
    title: str
    text: str


@cache
def pages() -> tuple[Page, ...]:
    """Every page, in order."""
    found = sorted(
        (entry for entry in resource("manual").iterdir() if entry.name.endswith(".md")),
        key=lambda entry: entry.name,
    )
    return tuple(
        Page(
            number=entry.name[:2],
            title=entry.name[3:].removesuffix(".md"),
            text=_BROKEN_LINE.sub("", entry.read_text(encoding="utf-8")),
        )
        for entry in found
    )


def knows(place: str) -> bool:
    """Whether the manual has something to say of ``place`` itself."""
    return place in _OF_PLACE


def page_about(place: str) -> Page:
    """The page that explains ``place``."""
    wanted, _section = _OF_PLACE.get(place, _FIRST)
    return next(page for page in pages() if page.title == wanted)


def section_about(place: str) -> str:
    """The heading under which ``place`` is explained; blank for the beginning of the page."""
    return _OF_PLACE.get(place, _FIRST)[1]


def pages_with(words: str) -> tuple[Page, ...]:
    """Pages that hold all of the blank-separated ``words``."""
    return tuple(page for page in pages() if all(word in page.text for word in words.split()))
