"""Sheets as they come in, whole: each with what becomes of its rows and the reason that is told.

``READ`` are taken apart by the bench of the members' register, ``REFUSED`` never get that far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tests import broken_books as made
from tests.builders import an_id_number

if TYPE_CHECKING:
    from collections.abc import Mapping

A, B, C, D, E, F = (an_id_number(sequence=number) for number in (1, 3, 5, 7, 9, 11))
HEAD = ("姓名", "身份证号", "入会日期")
ZHANG, LI, WANG = ("张小明", A, "2024-03-01"), ("李大山", B, "2023.5"), ("王五", C, "2022年")
TWO = (ZHANG, LI)
ZHANG_STORED = {"name": "张小明", "id_number": A, "joined_on": "2024-03-01"}
LI_STORED = {"name": "李大山", "id_number": B, "joined_on": "2023-05"}
BOTH = (ZHANG_STORED, LI_STORED)
MANY = [
    (f"张{n}", an_id_number(f"19{n // 10 + 60}0101", 2 * (n % 10) + 1), None) for n in range(30)
]


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read.

    Attributes:
        states: of its rows: n new, s skipped, r refused.
        said: what must be said of the row or the sheet, each somewhere.
        values: field by field all that is stored of each new row, but for what an ID tells.
    """

    data: bytes
    states: str
    said: tuple[str, ...] = ()
    values: tuple[Mapping[str, object], ...] = ()


def sheet(
    states: str,
    *rows: tuple[object, ...],
    said: tuple[str, ...] = (),
    values: tuple[Mapping[str, object], ...] = (),
    **more: object,
) -> Sheet:
    return Sheet(made.xlsx(rows, **more), states, said, values)  # type: ignore[arg-type]


def text(states: str, data: str | bytes, *values: Mapping[str, object]) -> Sheet:
    data = data.encode() if isinstance(data, str) else data
    return Sheet(data, states, values=values)


def person(name: str, number: str, **more: object) -> Mapping[str, object]:
    return {"name": name, "id_number": number, **more}


def lines(*rows: tuple[object, ...], delimiter: str = ",") -> str:
    return made.csv_text(rows, delimiter)


TITLE = ("某某公司在册职工名册", None, None)
UNIT = ("填报单位：某某公司工会", None, "2026年10月")
PLAIN = lines(HEAD, *TWO)
HIDDEN_ROW = made.rows_xml([HEAD, ZHANG]) + (
    f'<row r="3" hidden="1">{made.cell("A3", "李大山")}{made.cell("B3", B)}</row>'
)
NO_RESULT = made.rows_xml([HEAD, ZHANG]) + (
    f'<row r="3"><c r="A3"><f>A2</f></c>{made.cell("B3", B)}</row>'
)
ERROR = made.rows_xml([HEAD, ZHANG]) + (
    f'<row r="3">{made.cell("A3", "李大山")}{made.cell("B3", B)}'
    '<c r="C3" t="e"><v>#REF!</v></c></row>'
)

READ: dict[str, Sheet] = {
    # --- how it is laid out
    "plain": sheet("nn", HEAD, *TWO, values=BOTH),
    "title, unit and notes above": sheet(
        "nn", TITLE, UNIT, HEAD, *TWO, values=BOTH, merges=("A1:C1",)
    ),
    "heading in line 15": sheet("nn", *[("说明", None, None)] * 14, HEAD, *TWO, values=BOTH),
    "heading of two lines, merged": sheet(
        "n",
        ("姓名", "证件", None, "家庭情况", None),
        (None, "身份证号", "入会日期", "家庭成员", "人数"),
        ("张小明", A, "2024.3", "妻、子", 3),
        values=(person("张小明", A, joined_on="2024-03", family="妻、子"),),
        merges=("A1:A2", "B1:C1", "D1:E1"),
    ),
    "heading of two lines as text": text(
        "n",
        lines(
            ("姓名", "联系方式", "", ""),
            ("", "手机", "身份证号", "地址"),
            ("张小明", "13800138077", A, "x"),
        ),
        person("张小明", A, mobile="13800138077"),
    ),
    "heading with stars, colons, brackets": sheet(
        "nn", ("*姓名：", "身份证号(18位)", "入会日期[必填]"), *TWO, values=BOTH
    ),
    "heading with blanks and line breaks": sheet(
        "nn", ("姓　名", "身份证\n号", "入 会 日 期"), *TWO, values=BOTH
    ),
    "heading repeated on each page": sheet("nsn", HEAD, ZHANG, HEAD, LI, said=("重复的表头",)),
    "title repeated on each page": sheet(
        "nssn", TITLE, HEAD, ZHANG, TITLE, HEAD, LI, said=("重复的标题",)
    ),
    "sum rows": sheet(
        "nsns", HEAD, ZHANG, ("小计", "1 人", None), LI, ("合计", "2", None), said=("合计行",)
    ),
    "notes and signatures below": sheet(
        "nnsss",
        HEAD,
        *TWO,
        ("填表人：陈某", None, "日期："),
        ("注：以上为在册职工", None, None),
        ("负责人签字：", None, None),
        said=("说明或签名行",),
    ),
    "a lone note across the table": sheet(
        "ns",
        HEAD,
        ZHANG,
        ("本表由人事部于每月五日前报送，如有变动请及时说明，不得漏报、错报、迟报", None, None),
        said=("说明或签名行",),
    ),
    "units under the heading": sheet(
        "snn",
        (*HEAD, "月工资"),
        (None, None, "（年月日）", "（元）"),
        (*ZHANG, 5200),
        (*LI, "6100"),
        said=("单位行",),
    ),
    "one unit and somebody": sheet(
        "snr",
        (*HEAD, "月工资"),
        (None, None, None, "单位：元"),
        (*ZHANG, 5200),
        ("李大山", None, None, "（元）"),
        said=("单位行",),
    ),
    "numbered beforehand": sheet(
        "nss",
        ("序号", *HEAD),
        (1, *ZHANG),
        (2, None, None, None),
        (3, None, None, None),
        said=("只有序号的空行",),
    ),
    "blank rows between": sheet(
        "nn", HEAD, ZHANG, (None, None, None), (" ", "", "\u3000"), LI, values=BOTH
    ),
    "groups merged down": sheet(
        "nnn",
        (*HEAD, "部门"),
        (*ZHANG, "一车间"),
        (*LI, None),
        (*WANG, None),
        merges=("D2:D4",),
        said=("部门是合并的单元格，取“一车间”",),
    ),
    "duplicate headings": sheet("nn", (*HEAD, "姓名"), (*ZHANG, "甲"), (*LI, "乙"), values=BOTH),
    "columns nobody knows": sheet(
        "nn", (*HEAD, "鞋码", None), (*ZHANG, 41, "x"), (*LI, 42, None), values=BOTH
    ),
    "an ID column under another name": sheet(
        "nn", ("姓名", "号码"), ZHANG[:2], LI[:2], said=("按“身份证号”读",)
    ),
    "columns in any order": sheet("nn", HEAD[::-1], ZHANG[::-1], LI[::-1], values=BOTH),
    "the first column empty": sheet("nn", (None, *HEAD), (None, *ZHANG), (None, *LI), values=BOTH),
    "only a heading": sheet("", HEAD),
    "several sheets": Sheet(
        made.sheets({"空": [], "在册": (HEAD, ZHANG), "退休": (HEAD, LI)}),
        "n",
        ("没有读“退休”，那里也有这些栏目",),
    ),
    "a hidden sheet": Sheet(
        made.sheets({"名册": (HEAD, *TWO), "旧": (HEAD, WANG)}, hidden=("旧",)), "nn", ("“旧”",)
    ),
    "a hidden row": Sheet(made.xlsx(data=HIDDEN_ROW), "nn", ("隐藏了 1 行",)),
    "thirty people": sheet(
        "n" * 30, HEAD, *MANY, values=tuple(person(name, number) for name, number, _ in MANY)
    ),
    # --- what stands in the cells
    "a formula without result": Sheet(made.xlsx(data=NO_RESULT), "nr", ("公式没有保存结果",)),
    "an error value": Sheet(made.xlsx(data=ERROR), "nr", ("#REF!",)),
    "numbers as text": sheet(
        "n",
        ("姓名", "身份证号", "月工资"),
        ("张小明", A, "5,200.00"),
        values=(person("张小明", A, wage_fen=520000, monthly_dues_fen=2600),),
    ),
    "dates of six forms": sheet(
        "nnnnnn",
        HEAD,
        *[
            (f"张{n}", number, cell)
            for n, (number, cell) in enumerate(
                zip(
                    (A, B, C, D, E, F),
                    ("2009.3", 40360, "2011/5/16", "2013年6月3日", "20251008", "96年"),
                    strict=True,
                )
            )
        ],
        said=("40360 是 Excel 日期序号",),
    ),
    "dates that prove their order": sheet(
        "nn", HEAD, ("张小明", A, "05/03/24"), ("李大山", B, "31/12/24"), said=("按日/月/年读",)
    ),
    "dates that prove nothing": sheet(
        "rn", HEAD, ("张小明", A, "05/03/24"), LI, said=("先后不明",)
    ),
    "a day that never was": sheet(
        "rn", HEAD, ("张小明", A, "2026-02-30"), LI, said=("2 月没有 30 日",)
    ),
    "dates of the 1904 system": sheet(
        "n", HEAD, ("张小明", A, 38898), date1904=True, said=("2010-07-01",)
    ),
    "ID as E+17": sheet("rn", HEAD, ("王建国", "9.90012E+17", None), LI, said=("科学记数",)),
    "ID as a number": sheet("rn", HEAD, ("王建国", 990001198503010012, None), LI, said=("数值",)),
    "ID with a tail of 000": sheet(
        "rn", HEAD, ("王建国", "990001198503011000", None), LI, said=("000",)
    ),
    "ID of 15 figures": sheet(
        "rn", HEAD, ("王建国", "990001850301001", None), LI, said=("加“19”",)
    ),
    "ID of 17 figures": sheet("rn", HEAD, ("王建国", A[:17], None), LI, said=("少了 1 位",)),
    "ID with a wrong check": sheet(
        "rn", HEAD, ("王建国", A[:17] + ("1" if A[17] != "1" else "2"), None), LI, said=("校验位",)
    ),
    "ID in full width": sheet(
        "n",
        HEAD,
        ("张小明", A.translate({48 + n: 0xFF10 + n for n in range(10)}), None),
        said=("全角改半角",),
    ),
    "ID with the letter O": sheet(
        "n", HEAD, ("张小明", A[:3] + A[3:6].replace("0", "O", 1) + A[6:], None), said=("字母 O",)
    ),
    "names with blanks": sheet(
        "nn", HEAD, ("邓 立 伟", A, None), ("李　大山", B, None), said=("去掉空格",)
    ),
    "marks nobody sees": sheet(
        "nn",
        HEAD,
        ("\ufeff张\u200b小明", A, None),
        ("\u202e李大山\u202c", B, None),
        said=("看不见",),
    ),
    "names with rare characters": sheet(
        "nnn",
        HEAD,
        ("䶮㛃", A, None),
        ("𬱖𠅤", B, None),
        ("买买提•艾力", C, None),
        values=(person("䶮㛃", A), person("𬱖𠅤", B), person("买买提·艾力", C)),
    ),
    "masked numbers": sheet("n", HEAD, ("张小明", "990***********0012", None), said=("遮盖",)),
    "formula injection": sheet(
        "n",
        (*HEAD, "备注"),
        (*ZHANG, '=HYPERLINK("http://x","点")'),
        values=(ZHANG_STORED | {"note": '=HYPERLINK("http://x","点")'},),
    ),
    "the same row twice": sheet("ns", HEAD, ZHANG, ZHANG, said=("与第 2 行完全相同",)),
    "one number twice": sheet(
        "nr", HEAD, ZHANG, ("张小民", A, None), said=("与第 2 行的身份证号重复",)
    ),
    "two people of one name": sheet(
        "nn", HEAD, ZHANG, ("张小明", B, None), values=(ZHANG_STORED, person("张小明", B))
    ),
    "a row without a name": sheet("rn", HEAD, (None, A, "2024-03-01"), LI, said=("姓名必须填写",)),
    "words that are in no list": sheet("n", (*HEAD, "学历"), (*ZHANG, "很高"), said=("没有写入",)),
    "two telephone numbers": sheet(
        "n", (*HEAD, "手机"), (*ZHANG, "13800138077/13900139088"), said=("第一个号码",)
    ),
    "everybody left": sheet(
        "n",
        (*HEAD, "会籍状态"),
        (*ZHANG, "已退会"),
        values=(ZHANG_STORED | {"standing": "resigned"},),
    ),
    # --- what kind of file it is
    "an old workbook": Sheet(made.xls([HEAD, *TWO]), "nn", values=BOTH),
    "an old workbook of 1904": Sheet(
        made.xls([HEAD, ("张小明", A, date(2024, 3, 1))], date1904=True),
        "n",
        values=(ZHANG_STORED,),
    ),
    "UTF-8 with a mark": text("nn", PLAIN.encode("utf-8-sig"), *BOTH),
    "UTF-16": text("nn", b"\xff\xfe" + PLAIN.encode("utf-16-le"), *BOTH),
    "GB 18030 with rare names": text(
        "nn",
        lines(HEAD, ZHANG, ("䶮㛃𬱖", B, "")).encode("gb18030"),
        ZHANG_STORED,
        person("䶮㛃𬱖", B),
    ),
    "semicolons": text("nn", lines(HEAD, *TWO, delimiter=";"), *BOTH),
    "tabs": text("nn", lines(HEAD, *TWO, delimiter="\t"), *BOTH),
    "quoted, with line breaks": text(
        "n",
        f'姓名,身份证号,备注\r\n"张小明","{A}","一\r\n二,三"\r\n',
        person("张小明", A, note="一 二,三"),
    ),
    'text as ="…"': text("n", f'姓名,身份证号\r\n张小明,="{A}"\r\n', person("张小明", A)),
    "lines of different length": text(
        "nn",
        f"姓名,身份证号,手机\r\n张小明,{A}\r\n李大山,{B},13800138077,多的\r\n",
        person("张小明", A),
        person("李大山", B, mobile="13800138077"),
    ),
    "macros inside": Sheet(
        made.packed(
            {
                **made.parts({"名册": made.sheet_xml(made.rows_xml([HEAD, *TWO]))}),
                "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
            }
        ),
        "nn",
        values=BOTH,
    ),
}

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "I-621"),
    "an empty workbook": (made.xlsx([]), "I-621"),
    "no heading": (made.xlsx([("甲", "乙"), ("丙", "丁")]), "I-625"),
    "a heading in line 19": (made.xlsx([*[("说明",)] * 18, HEAD, ZHANG]), "I-625"),
    "truncated": (made.xlsx()[:900], "I-602"),
    "with a password": (made.ole("EncryptionInfo", "EncryptedPackage"), "I-614"),
    "a zip bomb": (made.lying_size(made.xlsx(), "xl/styles.xml", 500 << 20), "I-616"),
    "an outside entity": (
        made.with_part(
            "xl/worksheets/sheet1.xml",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>',
        ),
        "I-617",
    ),
    "a billion laughs": (
        made.with_part(
            "xl/sharedStrings.xml",
            '<!DOCTYPE l [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;">]><sst><t>&b;</t></sst>',
        ),
        "I-617",
    ),
    "a cell in the last corner": (
        made.xlsx(data='<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), "I-619",
    ),
    "a thousand columns": (",".join("甲" * 1000).encode(), "I-619"),
    "a million columns of text": (("," * 1_000_000 + "甲").encode(), "I-619"),
    "a web page named .xls": ("<html><table><tr><td>姓名</td></tr></table>".encode(), "I-612"),
    "a PDF named .xlsx": (b"%PDF-1.7\n%\xe2\xe3", "I-611"),
    "a Word document": (made.packed({"word/document.xml": "<w/>"}), "I-611"),
    "an .ods sheet": (made.packed({"mimetype": "x", "content.xml": "<o/>"}), "I-613"),
    "an .xlsb workbook": (made.packed({"xl/workbook.bin": b"\x00"}), "I-613"),
    "bytes of no encoding": (b"\x81\x20\xff\xff,\n", "I-623"),
    "an open quotation mark": ('姓名,备注\n张三,"好\n李四,x\n'.encode(), "I-624"),
    "only hidden sheets": (made.sheets({"空": [], "旧": (HEAD,)}, hidden=("旧",)), "I-621"),
}  # fmt: skip
