"""完整核对: all that can be wrong with the ledger file, looked for off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.ui.style.tokens import Colour
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.office import Office

_SHOWN = 2  # more would push the page out of the window; the list can be copied


def full_check(
    office: Office, *, before: Callable[[Progress], object] = lambda _progress: None
) -> Task:
    """The check as a task; its result is the list of faults, in Chinese.

    Args:
        before: done first in the same thread, such as a backup.
    """
    path = office.desk.path

    def work(progress: Progress) -> list[str]:
        from app.bootstrap import verify_file

        before(progress)
        return verify_file(path, progress)

    return Task("正在完整核对", work)


def verdict(faults: Sequence[str], *, close: Callable[[], object]) -> Notice:
    """The notice that tells what was found."""
    if not faults:
        box = Notice("相符", Colour.OK, "完整核对通过：文件完好，没有被其他软件改动过。")
    else:
        listed = "；".join(faults[:_SHOWN])
        more = f"；另有 {len(faults) - _SHOWN} 处" if len(faults) > _SHOWN else ""
        box = Notice(
            "不符",
            Colour.BAD,
            f"完整核对发现 {len(faults)} 处不符。程序没有改动台账，备份不受影响。",
            aside="T-204",
            notes=[
                f"{listed}{more}。",
                "请复制清单，交工会主席或经审委员核实；需要时从备份恢复。",
            ],
        )
        text = "\n".join(faults)
        box.add_action(
            button("复制清单", small=True, act=lambda: QGuiApplication.clipboard().setText(text))
        )
    box.add_action(button("知道了", "link", act=close))
    return box
