"""Papers as they are asked for: names, parameters, groups, and what stands at their foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.bootstrap import open_desk
from app.cli import run
from app.errors import Refused
from app.models.all import RECORDS
from app.models.base import spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.models.organization.groups import Group
from app.queries.groups import groups_in_order, natural_key, with_those_below
from app.reports.document import Document, Pair, Pairs
from app.reports.fonts import Fonts
from app.reports.forms import form_called
from app.reports.forms.form import AS_AT, BLANK, FROM, UNTIL, Form
from app.reports.forms.stamp import stamped
from app.reports.layout.grid import Grid
from app.reports.layout.widths import MM
from app.reports.missing import refuse_missing
from app.reports.paginate import paginate
from app.reports.sheet import Column, Row, Sheet, sequence_column
from app.spec.kinds import Kind
from tests.builders import a_group, a_ledger, keep, keep_groups
from tests.ledgers import new_sample

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = Fonts(shipped_only=True)
TODAY = "2026-11-20"
SPECS = {
    **{r.__tablename__: spec_of(r) for r in RECORDS if r.layout.table},
    **shipped_ledgers(),
}
PAPER = Form("paper", "名册", lambda _: Document("paper", ()), (AS_AT, FROM, UNTIL, BLANK))


@pytest.mark.parametrize(
    ("name", "form_id"),
    [
        ("ZZ-05", "member-register"),
        ("zz-06", "member-changes"),
        ("XJ-03", "register-XJ-03"),
        ("文体活动登记", "register-XJ-03"),
        ("工会会员名册（登记卡）", "member-register"),
        ("工会会员名册", "member-register"),
        ("member-roster", "member-roster"),
        ("会员花名册", "member-roster"),
        ("member", "member-roster"),
        ("会员", "member-roster"),
        ("会籍变动", "member-changes"),
    ],
)
def test_a_paper_is_found_by_id_number_title_and_register(name: str, form_id: str) -> None:
    assert form_called(SPECS, name).id == form_id


@pytest.mark.parametrize("name", ["会员花名", "XJ-30", "x" * 500])
def test_of_an_unknown_paper_the_nearest_are_named(name: str) -> None:
    with pytest.raises(Refused) as caught:
        form_called(SPECS, name)
    refused = caught.value
    assert all(len(part) <= 90 for part in (refused.happened, refused.safe, refused.todo))
    assert refused.todo.count("（") <= 4
    assert "会员花名册" in refused.todo or name != "会员花名"


@pytest.mark.parametrize("count", ["0", "-5", "501", "100000"])
def test_blank_rows_have_bounds_that_the_refusal_names(count: str) -> None:
    with pytest.raises(Refused, match="1～500") as caught:
        PAPER.read({"blank": count})
    assert caught.value.code == "R-412"
    with pytest.raises(Refused, match="1～500"):
        PAPER.check({"blank": int(count)}, TODAY)
    assert PAPER.read({"blank": "500"}) == {"blank": 500}


@pytest.mark.parametrize("name", ["as_at", "from", "until"])
def test_no_paper_tells_of_a_day_to_come(name: str) -> None:
    PAPER.check({name: TODAY}, TODAY)
    with pytest.raises(Refused, match="2026-11-21") as caught:
        PAPER.check({name: "2026-11-21"}, TODAY)
    assert caught.value.code == "R-413"


def test_a_period_does_not_end_before_it_begins() -> None:
    PAPER.check({"from": TODAY, "until": TODAY}, TODAY)
    with pytest.raises(Refused) as caught:
        PAPER.check({"from": "2026-05-01", "until": "2026-01-01"}, TODAY)
    assert caught.value.code == "R-414"


@pytest.mark.parametrize(
    "names",
    [
        ("一组", "二组", "三组", "十组", "十一组", "二十一组"),
        ("甲班", "乙班", "丙班"),
        ("装配1组", "装配2组", "装配10组"),
        ("第一车间", "第三车间", "第一百零二车间"),
        ("２０２５届", "二〇二六届"),
        ("机关组", "技术组", "质检组", "装配组"),
    ],
)
def test_groups_sort_as_offices_number_them(names: tuple[str, ...]) -> None:
    shuffled = [*names[::2], *names[1::2]][::-1]
    assert tuple(sorted(shuffled, key=natural_key)) == names


def test_groups_stand_below_their_branch_and_belong_to_it() -> None:
    ledger = a_ledger()
    (b, a) = keep_groups(ledger, "乙分会", "甲分会")
    keep_groups(ledger, "丁组")
    _, first = keep(ledger, Group, a_group("二组", parent_id=a), a_group("一组", parent_id=a))
    keep(ledger, Group, a_group("一组一班", parent_id=first))
    names = dict(ledger.exec_driver_sql("SELECT id, name FROM member_group").all())
    shown = [names[number] for number in groups_in_order(ledger)]
    assert shown == ["丁组", "甲分会", "一组", "一组一班", "二组", "乙分会"]
    below = {names[number] for number in with_those_below(ledger, [a])}
    assert below == {"甲分会", "一组", "二组", "一组一班"}
    assert with_those_below(ledger, [b]) == {b}


def test_groups_in_a_circle_are_not_lost() -> None:
    ledger = a_ledger()
    first, second = keep_groups(ledger, "甲", "乙")
    ledger.exec_driver_sql(f"UPDATE member_group SET parent_id = {first + second} - id")
    assert sorted(groups_in_order(ledger)) == [first, second]
    assert with_those_below(ledger, [first]) == {first, second}


def roster(*names: str) -> Sheet:
    columns = (sequence_column(), Column("n", "姓名", Kind.NAME), Column("p", "岗位"))
    rows = tuple(Row((number, name, "车工")) for number, name in enumerate(names, 1))
    return Sheet("名册", columns, rows, note="合计 2 人。", signers=("主席",))


def test_the_foot_tells_code_time_and_count() -> None:
    first = stamped(Document("x", (roster("甲", "乙"),)), "ZZ-05", "2026-11-20 14:05")
    again = stamped(Document("x", (roster("甲", "乙"),)), "ZZ-05", "2026-11-20 15:00")
    other = stamped(Document("x", (roster("甲", "丙"),)), "ZZ-05", "2026-11-20 14:05")
    assert first.page.print_code.startswith("印-ZZ-05-20261120-")
    assert first.page.footer == "2026-11-20 14:05 打印\u3000共 2 条"
    assert first.page.print_code == again.page.print_code != other.page.print_code
    card = stamped(Document("x", (Pairs((Pair("名称", "某"),)),)), "工会概况", "2026-11-20")
    assert card.page.footer == "2026-11-20 打印"


def test_a_character_no_font_has_is_named_with_whose_row_it_stands_in() -> None:
    document = Document("m", (roster("甲", "张\U0010fffd"),))
    with pytest.raises(Refused) as caught:
        refuse_missing(paginate(document, fonts=SHIPPED))
    assert "“名册”第 2 行“张\U0010fffd”的“姓名”" in caught.value.happened
    assert len(caught.value.happened) <= 90
    refuse_missing(paginate(Document("m", (roster("甲"),)), fonts=SHIPPED))


def test_every_place_of_every_such_character_is_listed() -> None:
    strange = ["\U0010fffd", "\ue000", "\ue001"]
    names = ["张" + strange[0], "王" + strange[1], "李" + strange[0], "赵" + strange[2], "孙"]
    document = Document("m", (roster("甲", *names),))
    with pytest.raises(Refused) as caught:
        refuse_missing(paginate(document, fonts=SHIPPED))
    assert "等 3 个字" in caught.value.happened
    assert len(caught.value.details) == 4
    assert {line.partition("第 ")[2][0] for line in caught.value.details} == set("2345")
    with pytest.raises(Refused) as caught:
        refuse_missing(paginate(Document("m", (roster(*["张\ue000"] * 40),)), fonts=SHIPPED))
    assert caught.value.details[-1] == "另有 28 处"


def test_words_up_to_six_characters_stay_whole_before_anything_else_gets_room() -> None:
    columns = (
        sequence_column(),
        Column("n", "姓名", Kind.NAME),
        *(Column(f"i{n}", f"证件{n}", Kind.ID_NUMBER) for n in range(4)),
        *(Column(f"w{n}", f"词{n}") for n in range(9)),
        Column("note", "备注", Kind.LONG_TEXT),
    )
    words = ["中共党员", "涂装车间", "中共预备党员", "高级工程师", "群众", "正常"] + [
        "机加一组"
    ] * 3
    row = Row((1, "买买提·艾力", *["990***********0012"] * 4, *words, "备注文字很长很长" * 4))
    grid = Grid(Sheet("名册", columns, (row,) * 30), 0, (297 - 40) * MM, SHIPPED)
    assert len(grid.bands) == 1
    assert grid.wide[:-1] == [{}] * (len(columns) - 1)
    assert grid.wide[-1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("职工拔河比赛", ("职工拔河", "比赛")),
        ("单淘汰制到底。", ("单淘汰制", "到底。")),
        ("各分工会机关处室", ("各分工会机", "关处室")),
        ("甲\n乙", ("甲", "乙")),
    ],
)
def test_no_character_stands_alone_on_the_last_line(text: str, lines: tuple[str, ...]) -> None:
    columns = (Column("t", "内容"), Column("u", "说明", Kind.LONG_TEXT))
    grid = Grid(Sheet("册", columns, (Row((text, "很长的说明" * 40)),)), 0, 160, SHIPPED)
    grid.widths = (5 * grid.size + 4.5, 100.0)
    assert grid._wide_texts(0)[text] == lines


@pytest.fixture(scope="module")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "s.ghdb"
    new_sample(path, 40)
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ZZ-05", "--as-at", "2026-01-01", "x.pdf"), "写在了文件名前面"),
        (("ZZ-05",), "没有写要生成的文件名"),
        (("ZZ-05", "{out}", "--blank", "0"), "1～500"),
        (("ZZ-05", "{out}", "--as-at", "2099-01-01"), "还没有到"),
        (("ZZ-06", "{out}", "--from", "2026-05-01", "--until", "2026-01-01"), "晚于"),
        (("会员花名", "{out}"), "会员花名册"),
        (("会员花名册", "{out}", "--group", "没有的组"), "没有名为"),
    ],
)
def test_the_command_line_refuses_what_cannot_be_printed(
    sample_path: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    out = tmp_path / "x.pdf"
    code = run(["print", str(sample_path), *(word.format(out=out) for word in words)])
    assert code == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("register", ["XJ-03", "member_group", "membership_event"])
def test_an_export_as_at_a_day_needs_a_register_that_keeps_past_days(
    sample_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], register: str
) -> None:
    out = tmp_path / "x.xlsx"
    words = ["export", str(sample_path), register, str(out), "--as-at", "2026-01-01"]
    assert run(words) == 2
    assert "没有按日期的名册" in capsys.readouterr().err
    assert not out.exists()
    assert run([*words[:2], "member", *words[3:]]) == 0
    assert run([*words[:2], "member", str(tmp_path / "y.xlsx"), "--as-at", "2099-01-01"]) == 2


def test_the_history_keeps_the_print_code(sample_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.txt"
    assert run(["print", str(sample_path), "ZZ-06", str(out)]) == 0
    with open_desk(sample_path, write=False) as desk:
        facts = desk.reader.exec_driver_sql(
            "SELECT facts FROM action WHERE name = 'print_form' ORDER BY id DESC LIMIT 1"
        ).scalar_one()
    code = next(word for word in out.read_text(encoding="utf-8").split() if word.startswith("印-"))
    assert code.startswith("印-ZZ-06-")
    assert code in facts
