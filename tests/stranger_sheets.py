"""Three sheets as a stranger sends them, each with everything at once that offices do to one.

Beside :data:`tests.broken_sheets.READ`, where each sheet has one thing wrong with it.
"""

from __future__ import annotations

from tests import broken_books as made
from tests.broken_sheets import Sheet, lines
from tests.builders import an_id_number


def of(year: int, sequence: int) -> str:
    """The number of somebody born on 12 March of a year; even sequences are women's."""
    return an_id_number(f"{year}0312", sequence)


def in_blocks(number: str) -> str:
    return f"{number[:6]} {number[6:14]} {number[14:]}"


def wide(text: str) -> str:
    return text.translate({48 + figure: 0xFF10 + figure for figure in range(10)})


_NINE = (None,) * 8
# Workers and members in one sheet; departments merged down the side, 序号 beginning anew in each.
BY_DEPARTMENT = (
    ("某某机械厂2026年职工情况统计表", *_NINE),
    ("单位（盖章）：", None, None, None, None, None, "填表日期：2026年10月8日", None, None),
    *[("部 门", "序号", "姓  名", "性别", "出生年月", "身份证号", "联系方式", "是否会员", "备注")],
    ("铸造车间", 1, "王  伟", "男", 1985.3, in_blocks(of(1985, 1)), "86-13800138001", "√", None),
    (None, 2, "李 秀 英", "女", "85-3-12", of(1985, 4), "+86 138 0013 8002", "√", None),
    (None, 3, "张敏", "女", "一九八五年三月", of(1985, 6), "13800138003/0571-88886666", None, None),
    (None, None, "小计", None, 3, None, None, None, None),
    ("机加车间", 1, "刘洋", "男", 32580, of(1989, 1), wide("13800138004"), "是", "劳务派遣"),
    (None, 2, "陈静", "女", "2023年13月", of(1990, 2), 13800138005, "否", None),
    (
        None,
        3,
        "杨磊（班长）",
        "男",
        "92.3",
        wide(of(1992, 3)),
        "13800138006，88886666",
        "√",
        None,
    ),
    (None, 4, "赵 敏", "女", "19880312", of(1988, 8)[:17] + "'", "13800138007", "×", None),
    (None, None, "小计", None, 4, None, None, None, None),
    (None, None, "合计", None, 7, None, None, None, None),
    ("制表人：张三", None, None, None, "审核人：李四", None, None, None, None),
    ("说明：本表一式两份，人事科、工会各一份", *_NINE),
)

# What a personnel system writes: GBK without a mark, apostrophes, errors of formulas as text.
FROM_A_SYSTEM = lines(
    ("人员信息导出", "", "", "", "", "", ""),
    ("工号", "姓名", "公民身份号码", "手机号码", "入会日期", "班组", "民族"),
    ("'00123", "欧阳 娜娜", f"'{of(1979, 2)}", "'13800138011", "2009年7月", "装配一班", "汉"),
    ("'00124", "买买提·艾力", f"'{of(1980, 1)}", "86 13800138012", "2010/7/1 0:00:00", "—", "维族"),
    ("'00125", "司马 光", f"'{of(1981, 3)}", "1380013801３", "2011-7", "装配二班", "汉族"),
    ("'00126", "王五", "9.90001E+17", "13800138014", "2012-7", "装配二班", "汉族"),
    ("'00127", "赵六", f"'{of(1983, 1)}", "13800138015", "#N/A", "装配二班", "壮"),
    ("", "合计", "5人", "", "", "", ""),
    ("导出时间：2026-10-08 10:00:00", "", "", "", "", "", ""),
)

# A form that each branch union has filled in and somebody has pasted together.
PASTED_TOGETHER: tuple[tuple[object, ...], ...] = (
    ("附件2",),
    ("XX公司工会会员信息采集表",),
    HEAD := (
        *("序", "姓名（必填）", "性别\n（男/女）", "身份证号码\n（18位）", "加入工会\n时间"),
        *("是否工会会员\n（是/否）", "所属分工会", "手机"),
    ),
    (1, "王芳", "女 ", of(1986, 2), "2015.07.01", "是", "第一分会", "138-0013-8021"),
    (
        2,
        "孙悟\u3000空",
        "男",
        of(1987, 1).lower(),
        "2016年07月",
        "会员",
        "第一分会",
        "13800138022",
    ),
    (3, *["—"] * 7),
    ("",) * 8,
    HEAD,
    (1, "朱八戒", "男", f"身份证：{of(1988, 1)}", None, "非会员", "第二分会", "13800138023"),
    (2, "沙 僧", "男", of(1989, 1) + "\t", "96.5", "已入会", "第二分会", "无"),
    (3, "白龙马", "不详", in_blocks(of(1990, 3)), "待定", "", "第二分会", "/"),
    ("", "合  计：", 5, "", "", "", "", ""),
    ("填表人：", "", "", "审核人：", "", "", "", "2026.10"),
)

STRANGE: dict[str, Sheet] = {
    "departments down the side": Sheet(
        made.xlsx(BY_DEPARTMENT, merges=("A1:I1", "A4:A6", "A8:A11", "A15:I15")),
        "nnnsnnnrssss",
        (
            *("去掉空格", "部门是合并的单元格，取“铸造车间”", "手机取第一个号码", "合计行"),
            *("32580 是 Excel 日期序号", "“2023年13月”读不出，按证号为 1990-03-12"),
            *("“杨磊（班长）”不像只有姓名", "只有 17 位", "“是否会员”是空的，当作会员"),
        ),
    ),
    "out of a personnel system": Sheet(
        FROM_A_SYSTEM.encode("gbk"),
        "nnnrrss",
        ("去掉前面的撇号", "科学记数", "入会日期：单元格显示为错误值 #N/A", "说明或签名行"),
    ),
    "pasted together": Sheet(
        made.xls(PASTED_TOGETHER),
        "nnssnnnss",
        ("小写 x 改大写", "只画了横线", "重复的表头", "去掉前面的文字", "“待定”当作没有填写"),
    ),
}
