"""Definitions of working ledgers: a faulty one is refused in Chinese, any other does its work."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from app.actions import definitions
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions
from app.bootstrap import open_desk
from app.errors import Refused
from app.models.ledgers.specs import ledger_spec, parse_definition, to_toml
from app.queries.listing import View, iter_rows
from app.reports.forms import all_forms, build, write_document
from app.reports.registers.writing_out import export_register
from tests.benches import read_sheet
from tests.ledgers import new_sample

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """id="GR-1"
title="甲"
columns=[{name="a",label="甲列"},{name="b",label="乙列",kind="date"}]
"""
A, B = 'label="甲列"', 'kind="date"'


def columns(count: int) -> str:
    listed = ",".join(f'{{name="c{n}",label="列{n}"}}' for n in range(count))
    return f'id="GR-1"\ntitle="甲"\ncolumns=[{listed}]\n'


FAULTY = {
    "title int": PLAIN.replace('"甲"', "5", 1),
    "title long": PLAIN.replace('"甲"', f'"{"长" * 300}"', 1),
    "title empty": PLAIN.replace('"甲"', '""', 1),
    "title newline": PLAIN.replace('"甲"', '"a\\nb"', 1),
    "title of a core record": PLAIN.replace('"甲"', '"会员"', 1),
    "no title": PLAIN.replace('title="甲"', "", 1),
    "id list": PLAIN.replace('"GR-1"', '["G"]'),
    "id of a core record": PLAIN.replace("GR-1", "MEMBER"),
    "label int": PLAIN.replace('"甲列"', "7"),
    "label twice": PLAIN.replace("乙列", "甲列"),
    "label long": PLAIN.replace("甲列", "长" * 400),
    "label with marks nobody sees": PLAIN.replace("甲列", "甲\\u0000\\u202e列"),
    "label of the numbers": PLAIN.replace("甲列", "序号"),
    "no label": PLAIN.replace(',label="甲列"', ""),
    "name id": PLAIN.replace('name="a"', 'name="id"'),
    "name uid": PLAIN.replace('name="a"', 'name="uid"'),
    "name content": PLAIN.replace('name="a"', 'name="content"'),
    "name retired_at": PLAIN.replace('name="a"', 'name="retired_at"'),
    "name of the numbers": PLAIN.replace('name="a"', 'name="seq"'),
    "name int": PLAIN.replace('name="a"', "name=4"),
    "name twice": PLAIN.replace('name="b"', 'name="a"'),
    "alias of another column": PLAIN.replace(A, f'{A},aliases=["乙列"]'),
    "minimum str": PLAIN.replace(B, 'kind="integer",minimum="x"'),
    "minimum yes": PLAIN.replace(B, 'kind="integer",minimum=true'),
    "minimum huge": PLAIN.replace(B, 'kind="integer",minimum=99999999999999999999'),
    "minimum over maximum": PLAIN.replace(B, 'kind="integer",minimum=9,maximum=1'),
    "minimum of a date": PLAIN.replace(B, f"{B},minimum=1"),
    "length 0": PLAIN.replace(A, f"{A},length=0"),
    "length negative": PLAIN.replace(A, f"{A},length=-3"),
    "length str": PLAIN.replace(A, f'{A},length="x"'),
    "length of a date": PLAIN.replace(B, f"{B},length=3"),
    "aliases str": PLAIN.replace(A, f'{A},aliases="abc"'),
    "aliases int": PLAIN.replace(A, f"{A},aliases=[1]"),
    "unit int": PLAIN.replace(A, f"{A},unit=5"),
    "required str": PLAIN.replace(A, f'{A},required="no"'),
    "personal int": PLAIN.replace(A, f"{A},personal=1"),
    "key unknown": PLAIN.replace(A, f"{A},colour=1"),
    "choices empty": PLAIN.replace(B, 'kind="choice",choices=[]'),
    "choices missing": PLAIN.replace(B, 'kind="choice"'),
    "choices twice": PLAIN.replace(B, 'kind="choice",choices=["x","x"]'),
    "choices path": PLAIN.replace(B, 'kind="choice",choices="../rules/national"'),
    "choices int": PLAIN.replace(B, 'kind="choice",choices=[1,2]'),
    "choices blank": PLAIN.replace(B, 'kind="choice",choices=["x"," "]'),
    "choices of a text": PLAIN.replace(B, 'choices=["x"]'),
    "target unknown": PLAIN.replace(B, 'kind="reference",target="ledger_entry"'),
    "target list": PLAIN.replace(B, 'kind="reference",target=["member"]'),
    "target of a text": PLAIN.replace(A, f'{A},target="member"'),
    "kind unknown": PLAIN.replace(B, 'kind="boolean"'),
    "kind int": PLAIN.replace(B, "kind=3"),
    "signers int": f"{PLAIN}signers=5\n",
    "signers str": f'{PLAIN}signers="abc"\n',
    "signers ints": f"{PLAIN}signers=[1,2]\n",
    "signers many": f"{PLAIN}signers={[f'甲{n}' for n in range(9)]}\n",
    "period int": f"{PLAIN}period=5\n",
    "retention list": f"{PLAIN}retention=[1]\n",
    "chapter unknown": f'{PLAIN}chapter="没有"\n',
    "chapter list": f'{PLAIN}chapter=["会员"]\n',
    "keys str": f'{PLAIN}keys=["a"]\n',
    "keys empty": f"{PLAIN}keys=[[]]\n",
    "keys unknown": f'{PLAIN}keys=[["zz"]]\n',
    "order unknown": f'{PLAIN}order=["zz"]\n',
    "order str": f'{PLAIN}order="a"\n',
    "table empty": f"{PLAIN}table=[]\n",
    "paper empty": f"{PLAIN}paper=[]\n",
    "paper twice": f'{PLAIN}paper=["a","a"]\n',
    "form empty": f"{PLAIN}form=[]\n",
    "form strs": f'{PLAIN}form=["a"]\n',
    "form without columns": f'{PLAIN}form=[{{title="一"}}]\n',
    "form twice": f'{PLAIN}form=[{{title="一",columns=["a"]}},{{title="二",columns=["a"]}}]\n',
    "form without a required column": PLAIN.replace(A, f"{A},required=true")
    + 'form=[{title="一",columns=["b"]}]\n',
    "name_field unknown": f'{PLAIN}name_field="zz"\n',
    "name_field int": f"{PLAIN}name_field=1\n",
    "no columns": 'id="GR-1"\ntitle="甲"\n',
    "columns int": 'id="GR-1"\ntitle="甲"\ncolumns=5\n',
    "columns strs": 'id="GR-1"\ntitle="甲"\ncolumns=["a"]\n',
    "31 columns": columns(31),
}
HARMLESS = {
    "plain": PLAIN,
    "name of a word of SQL": PLAIN.replace('name="a"', 'name="select"'),
    "name of an attribute": PLAIN.replace('name="a"', 'name="row"').replace('"b"', '"values"'),
    "reference": PLAIN.replace(B, 'kind="reference",target="member"'),
    "shipped code list": PLAIN.replace(B, 'kind="choice",choices="sex"'),
    "chapter": f'{PLAIN}chapter="会员"\n',
    "keys": f'{PLAIN}keys=[["a"]]\n',
    "name_field of a date": f'{PLAIN}name_field="b"\n',
    "no text": 'id="GR-1"\ntitle="甲"\ncolumns=[{name="b",label="乙",kind="integer"}]\n',
    "30 columns": columns(30),
    "shipped one with fewer columns": PLAIN.replace("GR-1", "XJ-03").replace(
        '"甲"', '"文体活动登记"', 1
    ),
    "signers and sections": f'{PLAIN}signers=["主席"]\nform=[{{title="一",columns=["b","a"]}}]\n',
}


def refusal_of(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        ledger_spec(parse_definition(text))
    return caught.value


@pytest.mark.parametrize("text", FAULTY.values(), ids=FAULTY)
def test_a_faulty_definition_is_refused_in_three_chinese_parts(text: str) -> None:
    refused = refusal_of(text)
    assert refused.code == "Y-501"
    for part in (refused.happened, refused.safe, refused.todo):
        assert 0 < len(part) <= 90
        assert part.isprintable()
    assert not re.search(r"object|expected|<|NoneType|'", refused.text)


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ("length str", "列“甲列”的 length"),
        ("choices empty", "列“乙列”没有给出可选的内容"),
        ("label twice", "第 2 列“甲列”"),
        ("minimum over maximum", "列“乙列”的最小值大于最大值"),
        ("required str", "列“甲列”的 required 应是 true 或 false"),
        ("paper twice", "paper 中的“a”出现了两次"),
        ("31 columns", "最多 30 列"),
    ],
)
def test_the_column_and_the_mistake_are_named(case: str, named: str) -> None:
    assert named in refusal_of(FAULTY[case]).happened


def test_a_text_that_is_no_toml_is_refused_with_its_line() -> None:
    assert "第 2 行" in refusal_of('id="GR-1"\ntitle=\n').happened
    assert refusal_of(f"a = {'[' * 5000}").code == "Y-501"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("definitions") / "x.ghdb"
    new_sample(path, 12)
    return path


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_an_accepted_definition_does_its_work(text: str, ledger: Path, tmp_path: Path) -> None:
    spec = ledger_spec(tomllib.loads(text))
    assert ledger_spec(parse_definition(to_toml(tomllib.loads(text)))) == spec
    definition, sheet = tmp_path / "own.toml", tmp_path / "rows.csv"
    definition.write_text(text, encoding="utf-8")
    heads = [field.label for field in spec.fields.values()]
    sheet.write_text(f"{','.join(heads)}\n{','.join(['1'] * len(heads))}\n", encoding="utf-8")
    with open_desk(ledger) as desk:
        definitions.take_in(desk.ledger, definition)
        desk.forget_definitions()
        taken = taking_in.take_in_at_once(
            desk.ledger, spec, read_sheet(sheet, spec), ImportOptions(), lambda *_: None
        )
        assert taken.counts["read"] == 1
        assert list(iter_rows(desk.reader, desk.spec(spec.id), View())) is not None
        export_register(desk.reader, spec, tmp_path / "x.xlsx")
        form = next(f for f in all_forms(desk.specs) if f.register == spec.id)
        document = build(desk.reader, form, {}, today=desk.today, specs=desk.specs)
        for suffix in ("pdf", "xlsx", "txt"):
            assert write_document(document, tmp_path / f"x.{suffix}")


def test_two_ledgers_of_one_title_are_refused(ledger: Path, tmp_path: Path) -> None:
    definition = tmp_path / "own.toml"
    definition.write_text(PLAIN.replace('"甲"', '"文体活动登记"', 1), encoding="utf-8")
    with open_desk(ledger) as desk, pytest.raises(Refused, match="XJ-03"):
        definitions.take_in(desk.ledger, definition)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#" * 300_000])
def test_what_is_no_definition_file_is_refused(
    ledger: Path, tmp_path: Path, content: bytes
) -> None:
    definition = tmp_path / "own.toml"
    definition.write_bytes(content)
    with open_desk(ledger) as desk, pytest.raises(Refused, match="不是台账定义文件"):
        definitions.take_in(desk.ledger, definition)
