"""What a rule is: a plain function with a citation that names the records breaking it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy import func, select

from app.spec.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement, Connection

    from app.rules.profile import Figure, Profile
    from app.spec.findings import Citation, Level

T = TypeVar("T")
_FEW = 1000  # rows up to which a question names each by itself


@dataclass(frozen=True, slots=True)
class Breach:
    """One record that breaks a rule; the rule adds who speaks and where it stands.

    Attributes:
        figure: the profile's figure that fired, cited beside the rule.
        level: where one breach weighs less than the rule's own level.
    """

    message: str
    record_id: int | None = None
    field: str | None = None
    name: str = ""
    figure: Figure | None = None
    level: Level | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule looks at.

    Attributes:
        today: ISO day that decides what is late or in the future.
        ids: the only rows of the rule's record asked about; ``None`` for all.
        saving: whether a save waits for the answer. Then only what is wrong counts, not what is
            merely not known yet.
    """

    reader: Connection
    today: str
    profile: Profile
    ids: frozenset[int] | None = None
    saving: bool = False
    _read: dict[object, object] = field(default_factory=dict)

    def among(self, column: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
        """The condition that keeps a query to the rows asked about."""
        if self.ids is None:
            return ()
        if len(self.ids) <= _FEW:
            return (column.in_(self.ids),)
        # One value for all: each number alone would cost as much as the question itself.
        numbers = func.json_each(json.dumps(sorted(self.ids))).table_valued("value")
        return (column.in_(select(numbers.c.value)),)

    def figure(self, key: str) -> Figure:
        """The figure ``key`` of the profile in force today."""
        return self.profile.figure(key, self.today)

    def once(self, read: Callable[[Scope], T]) -> T:
        """What ``read`` gives, read once for all rules that look at the same rows."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast("T", self._read[read])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the regulations.

    Attributes:
        id: as in the handbook, such as ``mem-id-check``; never reused.
        record: table whose rows it speaks of; blank for the ledger as a whole.
        check: yields a breach for each row that does not fulfil it.
        at_save: whether it can refuse a save; the others wait for a check of the whole ledger.
        has_days: whether its breaches have a last day, which lists show beside the value.
    """

    id: str
    record: str
    level: Level
    citations: tuple[Citation, ...]
    check: Callable[[Scope], Iterable[Breach]]
    at_save: bool = False
    has_days: bool = False

    def findings(self, scope: Scope) -> list[Finding]:
        """What the rule says of the rows of ``scope``."""
        return [self._finding(breach) for breach in self.check(scope)]

    def _finding(self, breach: Breach) -> Finding:
        citations = self.citations
        if breach.figure is not None and breach.figure.citation not in citations:
            citations = (*citations, breach.figure.citation)
        return Finding(
            rule=self.id,
            level=breach.level or self.level,
            message=breach.message,
            citations=citations,
            record=self.record,
            record_id=breach.record_id,
            field=breach.field,
            name=breach.name,
            due=breach.due,
        )
