"""会费标准: the union's own figures for dues, which stand over the shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.actions.dues.keepers import follow_standard
from app.errors import Refused
from app.models.own_figures import OwnFigure
from app.rules.dues.standard import FIXED, KEYS, PERIOD, RATE, UNIT, known_standards
from app.rules.profile import profile_of
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.unit import Unit

_PERIODS = frozenset({1, 3, 6, 12})


def set_standard(unit: Unit, values: Mapping[str, int], source: str, from_month: str = "") -> None:
    """Let the union's own figures for dues be ``values`` from ``from_month`` on.

    Figures of the months before stay, and so do lists that were made; figures that are the same
    without a row of their own get none, unless nothing differs and a source is told: then that
    source confirms the rate, or the sum a head. The dues on cards follow. Does not commit.

    Args:
        values: by key of the rule profile, such as ``dues.period``.
        source: the local rule they come from, as the citation names it.
        from_month: ``yyyy-mm``; blank for always.

    Raises:
        Refused: a figure with which no dues could be reckoned.
    """
    if values[PERIOD] not in _PERIODS or values[UNIT] < 1 or min(values.values()) < 0:
        raise Refused(
            "会费标准的数值不能用",
            "台账没有变化",
            "请把收缴周期填为 1、3、6 或 12，其余不小于 0",
            "R-546",
        )
    begins = f"{from_month}-01" if from_month else ""
    before = known_standards(profile_of(unit.connection))
    earlier = profile_of(unit.connection, before=begins)
    wanted = {
        key: (values[key], source or None, begins or None)
        for key in KEYS
        if values[key] != earlier.figure(key, begins or unit.today).value
    }
    if source and not wanted:
        decisive = FIXED if values[FIXED] else RATE
        wanted = {decisive: (values[decisive], source, begins or None)}
    for number, key, *said in _own_rows(unit, begins):
        if wanted.get(key) == tuple(said):
            del wanted[key]
        else:
            unit.update(OwnFigure, number, {"retired_at": unit.now})
    unit.insert(
        OwnFigure,
        [
            {"figure": key, "value": value, "source": told, "valid_from": day}
            for key, (value, told, day) in wanted.items()
        ],
    )
    follow_standard(unit, before)


def _own_rows(unit: Unit, begins: str) -> list[tuple[int, str, int, str | None, str | None]]:
    """Number, key, value, source and day of the own figures in use since ``begins`` or later."""
    table = table_of(OwnFigure).c
    query = select(table.id, table.figure, table.value, table.source, table.valid_from)
    rows = unit.connection.execute(
        query.where(
            table.retired_at.is_(None),
            table.figure.in_(KEYS),
            func.coalesce(table.valid_from, "") >= begins,
        )
    )
    return list(map(tuple, rows))
