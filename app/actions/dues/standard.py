"""会费标准: the union's own figures for dues, which stand over the shipped ones."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.errors import Refused
from app.models.journal import Setting
from app.rules.dues.standard import KEYS, PERIOD, UNIT
from app.rules.profile import OWN_SETTING, profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.unit import Unit

_PERIODS = frozenset({1, 3, 6, 12})
_OWN_ID = "own"


def set_standard(unit: Unit, values: Mapping[str, int], source: str) -> None:
    """Let the union's own figures for dues be ``values``; those of the nation are left out.

    The history keeps which figures were set; lists made before stay as they are. Does not commit.

    Args:
        values: by key of the rule profile, such as ``dues.period``.
        source: the local rule they come from, as the citation names it.

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
    where = Setting.key == OWN_SETTING
    text = unit.connection.scalar(select(Setting.value).where(where)) or ""
    kept = [
        figure for figure in tomllib.loads(text).get("figures", ()) if figure["key"] not in KEYS
    ]
    national = profile()
    for key in KEYS:
        figure = national.figure(key, unit.today)
        if values[key] != figure.value:
            kept.append(
                {
                    "key": key,
                    "value": values[key],
                    "unit": figure.unit,
                    "confidence": "recalled",
                    "source": {"title": source or "本会规定"},
                }
            )
    unit.connection.execute(delete(Setting).where(where))
    if kept:
        unit.connection.execute(insert(Setting).values(key=OWN_SETTING, value=_toml(kept)))
    unit.facts["standard"] = dict(values)


def _toml(figures: list[dict[str, Any]]) -> str:
    """Figures in the shape of ``resources/rules``; a JSON text is a TOML string as well."""
    lines = [f'id = "{_OWN_ID}"', 'title = "本会规定"']
    for figure in figures:
        lines += ["", "[[figures]]"]
        for name, value in figure.items():
            lines.append(f"{name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{name} = {_value(each)}" for name, each in value.items())
        return f"{{ {inside} }}"
    return json.dumps(value, ensure_ascii=False)
