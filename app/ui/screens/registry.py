"""The pages there are, each named once: here a new page is added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from app.spec.record import Chapter, Family
from app.ui.frame.chapters import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtWidgets import QWidget

    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.screens.screen import Screen

HOME, HISTORY, BACKUP, SETTINGS, HELP = "首页", "历史与撤销", "备份", "设置", "帮助"
CHECKS = "检查"

MOST_TABS = 7  # working ledgers of a chapter; more stand in a list of their own
CATALOGUE = "catalogue/"  # the name of such a list begins with this
NOWHERE = ""  # pages that are come to from others

# The left side from top to bottom. A place without pages is not shown.
PLACES = (
    Place(HOME, HOME, "home"),
    Place(Chapter.ORGANIZATION, Chapter.ORGANIZATION, "organization"),
    Place(Chapter.MEMBERS, Chapter.MEMBERS, "members"),
    Place(Chapter.ELECTIONS, Chapter.ELECTIONS, "election"),
    Place(Chapter.MEETINGS, Chapter.MEETINGS, "meeting"),
    Place(Chapter.CONTRACTS, Chapter.CONTRACTS, "contract"),
    Place(Chapter.FUNDS, Chapter.FUNDS, "funds"),
    Place(Chapter.WORK, Chapter.WORK, "ledgers"),
    Place(Chapter.ANNUAL, Chapter.ANNUAL, "annual"),
    Place(Chapter.BINDER, Chapter.BINDER, "binder"),
    Place(CHECKS, CHECKS, "checks", is_tool=True),
    Place(HISTORY, HISTORY, "history", is_tool=True),
    Place(BACKUP, BACKUP, "backup", is_tool=True),
    Place(SETTINGS, SETTINGS, "settings", is_tool=True),
    Place(HELP, HELP, "help", is_tool=True, key="F1"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page before it is built.

    Attributes:
        name: what others call it when they want to go there; a register goes by its id.
        chapter: the place it belongs to.
        make: builds it, importing what it needs only then, inside the widget given: a page that
            is put there when it is whole has all its parts styled a second time.
        after: id of the register behind whose tab it stands; blank before all registers.
    """

    name: str
    title: str
    chapter: str
    make: Callable[[Office, QWidget], Screen]
    after: str = ""


def _page(where: str) -> Callable[[Office, QWidget], Screen]:
    """Builds a page written by hand, whose class is at ``where`` below ``app.ui``."""

    def make(office: Office, parent: QWidget) -> Screen:
        built: Screen = resolve_name(f"app.ui.{where}")(office, parent)
        return built

    return make


# Pages written by hand; ``after`` says where one stands among the registers of its chapter.
OWN_PAGES: tuple[Entry, ...] = (
    Entry(
        "dues_sheet",
        "会费",
        Chapter.MEMBERS,
        _page("dues.screen:DuesScreen"),
        after="membership_event",
    ),
    Entry(
        "join_rate",
        "入会率",
        Chapter.MEMBERS,
        _page("membership.join_rate:JoinRateScreen"),
        after="membership_event",
    ),
    Entry(
        "snapshots",
        "半年快照",
        Chapter.MEMBERS,
        _page("membership.snapshots:SnapshotScreen"),
        after="membership_event",
    ),
    Entry("checks", CHECKS, CHECKS, _page("checks.screen:ChecksScreen")),
    Entry("history", HISTORY, HISTORY, _page("safekeeping.history:HistoryScreen")),
    Entry("backup", BACKUP, BACKUP, _page("safekeeping.backup_screen:BackupScreen")),
    Entry("import", "导入", NOWHERE, _page("importing.screen:ImportScreen")),
    Entry("twins", "查重", NOWHERE, _page("tidying.twins_screen:TwinsScreen")),
    Entry("bulk", "批量修改", NOWHERE, _page("tidying.bulk_screen:BulkScreen")),
    Entry("recycle", "回收站", NOWHERE, _page("tidying.recycle_screen:RecycleScreen")),
    Entry(
        "tree",
        "组织架构",
        Chapter.ORGANIZATION,
        _page("organization.screen:TreeScreen"),
        after="union_profile",
    ),
    Entry("preview", "表册", Chapter.BINDER, _page("printing.screen:PrintScreen")),
    Entry("settings", SETTINGS, SETTINGS, _page("screens.settings:SettingsScreen")),
    Entry("help", HELP, HELP, _page("manual.screen:HelpScreen")),
)


def icon_of(chapter: str) -> str:
    """The icon that a chapter has at the left."""
    return next((place.icon for place in PLACES if place.name == chapter), "ledgers")


def has_page(name: str) -> bool:
    """Whether a page written by hand is there, so that no button leads nowhere."""
    return any(page.name == name for page in OWN_PAGES)


def entries(specs: Mapping[str, RecordSpec]) -> tuple[Entry, ...]:
    """Every page of an open ledger: those written by hand, one for each register, then figures."""
    crowded = Counter(spec.chapter for spec in specs.values() if spec.family is Family.LEDGER)
    lists = (_catalogue(chapter) for chapter, count in crowded.items() if count > MOST_TABS)
    first = (page for page in OWN_PAGES if page.after not in specs)
    registers = chain.from_iterable(_with_followers(spec) for spec in specs.values())
    return (*first, *lists, *registers)


def _with_followers(spec: RecordSpec) -> tuple[Entry, ...]:
    """The page of a register, then those that stand behind it."""
    return (_register(spec), *(page for page in OWN_PAGES if page.after == spec.id))


def _catalogue(chapter: str) -> Entry:
    def make(office: Office, parent: QWidget) -> Screen:
        from app.ui.register.catalogue import RegisterCatalogue

        return RegisterCatalogue(office, chapter, parent)

    return Entry(f"{CATALOGUE}{chapter}", f"全部{chapter}", chapter, make)


def _register(spec: RecordSpec) -> Entry:
    def make(office: Office, parent: QWidget) -> Screen:
        now = office.desk.specs.get(spec.id, spec)  # the user may have added columns since
        if spec.is_single:
            from app.ui.single.screen import SingleScreen

            return SingleScreen(office, now, parent)
        from app.ui.importing.dropping import welcome_tables
        from app.ui.register.screen import RegisterScreen

        page = RegisterScreen(office, now, parent)
        welcome_tables(page, office, now)
        return page

    return Entry(spec.id, spec.title, spec.chapter, make)


def places(pages: Iterable[Entry]) -> tuple[Place, ...]:
    """The places that have pages, in their order."""
    used = {page.chapter for page in pages}
    return tuple(place for place in PLACES if place.name in used)
