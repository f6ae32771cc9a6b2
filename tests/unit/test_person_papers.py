"""Papers of persons: whose they are, how many pages, where cards and labels stand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest

from app.actions import records
from app.actions.letters import use_shipped_words, word_letter
from app.bootstrap import Desk, create_desk, open_desk
from app.cli import run
from app.clock import FixedClock
from app.errors import Refused
from app.models.all import RECORDS
from app.models.base import spec_of
from app.reports.document import Boxes
from app.reports.forms import build, form_called, printed_facts, write_document
from app.reports.forms.letters import letter_text, shipped_text
from app.reports.forms.persons.cards import CARDS
from app.reports.forms.persons.chosen import people_text
from app.reports.forms.persons.listed import FORMS
from app.reports.forms.persons.placing import label_sheets
from app.reports.layout.items import Words
from app.reports.layout.widths import MM
from app.reports.paginate import paginate
from app.reports.to_pdf import pdf_bytes
from app.reports.to_text import to_text
from app.resources import toml_files
from app.spec.dates import in_words
from tests.builders import a_ledger, a_member, keep_members
from tests.ledgers import new_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.reports.document import Document

CLOSE = 0.3  # mm
STROKE = 0.35  # mm; the bounds of a rectangle go around its line
TODAY = "2026-11-20"
SPECS = {r.__tablename__: spec_of(r) for r in RECORDS if r.layout.table}
_NAMES = "SELECT id, name FROM member"


@pytest.fixture(scope="module")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("persons") / "s.ghdb"
    new_sample(path, 130)
    return path


@pytest.fixture
def desk(sample_path: Path) -> Iterator[Desk]:
    with open_desk(sample_path, write=False) as opened:
        yield opened


def made(desk: Desk, form: str, **values: object) -> Document:
    paper = form_called(desk.specs, form)
    return build(desk.reader, paper, values, today=desk.today, specs=desk.specs)


def names(desk: Desk, *numbers: int) -> list[str]:
    found = dict(desk.reader.exec_driver_sql(_NAMES).all())
    return [found[number] for number in numbers]


Bounds = tuple[float, float, float, float]


def words_on(data: bytes, page: int = 0) -> dict[str, Bounds]:
    """By line of text: its left, top, right and bottom in mm from the paper's left top."""
    found: dict[str, Bounds] = {}
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        height = sheet.get_height()
        text = sheet.get_textpage()
        for number in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(number)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            found[words] = left / MM, (height - top) / MM, right / MM, (height - bottom) / MM
    return found


def paths_on(data: bytes, page: int = 0) -> list[Bounds]:
    """Lines and rectangles in mm from the paper's left top."""
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        height = sheet.get_height()
        objects = list(sheet.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH]))
        bounds = [item.get_bounds() for item in objects]
    return [
        (x / MM, (height - top) / MM, to_x / MM, (height - y) / MM) for x, y, to_x, top in bounds
    ]


# --- whose papers ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["application", "registration", "transfer", "admission-notice"])
def test_a_paper_of_nobody_is_one_blank_form(desk: Desk, form: str) -> None:
    document = made(desk, form)
    assert len(paginate(document).pages) == 1
    assert not document.page.print_code
    assert "LH0" not in to_text(document)
    assert in_words(desk.today) not in to_text(document), "the day is written by hand too"


def test_people_are_called_by_name_card_number_or_the_list(desk: Desk) -> None:
    third, first = names(desk, 3, 1)
    card = desk.reader.exec_driver_sql("SELECT card_no FROM member WHERE id = 2").scalar()
    text = to_text(made(desk, "registration", people=f"{third}，{card} 、#1,#1"))
    pages = text.split("\f")[:-1]
    assert len(pages) == 3
    assert [third in pages[0], card in pages[1], first in pages[2]] == [True] * 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"people": "没有这个人"}, "R-560"),
        ({"people": "同名"}, "R-561"),
        ({"group": "没有的组"}, "R-410"),
        ({"people": "#99999"}, "R-563"),
    ],
)
def test_whoever_cannot_be_found_is_said(values: dict[str, object], code: str) -> None:
    form = form_called(SPECS, "registration")
    with a_ledger() as connection:
        keep_members(connection, a_member(name="同名"), a_member(name="同名"))
        with pytest.raises(Refused) as caught:
            build(connection, form, values, today=TODAY, specs=SPECS)
    assert caught.value.code == code


def test_a_group_or_everybody_can_be_asked_for(desk: Desk) -> None:
    regular = "SELECT count(*) FROM member WHERE standing IN ('regular', 'retained')"
    everybody = desk.reader.exec_driver_sql(regular).scalar_one()
    assert len(paginate(made(desk, "application", everyone=True)).pages) == everybody
    in_group = f"{regular} AND group_id = (SELECT id FROM member_group WHERE name = '喷涂组')"
    count = desk.reader.exec_driver_sql(in_group).scalar_one()
    assert 0 < count < everybody
    assert len(paginate(made(desk, "application", group="喷涂组")).pages) == count


def test_a_hundred_forms_are_made_in_seconds_in_the_order_of_the_list(desk: Desk) -> None:
    numbers = list(range(100, 0, -1))
    begun = time.monotonic()
    document = made(desk, "registration", people=people_text(numbers))
    data = pdf_bytes(document, invariant=True)
    assert time.monotonic() - begun < 20
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    heads = ["".join(page.split()) for page in pages if "工会会员登记表" in page]
    assert len(heads) == 100
    assert all(name in page for name, page in zip(names(desk, *numbers), heads, strict=True))
    assert printed_facts(document, {"people": people_text(numbers)})["people"] == 100


# --- forms and letters ----------------------------------------------------------------------


def test_a_long_life_goes_over_pages_and_nothing_is_lost() -> None:
    resume = "。".join(f"{year}年起在第{year}号车间任操作工" for year in range(1900, 2026))
    with a_ledger() as connection:
        keep_members(connection, a_member(resume=resume, family="父亲：张三\n" * 30))
        form = form_called(SPECS, "registration")
        document = build(connection, form, {"people": "#1"}, today=TODAY, specs=SPECS)
    pages = paginate(document).pages
    assert len(pages) >= 2
    filled = [
        item.text
        for page in pages
        for item in page.items
        if isinstance(item, Words) and item.x > 54 * MM and item.size > 10
    ]
    text = "".join(filled)
    assert resume in text
    assert text.count("父亲：张三") == 30
    assert to_text(document).count("工会会员登记表（续）　张小明") == len(pages) - 1


def test_the_workbook_of_forms_has_a_page_for_each_person(desk: Desk, tmp_path: Path) -> None:
    write_document(made(desk, "registration", people="#1,#2,#3"), tmp_path / "x.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert len(page.row_breaks.brk) == 2
    merged = {str(cells) for cells in page.merged_cells.ranges}
    photos = [cell for row in page.iter_rows() for cell in row if cell.value == "照\n\n片"]
    assert len(photos) == 3
    assert all(any(f"{p.coordinate}:" in cells for cells in merged) for p in photos)
    texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert [texts.count(name) for name in names(desk, 1, 2, 3)] == [1, 1, 1]
    assert page.oddFooter.center.text is None


def test_cards_stand_beside_each_other_in_the_workbook(desk: Desk, tmp_path: Path) -> None:
    write_document(made(desk, "cards", people="#1,#2"), tmp_path / "x.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "x.xlsx")
    rows = [[cell.value for cell in row if cell.value] for row in page.iter_rows()]
    first, second = names(desk, 1, 2)
    assert ["姓　　名", first, "姓　　名", second] in rows


def test_the_slip_has_three_parts_of_one_number(desk: Desk) -> None:
    query = "SELECT member_id FROM membership_event WHERE kind = '4' AND retired_at IS NULL"
    gone = desk.reader.exec_driver_sql(query).scalar()
    assert gone
    document = made(desk, "transfer", people=f"#{gone}")
    text = to_text(document)
    assert len(paginate(document).pages) == 1
    assert [text.count(part) for part in ("（存根）", "（回执）")] == [1, 1]
    query = "SELECT slip_no, other_union FROM membership_event WHERE member_id = ? AND kind = '4'"
    slip, other = desk.reader.exec_driver_sql(query, (gone,)).one()
    assert not slip or text.count(str(slip)) == 5  # three parts, two cuts
    assert not other or str(other) in "".join(text.split())
    cuts = [block for block in document.blocks if isinstance(block, Boxes)]
    assert len(cuts) == 2
    assert all(line.dashed for cut in cuts for line in cut.lines)


def test_a_long_name_of_the_union_leaves_the_slip_on_one_page(tmp_path: Path) -> None:
    name = "临湖市高新技术产业开发区蓝禾精密机械制造股份有限公司及所属各分公司联合工会委员会"
    person = {
        "name": "买买提·艾力·阿卜杜热西提·吐尔逊",
        "joined_on": "2015-03-01",
        "card_no": "LH1",
    }
    with create_desk(tmp_path / "长.ghdb", name, clock=FixedClock()) as desk:
        desk.act(
            "add",
            "登记",
            lambda unit: records.add(unit, desk.spec("member"), person),
            acknowledged="测试",
        )
        for values in ({"people": "#1"}, {"blank": 1}):
            assert len(paginate(made(desk, "transfer", **values)).pages) == 1
        text = to_text(made(desk, "transfer", blank=1))
        assert f"身份证号 {'_' * 20}" in text, "eighteen figures are written there"


def test_a_letter_is_worded_anew_and_undone(tmp_path: Path) -> None:
    path = tmp_path / "s.ghdb"
    new_sample(path, 12)
    with open_desk(path) as desk:
        text = "# 申请\n{姓名}愿意加入{工会名称}。"
        desk.act("change_letter_text", "修改", lambda unit: word_letter(unit, "application", text))
        said = "".join(to_text(made(desk, "application", people="#1")).split())
        assert f"{names(desk, 1)[0]}愿意加入" in said
        wrong = "{生肖}"
        desk.act("change_letter_text", "修改", lambda unit: word_letter(unit, "application", wrong))
        with pytest.raises(Refused, match="生肖") as caught:
            made(desk, "application", people="#1")
        assert caught.value.code == "R-562"
        desk.undo()
        assert letter_text(desk.reader, "application") == text
        desk.act("change_letter_text", "恢复", lambda unit: use_shipped_words(unit, "application"))
        assert letter_text(desk.reader, "application") == shipped_text("application")


def test_every_letter_has_a_form_and_fills_in_all_it_names(desk: Desk) -> None:
    letters = {path.partition("/")[2].removesuffix(".toml") for path in toml_files("letters")}
    assert letters == {form.letter for form in FORMS if form.letter}
    for letter in letters:
        assert "{" not in to_text(made(desk, letter, people="#1"))


# --- cards and labels -----------------------------------------------------------------------


@pytest.mark.parametrize("sheet", label_sheets(), ids=lambda sheet: sheet.title)
def test_labels_lie_on_the_sheet_apart_from_each_other(sheet: object) -> None:
    assert (right := sheet.place(sheet.count - 1)[0] + sheet.width) <= 210.0 + CLOSE, right
    assert sheet.place(sheet.count - 1)[1] + sheet.height <= 297.0 + CLOSE
    assert sheet.step_x >= sheet.width
    assert sheet.step_y >= sheet.height


@pytest.mark.parametrize("place", range(len(label_sheets())))
def test_names_stand_in_the_middle_of_their_labels(desk: Desk, place: int) -> None:
    sheet = label_sheets()[place]
    data = pdf_bytes(
        made(desk, "labels", people="#1,#2,#3,#4", size=sheet.title, start=3), invariant=True
    )
    words = words_on(data)
    for number, name in enumerate(names(desk, 1, 2, 3, 4), 2):
        x, y = sheet.place(number)
        left, top, right, bottom = words[name]
        assert abs((left + right) / 2 - (x + sheet.width / 2)) < CLOSE + 0.2  # bearings of glyphs
        assert y < top < bottom < y + sheet.height


def test_offsets_move_everything_by_what_they_say(desk: Desk) -> None:
    plain = pdf_bytes(made(desk, "cards", people="#1,#2"), invariant=True)
    moved = pdf_bytes(
        made(desk, "cards", people="#1,#2", offset_x="+1.5", offset_y="-2.0"), invariant=True
    )
    pairs = [*zip(paths_on(plain), paths_on(moved), strict=True)]
    before, after = words_on(plain), words_on(moved)
    pairs += [(before[name], after[name]) for name in names(desk, 1, 2)]
    for one, other in pairs:
        assert abs(other[0] - one[0] - 1.5) < CLOSE
        assert abs(other[1] - one[1] + 2.0) < CLOSE


def test_marks_stand_at_the_corners_of_cards_of_85_6_by_54(desk: Desk) -> None:
    data = pdf_bytes(made(desk, "cards", people="#1,#2,#3"), invariant=True)
    flat = [b for b in paths_on(data) if b[3] - b[1] < 0.3 and b[2] - b[0] < 3]
    upright = [b for b in paths_on(data) if b[2] - b[0] < 0.3 and b[3] - b[1] < 3]
    for number in range(3):
        x, y = CARDS.place(number)
        for edge in (y, y + 54.0):
            assert any(abs((b[1] + b[3]) / 2 - edge) < CLOSE and b[2] <= x for b in flat)
        for edge in (x, x + 85.6):
            assert any(abs((b[0] + b[2]) / 2 - edge) < CLOSE and b[3] <= y for b in upright)


@pytest.mark.parametrize(("people", "sheets"), [(8, 1), (9, 2), (16, 2), (17, 3)])
def test_eight_cards_stand_on_a_sheet(desk: Desk, people: int, sheets: int) -> None:
    wanted = people_text(range(1, people + 1))
    assert len(paginate(made(desk, "cards", people=wanted)).pages) == sheets
    assert len(paginate(made(desk, "cards", people=wanted, backs=True)).pages) == 2 * sheets


def test_backs_come_to_lie_behind_their_fronts(desk: Desk) -> None:
    data = pdf_bytes(made(desk, "cards", people="#1", backs=True), invariant=True)
    x, _y = CARDS.place(0)
    left, _top, right, _bottom = words_on(data, 1)["会费交纳栏"]
    assert abs(210 - (left + right) / 2 - (x + 85.6 / 2)) < CLOSE + 0.2


def test_labels_begin_anywhere_and_go_on_the_next_sheet(desk: Desk) -> None:
    count = label_sheets()[0].count
    document = made(desk, "labels", people=people_text(range(1, 4)), start=count - 1)
    assert len(paginate(document).pages) == 2
    with pytest.raises(Refused, match=f"只有 {count} 个") as caught:
        made(desk, "labels", people="#1", start=count + 1)
    assert caught.value.code == "R-564"


def test_the_ruler_reads_nought_in_the_middle_of_the_paper(desk: Desk) -> None:
    data = pdf_bytes(made(desk, "ruler"), invariant=True)
    longest = [b for b in paths_on(data) if abs(b[3] - b[1] - 8.0) < CLOSE and b[2] - b[0] < 0.3]
    middles = sorted((b[0] + b[2]) / 2 for b in longest)
    assert [round(x - 105.0, 1) for x in middles] == [-10.0, -5.0, 0.0, 5.0, 10.0]
    sides = [(b[2] - b[0] - STROKE, b[3] - b[1] - STROKE) for b in paths_on(data)]
    assert any(abs(width - 50) < CLOSE and abs(height - 50) < CLOSE for width, height in sides)


def test_the_command_line_prints_cards_of_those_named(
    sample_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.pdf"
    words = ["print", str(sample_path), "会员证", str(out), "--people", "LH0001,LH0002"]
    assert run([*words, "--offset-x", "-1.5", "--backs"]) == 0
    assert "2 页" in capsys.readouterr().out
    assert run([*words, "--offset-x", "0.7"]) == 2
    assert "左右偏移" in capsys.readouterr().err
