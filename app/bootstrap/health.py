"""How sound an open ledger is known to be: the last full check, its last ending, the clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.clock import moment_of
from app.queries.past.states import last_action_at

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

CHECK_AFTER = dt.timedelta(days=7)
_EARLIER, _LATER = dt.timedelta(hours=1), dt.timedelta(days=400)


def is_check_due(desk: Desk) -> bool:
    """Whether the last full check was never, or more than a week ago."""
    verified_at = desk.ledger.verified_at
    return verified_at is None or desk.clock.now() - moment_of(verified_at) >= CHECK_AFTER


def clock_doubt(desk: Desk) -> str:
    """What makes the computer's date doubtful, in Chinese; blank when nothing does.

    The order of what was done never hangs on the clock, but the days on papers do.
    """
    last = last_action_at(desk.reader)
    if last is None:
        return ""
    passed = desk.clock.now() - moment_of(last)
    shown = f"电脑日期是 {desk.today}"
    if passed < -_EARLIER:
        days = -passed // dt.timedelta(days=1)
        return f"{shown}，比上次使用时早{f' {days} 天' if days else '几个小时'}。"
    if passed > _LATER:
        return f"{shown}，离上次使用已有 {passed.days} 天。"
    return ""
