"""From what was typed into cells to an action: parse, save, and say what was refused where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.spec.drafts import problems
from app.spec.findings import Finding, Level
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, is_masked, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from app.errors import AppError
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.store.unit import Changed, Unit
    from app.ui.hub import AskReason, ShowError, ShowFindings

    Typed = Mapping[str, object]  # field name to text, or to a stored value
    Besides = Callable[[Unit], object]

NEW = 0  # stands for the number of a row that is not saved yet; numbers begin with 1


@dataclass(frozen=True, slots=True)
class Held:
    """What was typed into a cell and not taken."""

    raw: object
    message: str
    level: Level = Level.ERROR


@dataclass(slots=True)
class Outcome:
    """What became of an edit.

    Attributes:
        held: by row number and field; new rows go by ``NEW`` less their place: 0, -1, -2 …
        findings: what the rules say, where they speak.
        error: any other refusal.
        saved: whether anything was written.
        added: numbers of the rows added.
        changed: the fields written of rows that were there, by number.
        touched: the kinds of record that were written to.
        asked: how many rows were to be saved.
        deed: what was done with a whole block of cells: 粘贴, 填充; blank for single cells.
    """

    held: dict[tuple[int, str], Held] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    error: AppError | None = None
    saved: bool = False
    added: list[int] = field(default_factory=list)
    changed: Mapping[int, Collection[str]] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    asked: int = 0
    deed: str = ""

    @property
    def may_be_reasoned(self) -> bool:
        """Whether a reason is all that is wanting."""
        return bool(self.findings) and all(f.level is Level.WARNING for f in self.findings)


@dataclass(slots=True)
class _Batch:
    """Rows about to be saved, in their stored values."""

    changes: dict[int, dict[str, object]] = field(default_factory=dict)
    additions: dict[int, dict[str, object]] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    besides: Besides | None = None

    def __len__(self) -> int:
        return len(self.changes) + len(self.additions)

    def numbers_of(self, finding: Finding) -> list[int]:
        """The row a finding speaks of, as the table knows it."""
        if finding.record_id in self.changes:
            return [finding.record_id] if finding.record_id else []
        if finding.record_id in self.added:
            return [list(self.additions)[self.added.index(finding.record_id)]]
        return []

    def without(self, numbers: set[int]) -> _Batch:
        """The other rows."""
        return _Batch(
            {number: draft for number, draft in self.changes.items() if number not in numbers},
            {number: draft for number, draft in self.additions.items() if number not in numbers},
        )


class Acting(Protocol):
    """Whoever runs an action on the ledger and tells those concerned; see :class:`Office`."""

    def act(
        self,
        name: str,
        title: str,
        work: Callable[[Unit], object],
        *,
        ask: AskReason,
        refuse: ShowFindings,
        show: ShowError,
    ) -> Changed | None:
        """Run one action; ``None`` when it did not happen."""


class Writer:
    """Saves what was typed into the cells of one register."""

    def __init__(self, office: Acting, spec: RecordSpec) -> None:
        self._office = office
        self._spec = spec
        self.labels: Mapping[str, Mapping[int, str]] = {}
        self.today = ""  # codes not in force on this day cannot be chosen anew

    def read(self, column: FieldSpec, raw: object) -> object:
        """The stored value of what was typed or pasted for ``column``.

        Raises:
            ValueProblem: it cannot be taken.
        """
        if not isinstance(raw, str):
            return raw  # chosen or copied inside the program: a stored value already
        if column.kind is Kind.REFERENCE and raw.strip():
            return self._refer(column, raw.strip())
        if is_masked(column) and "*" in raw:
            raise ValueProblem("带星号的是遮盖过的号码，请填完整的号码")
        return parse(column, raw, on=self.today)

    def _refer(self, column: FieldSpec, name: str) -> int:
        found = [
            number for number, label in self.labels.get(column.name, {}).items() if label == name
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueProblem(f"有 {len(found)} 个“{name}”，请从列表中选定一个")
        raise ValueProblem(f"名单里没有“{name}”，请从列表中选择，或先登记")

    def save(
        self,
        title: str,
        changes: Mapping[int, Typed],
        additions: Sequence[Typed] = (),
        *,
        reason: str | None = None,
        besides: Besides | None = None,
    ) -> Outcome:
        """Save all rows that can be saved in one action; hold the rest.

        Args:
            title: what history shows.
            reason: why to go on in spite of warnings.
            besides: done after the changes in the same action.
        """
        outcome = Outcome()
        batch = _Batch(besides=besides)
        for number, typed in changes.items():
            draft = self.check(number, typed, outcome)
            if draft or besides is not None:
                batch.changes[number] = draft
        for place, typed in enumerate(additions):
            draft = self.check(NEW - place, typed, outcome)
            if not any(number == NEW - place for number, _name in outcome.held):
                batch.additions[NEW - place] = draft
        while len(batch):
            refused = self._act(title, batch, reason, outcome)
            if refused is None:
                break
            self._hold(batch, refused, changes, additions, outcome)
            batch = batch.without(refused)
        return outcome

    def check(self, number: int, typed: Typed, outcome: Outcome) -> dict[str, object]:
        """The stored values of what was typed into a row; what cannot be read is held."""
        draft: dict[str, object] = {}
        for name, raw in typed.items():
            column = self._spec.fields[name]
            try:
                value = self.read(column, raw)
            except ValueProblem as problem:
                outcome.held[number, name] = Held(raw, problem.message)
                continue
            # Said here of the one cell; the action would refuse all rows of the batch for it.
            if (fault := next(problems(column, value), "")) and not column.derived:
                outcome.held[number, name] = Held(raw, fault)
            else:
                draft[name] = value
        return draft

    def _act(
        self, title: str, batch: _Batch, reason: str | None, outcome: Outcome
    ) -> set[int] | None:
        """Try to save; the rows that are refused, or ``None`` when all were saved."""
        from app.actions import records

        found: list[Finding] = []

        def work(unit: Unit) -> None:
            if batch.changes:
                records.change_all(unit, self._spec, batch.changes)
            if batch.additions:
                batch.added = records.add_all(unit, self._spec, list(batch.additions.values()))
            if batch.besides is not None:
                batch.besides(unit)

        def ask(findings: Sequence[Finding]) -> str | None:
            if reason is None:
                found.extend(findings)
            return reason

        def fail(error: AppError) -> None:
            outcome.error = error

        name = "change_records" if batch.changes else "add_records"
        changed = self._office.act(name, title, work, ask=ask, refuse=found.extend, show=fail)
        if changed is not None:
            outcome.saved = changed.action_id is not None
            outcome.added = batch.added
            outcome.changed = batch.changes
            outcome.touched = frozenset(changed.records)
            return None
        outcome.findings += found
        everything = set(batch.changes) | set(batch.additions)
        refused = {number for finding in found for number in batch.numbers_of(finding)}
        return refused or everything

    def _hold(
        self,
        batch: _Batch,
        refused: set[int],
        changes: Mapping[int, Typed],
        additions: Sequence[Typed],
        outcome: Outcome,
    ) -> None:
        """Keep what was typed into refused rows, each cell with what is said against it."""
        of_row: dict[int, list[Finding]] = {}
        of_all: list[Finding] = []
        for finding in outcome.findings:
            numbers = batch.numbers_of(finding)
            (of_row.setdefault(numbers[0], []) if numbers else of_all).append(finding)
        for number in refused:
            typed = changes.get(number) if number > NEW else additions[NEW - number]
            spoken = of_row.get(number, []) + of_all
            said = [finding.message for finding in spoken] or [
                outcome.error.text if outcome.error else ""
            ]
            level = Level.ERROR
            if spoken and all(finding.level is Level.WARNING for finding in spoken):
                level = Level.WARNING
            for name, raw in (typed or {}).items():
                own = [f.message for f in spoken if f.field == name]
                # A rule may speak of another field than the one typed: 性别 against 身份证号.
                message = " ".join(own or said)
                outcome.held.setdefault((number, name), Held(raw, message, level))
