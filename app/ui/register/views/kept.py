"""Views of a register as the user's preferences keep them, for each ledger on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.queries.evidence import Papers, is_listed, listed
from app.queries.listing import Filter, Sort, View
from app.queries.members.workers import Crowd
from app.spec.field import is_extra
from app.spec.values import is_masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.spec.record import RecordSpec
    from app.ui.office import Office

_LONG_NUMBER = re.compile(r"\d{7}")  # of a person or a telephone; shorter ones are its tail


@dataclass(frozen=True, slots=True)
class SavedView:
    """What a register shows under a name.

    Attributes:
        columns: the fields shown, from left to right.
        labels: what each field named here was called when it was saved.
    """

    name: str
    view: View
    columns: tuple[str, ...]
    labels: Mapping[str, str]

    def fitted(self, spec: RecordSpec) -> tuple[SavedView, list[str]]:
        """The view without the columns that are gone, and what these were called."""
        view = self.view
        fitting = replace(
            view,
            filters=tuple(entry for entry in view.filters if entry.field in spec.fields),
            sort=tuple(entry for entry in view.sort if is_listed(spec, entry.field)),
            flag="" if is_extra(view.flag) and view.flag not in spec.fields else view.flag,
        )
        columns = tuple(name for name in self.columns if is_listed(spec, name))
        gone = [label for name, label in self.labels.items() if not is_listed(spec, name)]
        return replace(self, view=fitting, columns=columns), gone


def without_numbers(spec: RecordSpec, view: View) -> View:
    """``view`` without what would leave an ID or telephone number in a file beside the ledger.

    Nor does it keep the people behind a figure: they are those of one day.
    """
    filters = tuple(each for each in view.filters if not is_masked(spec.fields[each.field]))
    search = "" if _LONG_NUMBER.search(view.search) else view.search
    return replace(view, filters=filters, search=search, named=None)


class KeptViews:
    """The saved views of one register, in the order in which they were saved.

    Attributes:
        default: name of the view that the page opens with; blank for none.
    """

    def __init__(self, office: Office, spec: RecordSpec) -> None:
        self._preferences = office.preferences
        self._key = f"views/{office.desk.whose}/{spec.id}"
        self._spec = spec
        kept = self._preferences.read(self._key, {})
        self._views = {each["name"]: _read(each) for each in kept.get("views", ())}
        self.default: str = kept.get("default", "")

    def names(self) -> list[str]:
        """What the views are called."""
        return list(self._views)

    def get(self, name: str) -> SavedView | None:
        """The view called ``name``."""
        return self._views.get(name)

    def keep(self, name: str, view: View, columns: tuple[str, ...]) -> SavedView:
        """Keep what is shown under ``name``, in place of what was kept there."""
        view = without_numbers(self._spec, view)
        used = dict.fromkeys(
            [*columns, *(each.field for each in view.filters), *(each.field for each in view.sort)]
        )
        labels = {each: listed(self._spec, each).label for each in used}
        self._views[name] = SavedView(name, view, columns, labels)
        self._write()
        return self._views[name]

    def rename(self, before: str, now: str) -> None:
        """Call a view otherwise; it stays in its place."""
        renamed = {now if name == before else name: view for name, view in self._views.items()}
        self._views = {name: replace(view, name=name) for name, view in renamed.items()}
        if self.default == before:
            self.default = now
        self._write()

    def forget(self, name: str) -> None:
        """Keep a view no longer."""
        self._views.pop(name, None)
        if self.default == name:
            self.default = ""
        self._write()

    def open_with(self, name: str) -> None:
        """Have the page open with the view ``name``; blank for none."""
        self.default = name
        self._write()

    def _write(self) -> None:
        views = [_written(view) for view in self._views.values()]
        self._preferences.keep(self._key, {"views": views, "default": self.default})


def _written(saved: SavedView) -> dict[str, Any]:
    view = saved.view
    return {
        "name": saved.name,
        "search": view.search,
        "filters": [
            {"field": each.field, "values": list(each.values), "contains": each.contains}
            for each in view.filters
        ],
        "sort": [list(each) for each in view.sort],
        "as_at": view.as_at,
        "incomplete": view.incomplete,
        "papers": list(view.papers) if view.papers else None,
        "crowd": view.crowd,
        "flag": view.flag,
        "columns": list(saved.columns),
        "labels": dict(saved.labels),
    }


def _read(kept: Mapping[str, Any]) -> SavedView:
    view = View(
        search=kept["search"],
        filters=tuple(
            Filter(each["field"], frozenset(each["values"]), each["contains"])
            for each in kept["filters"]
        ),
        sort=tuple(Sort(name, descending) for name, descending in kept["sort"]),
        as_at=kept["as_at"],
        incomplete=kept["incomplete"],
        papers=Papers(*papers) if (papers := kept.get("papers")) else None,
        crowd=Crowd(crowd) if (crowd := kept.get("crowd")) else None,
        flag=kept.get("flag") or "",
    )
    return SavedView(kept["name"], view, tuple(kept["columns"]), kept["labels"])
