"""What names in a sheet refer to: records of other registers, and departments spelt as before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.actions import records
from app.actions.importing.asked import Word
from app.actions.importing.reading.words import KnownWords, compared
from app.actions.keeping import CheckedRow, ParsedDraft
from app.models.all import record_called
from app.models.base import spec_of
from app.queries.listing import View, reference_labels, value_counts
from app.spec.codes import fold
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.actions.importing.asked import WordAnswers
    from app.actions.importing.reading.words import Resemblance
    from app.actions.keeping import ReadDraft
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

_NUMBER_AFTER = re.compile(r"（[^（）]*）$")
_DEPARTMENT = "部门"  # a text field whose label holds it is spelt the same way throughout


@dataclass(frozen=True, slots=True)
class NewReference:
    """A name that no record of the other register has yet; added when the import is written."""

    target: str
    name: str


class References:
    """What the names of a sheet mean: records for reference fields, spellings for departments.

    Attributes:
        doubts: names that resemble known ones, by field name and compared name: as written
            first, and what they may mean.
        settled: names read as a known one that is written differently: by field name and name
            as written, what it is called.
    """

    def __init__(
        self, reader: Connection, spec: RecordSpec, columns: Sequence[str], answers: WordAnswers
    ) -> None:
        self._spec = spec
        self._answers = answers
        self._known = known_words(reader, spec, columns)
        self._new: dict[str, dict[str, str]] = {}
        self.doubts: dict[tuple[str, str], tuple[str, tuple[Resemblance, ...]]] = {}
        self.settled: dict[tuple[str, str], str] = {}

    def find(self, field_name: str, raw: object) -> object:
        """The number of the record called ``raw``; a :class:`NewReference` where one may be made.

        Raises:
            ValueProblem: no such record and none may be made, several of that name, or one of a
                similar name, so that a person has to say what is meant.
        """
        name = clean(str(raw)) if raw is not None else ""
        if not name:
            return None
        answer = self._answers.get(field_name, {}).get(compared(name))
        if answer in self._known[field_name].values:  # the record may be gone since
            return answer
        if answer is Word.BLANK:
            return None
        target = self._spec.fields[field_name].target or ""
        found = self._known[field_name].exact(name)
        if _is_person(target):
            found = [one for one in found if fold(one[1]) == fold(name)]  # 王一 is not 王1
        if len(found) > 1:  # 一组 and 1组 may both be there
            found = [one for one in found if one[1] == name] or found
        if len(found) == 1:
            return self._said(field_name, name, found[0])
        if found:
            raise ValueProblem(f"有 {len(found)} 个“{name}”，分不清是哪一个")
        if not _is_made_of_its_name(target):
            raise ValueProblem(f"没有找到“{name}”")
        return self._new_or_alike(field_name, name, answer)

    def _new_or_alike(self, field_name: str, name: str, answer: object) -> object:
        """A record to be added, unless ``name`` is certainly or perhaps one that is there."""
        if answer is not Word.NEW:
            if one := self._known[field_name].certain(name):
                return self._said(field_name, name, one)
            if alike := self._doubt(field_name, name):
                raise ValueProblem(f"“{name}”可能是“{alike[0].label}”，请先选定是哪一个")
        target = self._spec.fields[field_name].target or ""
        called = self._new.setdefault(target, {}).setdefault(compared(name), name)
        return NewReference(target, called)

    def spelling(self, field_name: str, text: str) -> str | None:
        """A department as the register spells it; ``text`` itself where it knows none like it."""
        answer = self._answers.get(field_name, {}).get(compared(text))
        if answer is Word.BLANK:
            return None
        if answer is Word.NEW:
            return text
        if isinstance(answer, str):
            return answer
        known = self._known[field_name]
        found = [str(value) for value, _label in known.exact(text)]
        if text in found:
            return text
        if len(found) == 1:
            return str(self._said(field_name, text, (found[0], found[0])))
        if not found:
            self._doubt(field_name, text)
        return text

    def _said(self, field_name: str, word: str, known: tuple[int | str, str]) -> int | str:
        value, label = known
        if label != word and not label.startswith(f"{word}（"):
            self.settled[field_name, word] = label
        return value

    def _doubt(self, field_name: str, word: str) -> tuple[Resemblance, ...]:
        key = compared(word)
        if (field_name, key) not in self.doubts:
            self.doubts[field_name, key] = word, self._known[field_name].resembling(word)
        return self.doubts[field_name, key][1]

    @staticmethod
    def named_in(drafts: Iterable[ReadDraft]) -> list[NewReference]:
        """The names in ``drafts`` that no record has, each once, in order."""
        values = (
            value
            for draft in drafts
            for value in (draft.cells if isinstance(draft, CheckedRow) else draft.values())
            if type(value) is NewReference
        )
        return list(dict.fromkeys(values))

    @staticmethod
    def create(unit: Unit, wanted: Iterable[NewReference]) -> dict[NewReference, int]:
        """Add the records for new names; return their numbers."""
        made: dict[NewReference, int] = {}
        by_target = sorted(wanted, key=lambda reference: reference.target)
        for target, found in groupby(by_target, key=lambda reference: reference.target):
            references = list(found)
            other = _spec(target)
            drafts = [ParsedDraft({other.name_field: each.name}) for each in references]
            made.update(zip(references, records.add_all(unit, other, drafts), strict=True))
        return made

    @staticmethod
    def settle(draft: ReadDraft, made: Mapping[NewReference, int | None]) -> ReadDraft:
        """``draft`` with new references replaced by their numbers."""
        if not made:
            return draft
        if isinstance(draft, CheckedRow):
            if NewReference not in map(type, draft.cells):
                return draft
            cells = [made[cell] if type(cell) is NewReference else cell for cell in draft.cells]
            return CheckedRow(draft.places, tuple(cells))
        return type(draft)(
            (name, made[value] if isinstance(value, NewReference) else value)
            for name, value in draft.items()
        )


def known_words(
    reader: Connection, spec: RecordSpec, columns: Sequence[str]
) -> dict[str, KnownWords]:
    """The names that reference fields and departments may mean, by field name."""
    found: dict[str, KnownWords] = {}
    for name, labels in reference_labels(reader, spec).items():
        # Namesakes are labelled with their number; the name alone finds all of them.
        found[name] = KnownWords(
            (record_id, called)
            for record_id, label in labels.items()
            for called in {label, _NUMBER_AFTER.sub("", label)}
        )
    for name in columns:
        if name in spec.fields and is_department(spec.fields[name]):
            spelt = value_counts(reader, spec, name, View())
            found[name] = KnownWords((str(value), str(value)) for value, _count in spelt if value)
    return found


def is_department(field: FieldSpec) -> bool:
    """Whether a text field names a department, so that its spelling should be one throughout."""
    return field.kind is Kind.TEXT and _DEPARTMENT in field.label


def settled_words(spec: RecordSpec, settled: Mapping[tuple[str, str], str]) -> list[str]:
    """What is said of names read as known ones: one sentence for each field."""
    found: dict[str, list[str]] = {}
    for (field_name, word), label in settled.items():
        found.setdefault(field_name, []).append(f"“{word}”即“{label}”")
    return [f"{spec.fields[name].label}：{'，'.join(said)}" for name, said in found.items()]


def _spec(record_id: str) -> RecordSpec:
    return spec_of(record_called(record_id))


def _is_made_of_its_name(target: str) -> bool:
    """Whether a record of ``target`` needs nothing but its name, and is no person."""
    spec = _spec(target)
    needed = [field.name for field in spec.fields.values() if field.required]
    return needed == [spec.name_field] and not _is_person(target)


def _is_person(target: str) -> bool:
    spec = _spec(target)
    return spec.fields[spec.name_field].kind is Kind.NAME
