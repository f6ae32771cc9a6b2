"""How long the window stands still while a page of a large ledger opens or does its work.

A timer that should fire every ten milliseconds tells the gaps: for so long no key, no click and
no painting was answered. It is told as well how much of the longest gap the window's own thread
was at work, which on a busy machine says more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.queries.listing import View
from benchmarks.grounds import dues_ledger, large_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.ui.window import MainWindow
    from benchmarks.measuring import Ground

    Step = Callable[[MainWindow], object]

MUST = 200  # milliseconds; longer and a person notices that nothing moves
_TICK = 0.01
_QUIET = 0.3  # seconds without a gap or a task after which a page has settled
_AT_MOST = 120.0
_SEARCHED = "zhang"
_SOME = 5_000  # people of a preview of bulk changes


@dataclass(frozen=True, slots=True)
class Page:
    """One thing done in the window, and the ledger it is done in.

    Attributes:
        ledger: makes it where it is missing, and says where it is.
    """

    title: str
    ledger: Callable[[Ground], Path]
    act: Step


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest stretch in which the window answered nothing.

    Attributes:
        seconds: by the clock on the wall; ``work`` of them the window's thread was busy.
        settled: seconds until the page had all it shows.
    """

    title: str
    seconds: float
    work: float
    settled: float

    def told(self) -> dict[str, object]:
        """As the table and the JSON tell it; what other programs took of it does not count."""
        return {
            "page": self.title,
            "gap_ms": round(self.seconds * 1000),
            "work_ms": round(self.work * 1000),
            "settled_s": round(self.settled, 2),
            "kept": self.work * 1000 <= MUST,
        }


def gaps(ground: Ground) -> Iterator[Gap]:
    """Do everything once, each in a window that has painted the page it starts from."""
    from benchmarks.bare_window import application
    from benchmarks.windows import window_on

    running = application()
    shown: dict[Path, MainWindow] = {}
    for page in PAGES:
        ledger = page.ledger(ground)
        if ledger not in shown:
            shown[ledger] = window_on(ledger, ground.folder / "window.ini", write=True)
        window = shown[ledger]
        _settle(running, window)
        yield _longest(running, window, page)
    for window in shown.values():
        window.close()


def _longest(running: Any, window: MainWindow, page: Page) -> Gap:
    begun = time.perf_counter()
    worked = time.thread_time()
    page.act(window)
    running.processEvents()
    return _settle(running, window, page.title, begun, worked)


def _settle(
    running: Any,
    window: MainWindow,
    title: str = "",
    begun: float | None = None,
    worked: float | None = None,
) -> Gap:
    """Let the window run until nothing more comes, and tell its longest gap since ``begun``."""
    start = last = time.perf_counter() if begun is None else begun
    busy = time.thread_time() if worked is None else worked
    worst = (0.0, 0.0)
    quiet_since = last
    while True:
        now, spent = time.perf_counter(), time.thread_time()
        if (work := spent - busy) > worst[1]:
            worst = (now - last, work)
        if work > _TICK or _is_working(window):
            quiet_since = now
        if now - quiet_since > _QUIET or now - start > _AT_MOST:
            return Gap(title, *worst, quiet_since - start)
        last, busy = now, spent
        time.sleep(_TICK)
        running.processEvents()


def _is_working(window: MainWindow) -> bool:
    bars = (getattr(window.current_screen, name, None) for name in ("tasks", "task_bar"))
    return any(bar is not None and bar.task is not None for bar in bars)


# --- what is done ---------------------------------------------------------------------------


def _full(ground: Ground) -> Path:
    large_ledger(ground)
    return ground.large


def _dues(ground: Ground) -> Path:
    dues_ledger(ground)
    return ground.dues


def _opened(name: str, target: object = None) -> Step:
    return lambda window: window.go(name, target)


def _searched(text: str) -> Step:
    def act(window: MainWindow) -> None:
        window.go("member")
        window.top.search.setFocus()
        window._search(text)  # noqa: SLF001 - what the box calls when somebody stops typing

    return act


def _bulk(window: MainWindow) -> None:
    from app.ui.tidying.bulk_questions import Asked

    window.go("member")
    screen: Any = window.current_screen
    everybody: Sequence[int] = screen.card.model.ids
    window.go("bulk", Asked("member", everybody[:_SOME], everybody, is_narrowed=False))
    asked: Any = window.current_screen
    asked.questions.column.choose("note")
    asked.questions.column.picked.emit()
    asked.questions.value.setText("已核对")
    asked.look()


PAGES = (
    Page("会员：全部", _full, _opened("member", View())),
    Page("批量修改：预览五千人", _full, _bulk),
    Page("组织架构：两千个小组", _full, _opened("tree")),
    Page("入会率", _full, _opened("join_rate")),
    Page("半年快照", _full, _opened("snapshots")),
    Page("查重", _full, _opened("twins", "member")),
    Page("回收站", _full, _opened("recycle")),
    Page("处处查找：汉字", _full, _searched("小")),
    Page("处处查找：全拼", _full, _searched(_SEARCHED)),
    Page("处处查找：首字母", _full, _searched("zxm")),
    Page("处处查找：证号尾数", _full, _searched("0017")),
    Page("会籍变动", _full, _opened("membership_event")),
    Page("历史与撤销", _full, _opened("history")),
    Page("会费：打开一年", _dues, _opened("dues_sheet")),
)
