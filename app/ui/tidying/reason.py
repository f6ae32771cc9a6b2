"""An action on a page of its own: what the rules ask is asked in a box, with room for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.findings.gathered import about
from app.store.unit import RejectedError
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import add_reason, box_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.errors import AppError
    from app.spec.findings import Finding
    from app.store.unit import Changed, Unit
    from app.ui.office import Office
    from app.ui.widgets.finding_box import FindingBox, FindingsArea
    from app.ui.widgets.task_bar import TaskBar

_NAMED = 3  # warnings spelt out in one box


def question(
    findings: Sequence[Finding], go_on: Callable[[str], object], give_up: Callable[[], object]
) -> FindingBox:
    """Warnings with room for the reason why to go on all the same."""
    box = box_of(findings[0])
    words = [about(finding) for finding in findings[:_NAMED]]
    if len(findings) > _NAMED:
        words.append(f"等 {len(findings)} 处。")
    box.sentence.setText("\n".join(words))
    add_reason(box, "仍然继续", go_on)
    box.add_action(button("不做了", "link", act=give_up))
    return box


def act_beside_page(
    office: Office,
    area: FindingsArea,
    tasks: TaskBar,
    what: tuple[str, str],
    work: Callable[[Unit, Progress], object],
    done: Callable[[Changed], object],
    reason: str = "",
) -> None:
    """Run one action that takes a while beside the window, with progress and a way to stop it.

    Refusals and questions stand in ``area``; stopped, it leaves nothing behind.

    Args:
        what: name and title of the action.
        done: hears of success, before any page does.
    """
    area.clear()
    name, title = what

    def act(progress: Progress) -> Changed:
        def all_of_it(unit: Unit) -> None:
            work(unit, progress)
            progress.check()

        return office.desk.act(name, title, all_of_it, acknowledged=reason or None)

    def go_on(given: str) -> None:
        act_beside_page(office, area, tasks, what, work, done, given)

    def refuse(error: AppError) -> None:
        if not isinstance(error, RejectedError):
            area.show_error(error)
        elif error.may_be_reasoned:
            area.add(question(error.findings, go_on, area.clear))
        else:
            area.show_findings(error.findings)

    def finish(changed: Changed) -> None:
        done(changed)
        office.hub.changed.emit(changed)
        office.tell_saved()

    task = Task(title, act)
    task.failed.connect(refuse)
    task.finished.connect(finish)
    tasks.run(task)


def act_on_page(
    office: Office,
    area: FindingsArea,
    name: str,
    title: str,
    work: Callable[[Unit], object],
    done: Callable[[Changed], object],
    reason: str = "",
) -> None:
    """Run one action; refusals and questions stand in ``area``, and ``done`` hears of success."""
    area.clear()

    def ask(findings: Sequence[Finding]) -> str | None:
        if reason:
            return reason
        area.add(
            question(
                findings,
                lambda given: act_on_page(office, area, name, title, work, done, given),
                area.clear,
            )
        )
        return None

    changed = office.act(
        name, title, work, ask=ask, refuse=area.show_findings, show=area.show_error
    )
    if changed is not None:
        done(changed)
