"""Make docs/screenshots/*.png: every page of the window, with the shipped fonts.

    python -m tools.screenshots [NAME …]

Each page is shown on the sample ledger at the size of an office screen, 1366 × 768, at 100 % and
at 150 % text (``members.png`` and ``members-150.png``), and is the same on every machine. Registers
that have nothing of their own to show are there at 100 % only, by their id. The papers lie in a
folder of their own.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pypdfium2
from openpyxl import Workbook
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QApplication, QWidget

from app.actions import records
from app.bootstrap import House, create_sample, open_desk
from app.clock import FixedClock
from app.queries.listing import Filter, rows
from app.reports.forms import all_forms, build, write_document
from app.reports.forms.persons.chosen import PEOPLE, people_text
from app.ui.application import Front, speak_chinese
from app.ui.editors.text import LineEditor
from app.ui.importing.screen import ImportScreen
from app.ui.preferences import Preferences
from app.ui.printing.screen import PrintScreen
from app.ui.register.entry.form import RecordForm
from app.ui.register.screen import RegisterScreen
from app.ui.safekeeping.backup_screen import BackupScreen
from app.ui.safekeeping.second_place import keep_second_place, note_asked
from app.ui.screens.registry import entries
from app.ui.style.sheet import dress
from app.ui.tidying.bulk_questions import Asked
from app.ui.tidying.bulk_screen import BulkScreen
from app.ui.tidying.twins_screen import TwinsScreen
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.reports.forms.form import Form
    from app.spec.record import RecordSpec
    from app.ui.screens.screen import Screen

    Page = TypeVar("Page", bound=Screen)
    Show = Callable[[Front, Path], QWidget]

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
AFTERNOON = dt.datetime(2026, 11, 20, 17, 32, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WIDTH, HEIGHT = 1366, 768
PAPERS = "papers"
SCALES = {1.0: "", 1.5: "-150"}

# What a personnel office sends: titles above, notes below, and whatever goes wrong in a sheet.
SHEET = (
    ("临湖市蓝禾精密机械有限公司",),
    ("在岗人员名册（2026 年 10 月）",),
    ("序号", "姓 名", "身份证号码", "工会小组", "入会时间", "手机"),
    (1, "欧 阳 明 月", "990001199104152022", "装配1组", "2026.10.8", "13900001111"),
    (2, "买买提•艾力", "990001198811232019", "喷涂组", 46303, "13900002222"),
    (3, "周小川", "990001 19850228 0017", "装配 二组", "2019.3", "13900003333"),
    (4, "林芳", 9.90001198703012e17, "物流组", "2021年6月", "13900004444"),
    (5, "何志强", "99O00119780615201X", "机加工2组", "05/03/24", "13900005555"),
    (6, "徐海涛", "990001199001020211", "机加2组", "2020-2-30", "13900006666"),
    (7, "江月莉", None, "机加一组", None, None),
    ("小计", "7 人"),
    (8, "李秋萍", "990001199205060020", "质检组", "96年", "13900007777"),
    ("合计：8 人",),
    ("制表人：人事部　　2026年11月20日",),
)


def settle(seconds: float = 0.0) -> None:
    """Let layouts, queued reads and timers of no length come to rest; wait for work of threads."""
    until = time.monotonic() + seconds
    while True:
        for _round in range(5):
            QApplication.processEvents()
        if time.monotonic() >= until:
            return
        time.sleep(0.05)  # a thread of Python needs the window to be idle


def come_to(front: Front, name: str, kind: type[Page], target: object = None) -> Page:
    """Go to the page ``name``, which is a ``kind``."""
    front.window.go(name, target)
    settle()
    screen = front.window.current_screen
    if not isinstance(screen, kind):
        raise TypeError(name)
    return screen


def members(front: Front, _folder: Path) -> QWidget:
    """会员: filtered by a group, a block of amounts selected."""
    screen = come_to(front, "member", RegisterScreen)
    view, model = screen.card.view, screen.card.model
    group = model.value(5, "group_id")
    screen.card.set_filter("group_id", Filter("group_id", frozenset([group])))
    dues = [field.name for field in model.fields].index("monthly_dues_fen")
    view.go(5, dues)
    block = QItemSelection(model.index(5, dues), model.index(9, dues))
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    return front.window


def refused(front: Front, _folder: Path) -> QWidget:
    """会员: a value that is refused stays in its cell, and is explained below."""
    screen = come_to(front, "member", RegisterScreen)
    model = screen.card.model
    mobile = [field.name for field in model.fields].index("mobile")
    screen.card.view.go(2, mobile)
    model.setData(model.index(2, mobile), "1380013800")
    return front.window


def form(front: Front, _folder: Path) -> QWidget:
    """登记会员."""
    screen = come_to(front, "member", RegisterScreen)
    screen.add()
    return screen.findChildren(RecordForm)[-1]


def importing(front: Front, folder: Path) -> QWidget:
    """导入: what a sheet of the personnel office would do."""
    book = Workbook()
    for row in SHEET:
        book.worksheets[0].append(row)
    book.save(folder / "在岗人员名册.xlsx")
    screen = come_to(front, "import", ImportScreen, "member")
    screen.open(folder / "在岗人员名册.xlsx")
    while screen.tasks.task is not None:
        settle(0.2)
    return front.window


def twins(front: Front, _folder: Path) -> QWidget:
    """查重: somebody entered twice, side by side."""
    office = front.window.office
    if office is not None:
        spec = office.desk.specs["member"]
        someone = rows(office.desk.reader, spec, [1])[0]
        names = ("name", "sex", "born_on", "department", "group_id", "joined_on", "approval_no")
        again = {name: someone[name] for name in names} | {"mobile": "14200000001"}
        office.desk.act(
            "add_records",
            "登记会员",
            lambda unit: records.add(unit, spec, again),
            acknowledged="演示",
        )
    come_to(front, "twins", TwinsScreen, "member")
    settle(1.0)
    return front.window


def bulk(front: Front, _folder: Path) -> QWidget:
    """批量修改: six people go to another department, looked at before it is done."""
    listed = come_to(front, "member", RegisterScreen).card.model.ids
    asked = Asked("member", tuple(listed[:6]), tuple(listed), is_narrowed=False)
    screen = come_to(front, "bulk", BulkScreen, asked)
    screen.questions.column.choose("department")
    screen.questions.column.picked.emit()
    if isinstance(value := screen.questions.value, LineEditor):
        value.setText("技术中心")
    screen.look()
    while screen.tasks.task is not None:
        settle(0.2)
    return front.window


def recycle(front: Front, _folder: Path) -> QWidget:
    """回收站: an honour entered by mistake."""
    office = front.window.office
    if office is not None:
        spec = office.desk.specs["honour"]
        office.desk.act("retire_records", "删除荣誉", lambda unit: records.retire(unit, spec, [5]))
    return page("recycle")(front, _folder)


def backup(front: Front, _folder: Path) -> QWidget:
    """备份: one made, everything checked."""
    screen = come_to(front, "backup", BackupScreen)
    for act in (screen.back_up, screen.check):
        act()
        while screen.tasks.task is not None:
            settle(0.2)
    return front.window


def locked(front: Front, _folder: Path) -> QWidget:
    """Covered until the start-up password is given."""
    if front.window.office is not None:
        front.window.office.desk.ledger.set_password("", "端午1128")
    front.lock()
    return front.window


def page(name: str) -> Show:
    """A page as it is once everything it reads has been read."""

    def show(front: Front, _folder: Path) -> QWidget:
        front.window.go(name)
        settle()
        while any(bar.task is not None for bar in front.window.findChildren(TaskBar)):
            settle(0.2)
        settle()
        return front.window

    return show


def paper(front: Front, _folder: Path) -> QWidget:
    """The member roster as it will lie on the desk."""
    screen = come_to(front, "preview", PrintScreen, "member")
    while not screen.preview.print_button.isEnabled():
        settle(0.2)
    settle(0.5)
    return front.window


def start(front: Front, _folder: Path) -> QWidget:
    """Before a ledger is open."""
    return front.window


def questions(front: Front, _folder: Path) -> QWidget:
    """The first run: what a new ledger asks."""
    front.start.ask_questions()
    return front.window


def from_backup(front: Front, folder: Path) -> QWidget:
    """A bare machine with only the stick."""
    front.start.look_for_backups(folder / "U盘")
    settle(2.0)
    return front.window


BEFORE_OPENING = {"start": start, "new": questions, "from-backup": from_backup}
PAGES = {
    "members": members,
    "refused": refused,
    "form": form,
    "union": page("union_profile"),
    "changes": page("membership_event"),
    "dues": page("dues_sheet"),
    "join-rate": page("join_rate"),
    "snapshots": page("snapshots"),
    "twins": twins,
    "bulk": bulk,
    "recycle": recycle,
    "honours": page("honour"),
    "hardship": page("hardship_file"),
    "tree": page("tree"),
    "groups": page("member_group"),
    "headcount": page("headcount"),
    "certificates": page("certificate"),
    "ledger": page("XJ-03"),
    "import": importing,
    "preview": page("preview"),
    "paper": paper,
    "checks": page("checks"),
    "history": page("history"),
    "backup": backup,
    "settings": page("settings"),
    "help": page("help"),
    "locked": locked,
}
# Pages whose picture has another name than they have themselves.
PICTURED = {
    "member": "members",
    "membership_event": "changes",
    "union_profile": "union",
    "member_group": "groups",
    "certificate": "certificates",
    "honour": "honours",
    "hardship_file": "hardship",
    "dues_sheet": "dues",
    "dues": "dues-lines",
    "join_rate": "join-rate",
    "XJ-03": "ledger",
}


def pictures(specs: Mapping[str, RecordSpec]) -> dict[str, str]:
    """The page that each picture shows, for every page of a ledger."""
    return {PICTURED.get(entry.name, entry.name): entry.name for entry in entries(specs)}


def picture(name: str, show: Show, scale: float, ledger: Path, folder: Path) -> None:
    """Write one picture of a window of its own."""
    clock = FixedClock(AFTERNOON)
    stick = folder / "U盘"
    preferences = Preferences(folder / f"{name}.ini")
    preferences.text_scale = scale
    preferences.add_recent(ledger)
    keep_second_place(preferences, stick)
    note_asked(preferences, AFTERNOON.date().isoformat())
    front = Front(preferences, House(clock, stick, folder / "本机", lambda _path: False))
    front.window.resize(WIDTH, HEIGHT)
    front.window.show()
    settle()
    if name not in BEFORE_OPENING:
        front.open(ledger)
        settle()
    shown = show(front, folder)
    settle(0.3)
    target = TARGET / f"{name}{SCALES[scale]}.png"
    shown.grab().save(str(target))
    print(target)
    if front.window.office is not None:
        front.caretaker.end()
        front.window.office.desk.close()
    front.window.deleteLater()
    settle()


def _asked(form: Form) -> dict[str, object]:
    """Some people, for the papers that are of persons."""
    return {PEOPLE.name: people_text(range(1, 9))} if PEOPLE in form.parameters else {}


def papers(ledger: Path, folder: Path) -> None:
    """The first page of every paper of the sample, and of the roster as a blank form."""
    for old in (TARGET / PAPERS).glob("*.png"):  # of papers that are no more
        old.unlink()
    with open_desk(ledger, write=False, clock=FixedClock(AFTERNOON)) as desk:
        forms = all_forms(desk.specs)
        for form, blank in [*((form, 0) for form in forms), (forms[0], 15)]:
            name = f"{form.id}-blank" if blank else form.id
            made = build(
                desk.reader,
                form,
                {"blank": blank} if blank else _asked(form),
                today=desk.today,
                specs=desk.specs,
                moment=desk.minute,
            )
            write_document(made, folder / f"{name}.pdf")
            page = pypdfium2.PdfDocument(folder / f"{name}.pdf")[0]
            target = TARGET / "papers" / f"{name}.png"
            # Sixteen shades are enough for print, and a fifth of the size.
            page.render(scale=110 / 72).to_pil().quantize(16).save(target, optimize=True)
            print(target)


def main() -> None:
    """Make every picture, or those named."""
    (TARGET / "papers").mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["TZ"] = "Asia/Shanghai"  # as the office whose clock is shown
    time.tzset()
    place = Path(tempfile.gettempdir()) / "工会"  # is read on some pages
    os.environ["HOME"] = str(place)
    os.environ["LOGNAME"] = "周丽娟"  # whoever makes the pictures
    application = QApplication([])
    speak_chinese(application)
    try:
        place.mkdir()
        sample = place / "示例.ghdb"
        create_sample(sample).close()
        with open_desk(sample, write=False) as desk:
            plain = {name: page(entry) for name, entry in pictures(desk.specs).items()}
        ways = plain | BEFORE_OPENING | PAGES
        names = sys.argv[1:] or [*ways, PAPERS]
        if PAPERS in names:
            names.remove(PAPERS)
            papers(sample, place)
        for scale, mark in SCALES.items():
            dress(application, scale, shipped_only=True)
            for name in names:
                if mark and name not in BEFORE_OPENING | PAGES:
                    continue
                folder = place / f"{name}{mark}"
                (folder / "U盘").mkdir(parents=True)
                ledger = folder / "蓝禾精密工会.ghdb"
                shutil.copy(sample, ledger)
                if name == "from-backup":
                    house = House(FixedClock(AFTERNOON), folder / "U盘")
                    with house.open(ledger) as desk:
                        house.back_up(desk, "退出时")
                picture(name, ways[name], scale, ledger, folder)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
