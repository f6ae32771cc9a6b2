"""What is done on the page of dues: lists, payments, corrections, talks, the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QGuiApplication

from app.queries.dues.month import next_receipt
from app.queries.dues.year import months_listed
from app.rules.dues.standard import later, standard_of
from app.rules.profile import profile_of
from app.spec.kinds import Kind
from app.spec.values import show_kind
from app.ui.dues.asking.dialogs import MakeDialog, WithdrawDialog
from app.ui.dues.asking.payment import PayDialog
from app.ui.dues.asking.standard import StandardDialog
from app.ui.dues.paying import Asked, asked_by, pasted
from app.ui.dues.receipts import receipts_of
from app.ui.register.reveal import Reveals
from app.ui.style.tokens import Colour
from app.ui.tasks import Task
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from app.store.unit import Changed, Unit
    from app.ui.dues.screen import DuesScreen

T = TypeVar("T")
# An amount of somebody's own on the card is taken over as it is; the check of the ledger tells.
_KNOWN = {"mem-dues-amount": "应缴数按会员卡登记的月会费"}
_DUES, _TALK = "dues", "dues_talk"
_WAY, _COLLECTOR = "dues/way", "dues/collector"  # kept for this user


class Deeds:
    """Asks what is needed, then does it beside the window."""

    def __init__(self, screen: DuesScreen) -> None:
        self._screen = screen
        self._office = screen.office
        self._reveals = Reveals(self._office, self._office.desk.spec(_TALK), screen)  # of talks

    def make(self) -> MakeDialog | None:
        """Ask for months and make their lists."""
        if self.is_shut:
            return None
        dialog = MakeDialog(self._office, self._months_to_make(), self._make, self._screen)
        dialog.open()
        return dialog

    def show_standard(self) -> StandardDialog:
        """Show what dues are reckoned by, and let it be changed."""
        from app.actions.dues.standard import set_standard

        dialog = StandardDialog(
            self._office,
            lambda values, source, month: self._run(
                ("set_dues_standard", f"设定会费标准{f'：自 {month} 起' if month else ''}"),
                lambda unit: set_standard(unit, values, source, month),
                lambda _done: "已采用新的会费标准",
            ),
            self._screen,
        )
        dialog.open()
        return dialog

    def _months_to_make(self) -> tuple[str, str]:
        """The months collected together with this one, or the next ones where those are there."""
        desk = self._office.desk
        now = desk.today[:7]
        standard = standard_of(profile_of(desk.reader), now)
        known = set(months_listed(desk.reader))
        months = standard.collected_with(now)
        while known.issuperset(months):
            months = standard.collected_with(later(months[-1], 1))
        return months[0], months[-1]

    def _make(self, months: Sequence[str], mend: bool) -> None:  # noqa: FBT001 - as the dialog says
        from app.actions.dues.lists import make_lists

        span = months[0] if len(months) == 1 else f"{months[0]} 至 {months[-1]}"
        self._run(
            ("make_dues", f"生成会费表：{span}"),
            lambda unit: make_lists(unit, months, mend=mend),
            lambda made: (
                f"{span} 新增 {made.added:,} 行"
                + (f"，重算 {made.mended:,} 行" if made.mended else "")
                + (f"，{made.differing:,} 行与现在算出的不同，没有改动" if made.differing else "")
            ),
        )

    def pay(self) -> PayDialog | None:
        """Register payments of the selected months."""
        return self._ask(
            asked_by(self._screen.sheet.places(), self._screen.lines.all, self._screen.bar.year)
        )

    def paste(self) -> PayDialog | None:
        """Take amounts of the clipboard, from the current cell downwards."""
        index = self._screen.sheet.currentIndex()
        text = QGuiApplication.clipboard().text()
        asked = pasted(text, self._screen.lines, index.row(), index.column(), self._screen.bar.year)
        if isinstance(asked, str):
            self._say_not(asked)
            return None
        return self._ask(asked)

    def _ask(self, asked: Asked) -> PayDialog | None:
        if self.is_shut:
            return None
        if not asked.payments:
            self._say_not("选中的格子里没有要登记的会费。点月份可以选中整月，再按 Enter。")
            return None
        self._screen.findings.clear()
        desk, kept = self._office.desk, self._office.preferences
        start = {"paid_on": desk.today, "way": str(kept.read(_WAY, "wage"))}
        if collector := str(kept.read(_COLLECTOR, "")):
            start["collector_name"] = collector
        way = desk.spec(_DUES).fields["way"]
        earlier = asked.earlier(self._screen.owing.all)
        dialog = PayDialog(asked, earlier, way, start, self._pay, self._screen)
        dialog.propose_receipt(next_receipt(desk.reader))
        dialog.open()
        return dialog

    def _pay(self, asked: Asked, told: Mapping[str, object]) -> None:
        from app.actions.dues.payments import Manner, Payment, give_receipt, register_payments

        def text(name: str) -> str | None:
            return str(told[name]) if told[name] else None

        manner = Manner(text("paid_on"), text("way"), text("receipt_no"), text("collector_name"))
        self._office.preferences.keep(_WAY, manner.way or "")
        self._office.preferences.keep(_COLLECTOR, manner.collector_name or "")

        payments = [
            Payment(each.line.member_id, each.month, each.amount_fen) for each in asked.payments
        ]

        def work(unit: Unit) -> str:
            done = register_payments(unit, payments, manner)
            if told["receipt"]:
                give_receipt(
                    unit,
                    manner,
                    payer=asked.payer(self._screen.groups),
                    months=asked.months,
                    amount_fen=done.paid_fen,
                )
            amount = show_kind(Kind.MONEY, done.paid_fen)
            skipped = f"，跳过 {done.skipped:,} 笔（已缴清）" if done.skipped else ""
            return f"已登记 {done.paid:,} 笔，{amount} 元{skipped}"

        self._run(("pay_dues", f"登记缴费：{asked.title}"), work, str)

    def withdraw(self) -> WithdrawDialog | None:
        """Take back payments of the selected months, with the reason."""
        from app.actions.dues.payments import withdraw_payments

        months = [place.line.months.get(place.month) for place in self._screen.sheet.places()]
        paid = [month for month in months if month is not None and month.paid_fen is not None]
        if self.is_shut:
            return None
        if not paid:
            self._say_not("选中的格子里没有登记过缴费，没有要更正的。")
            return None
        self._screen.findings.clear()
        amount = show_kind(Kind.MONEY, sum(month.paid_fen or 0 for month in paid))
        count = len(paid)
        dialog = WithdrawDialog(
            f"取消选中的 {count:,} 笔缴费登记，共 {amount} 元；原来的数和原因写进备注，"
            "之后可以重新登记。",
            lambda reason: self._run(
                ("withdraw_dues", f"更正缴费登记：{count:,} 笔，{reason}"),
                lambda unit: withdraw_payments(unit, [month.id for month in paid], reason),
                lambda done: f"已取消 {done:,} 笔缴费登记",
            ),
            self._screen,
        )
        dialog.open()
        return dialog

    def print_receipts(self) -> None:
        """Open the receipts of what was paid for the selected months."""
        paid = [
            (place.line.member_id, f"{self._screen.bar.year}-{place.month:02d}")
            for place in self._screen.sheet.places()
            if (month := place.line.months.get(place.month)) is not None and month.paid_fen
        ]
        if not paid:
            self._say_not("选中的格子里没有登记过缴费，没有收据可打。", "没有打印")
            return
        self._screen.findings.clear()
        people = dict.fromkeys(member_id for member_id, _month in paid)
        wanted = receipts_of(people, [month for _member_id, month in paid])
        self._office.wanted.emit("preview", wanted)

    def talk(self) -> QWidget | None:
        """Register a talk with whom the list of arrears stands on."""
        from app.ui.register.entry.form import RecordForm

        row = self._screen.arrears.current_row()
        if self.is_shut or not 0 <= row < self._screen.owing.count():
            return None
        start = {"member_id": self._screen.owing.found[row].member_id}
        spec = self._office.desk.spec(_TALK)
        form = RecordForm(self._office, spec, self._reveals, parent=self._screen, start=start)
        form.open_modal()
        return form

    def _run(
        self, what: tuple[str, str], work: Callable[[Unit], T], tell: Callable[[T], str]
    ) -> None:
        """Do one action beside the window, then say what came of it."""
        self._screen.findings.clear()
        told: list[T] = []
        name, title = what
        desk = self._office.desk

        def act(_progress: object) -> Changed:
            return desk.act(name, title, lambda unit: told.append(work(unit)), acknowledged=_KNOWN)

        def finish(changed: Changed) -> None:
            self._office.hub.changed.emit(changed)
            words = tell(told[-1]) if changed.action_id is not None else "没有要改的，台账没有变化"
            self._office.told.emit(f"{words}　{self._office.clock_text}")

        task = Task(title, act)
        task.failed.connect(self._screen.findings.show_error)
        task.finished.connect(finish)
        self._screen.enable(on=False)
        self._screen.tasks.run(task)

    @property
    def is_shut(self) -> bool:
        """Whether nothing can be written just now."""
        return self._office.desk.read_only or self._screen.tasks.task is not None

    def _say_not(self, sentence: str, word: str = "没有登记") -> None:
        self._screen.findings.clear()
        self._screen.findings.add(FindingBox(word, Colour.WARN, sentence))
