"""The columns that this user has a register show, from left to right.

They are kept for each ledger on its own, as saved views are: columns of a user's own are numbered
anew in each, so that one of the same number is another column elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.evidence import HELD, is_listed
from app.spec.field import is_extra

if TYPE_CHECKING:
    from app.spec.record import RecordSpec
    from app.ui.office import Office


def kept_under(office: Office, spec: RecordSpec) -> str:
    """Where preferences keep what is chosen for the columns of a register of this ledger."""
    return f"register/{office.desk.whose}/{spec.id}"


def chosen_names(office: Office, spec: RecordSpec) -> tuple[str, ...]:
    """The fields chosen for the list, in no particular order; those of the layout at first."""
    kept = office.preferences.read(f"{kept_under(office, spec)}/columns", None) or ()
    return tuple(name for name in kept if is_listed(spec, name)) or first_names(spec)


def first_names(spec: RecordSpec) -> tuple[str, ...]:
    """The columns of the list before the user chose any: those of the layout and of attachments."""
    names = spec.layout.table
    own = [name for name in names if is_extra(name)]
    return (*(name for name in names if name not in own), HELD.name, *own)


def shown_names(office: Office, spec: RecordSpec) -> tuple[str, ...]:
    """The fields chosen for the list as they stand there from left to right."""
    names = list(chosen_names(office, spec))
    order = office.preferences.read(f"{kept_under(office, spec)}/order", [])
    for place, name in enumerate(name for name in order if name in names):
        names.remove(name)  # as the header is arranged: each moved to its place, left to right
        names.insert(place, name)
    return tuple(names)


def show_besides(office: Office, spec: RecordSpec, name: str) -> None:
    """Have the list show a new column too, where the user has chosen columns."""
    key = f"{kept_under(office, spec)}/columns"
    if kept := office.preferences.read(key, None):
        office.preferences.keep(key, [*kept, name])
