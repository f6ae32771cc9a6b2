"""How lines are counted in words, and what files and deeds are called: 368 人, 登记会员."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.spec.kinds import Kind

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.spec.record import RecordSpec

READ_ONLY = "台账是只读打开的，不能写入"  # why a button is grey

# Of one template's rows; what every member should have is another word (words/figures.toml).
LACKING = "必填未填"
LACKING_MEANS = "所选的上级表格里必填的列空着；不同的表格必填的列不一样，导出以后才查。"

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what Windows refuses in a file name


_OF_PERSONS = frozenset({"member"})  # registers whose every line is a person


def counted(register: str, number: int) -> str:
    """So many lines of a register, in words: 368 人, 3 条."""
    return f"{number:,} {'人' if register in _OF_PERSONS else '条'}"


def file_name(desk: Desk, title: str, suffix: str) -> str:
    """The name proposed for what is exported, printed or saved of a ledger."""
    parts = (desk.union_name, title, desk.today.replace("-", ""))
    kept = (_NOT_IN_NAMES.sub(" ", part).strip() for part in parts)
    return f"{'_'.join(part for part in kept if part)}.{suffix}"


def entering(spec: RecordSpec) -> str:
    """How entering one record is called: 登记会员, not 登记会员登记."""
    return entering_one(spec.title)


def entering_one(noun: str) -> str:
    """The same of whatever ``noun`` names."""
    return f"登记{noun.removesuffix('登记').removesuffix('登记簿').removesuffix('台账') or noun}"


def search_hint(spec: RecordSpec) -> str:
    """What the search box says it looks for in a register."""
    kinds = {spec.fields[name].kind for name in spec.layout.table}
    if Kind.ID_NUMBER in kinds:
        return "姓名、拼音首字母、证号或手机尾号"
    return f"在{spec.title}中查找"
