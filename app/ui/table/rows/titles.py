"""What history calls an edit made in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.naming.called import NAMED, names_of, whom
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.ui.table.model import RegisterModel
    from app.ui.table.writing import Typed


def title_of(
    model: RegisterModel, act: str, changes: Mapping[int, Typed], additions: Sequence[Typed]
) -> str:
    """What the history shows: 修改会员：白建军（手机）, 粘贴会员：白建军、曹桂芳 等 12 行.

    Args:
        act: what was done, such as 粘贴.
    """
    spec = model.spec
    name = spec.fields[spec.name_field]
    first = list(changes)[:NAMED]
    known = names_of(model.office.desk.reader, spec, first)
    names = [known[number] for number in first if number in known]
    for typed in additions[: NAMED - len(names)]:
        shown = show(name, typed.get(name.name), model.labels.get(name.name))
        names += [masked(name, shown)] if shown else []
    total = len(changes) + len(additions)
    told = whom(names, total, "行") if names or total > 1 else ""
    if len(changes) == total == 1:
        ((_number, typed),) = changes.items()
        what = "、".join(spec.fields[each].label for each in typed)
        told = f"{told}（{what}）" if told else what
    return f"{act}{spec.title}{'：' if told else ''}{told}"
