"""Code lists: the fixed vocabularies of the field, dated, with the names they go by."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.spec.pinyin import search_keys, usual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LETTERS = re.compile("[A-Za-z]+")
_ALIKE = 0.3  # the least likeness of a label that is named first
_TOLD_WHOLE = 8  # labels; longer lists are not told whole where a word is refused


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list.

    Attributes:
        valid_from: first day in force, ISO; blank means always.
        valid_until: first day no longer in force, ISO; blank means still in force.
        group: what the entry counts as in a coarser division; blank where there is none.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    group: str = ""

    def in_force(self, on: str) -> bool:
        """Whether the entry may be chosen on the ISO day ``on``."""
        has_begun = not self.valid_from or self.valid_from <= on
        return has_begun and (not self.valid_until or on < self.valid_until)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write instead of certain words.

    Attributes:
        text: a sentence without its full stop; ``{word}`` stands for what was written.
    """

    words: frozenset[str]
    text: str


def fold(text: str) -> str:
    """``text`` as it is compared with labels: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True)
class CodeList:
    """A dated list of codes.

    Attributes:
        source: the standard or document the list is taken from.
        confirmed: whether that source was read (已核) or only recalled (待核).
        advice: what to do about words that people look for in this list and that belong elsewhere.
    """

    id: str
    title: str
    codes: tuple[Code, ...]
    source: str = ""
    confirmed: bool = False
    advice: tuple[Advice, ...] = ()

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {entry.code: entry.label for entry in self.codes}

    @cached_property
    def _lookup(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for entry in self.codes:
            for name in (entry.code, entry.label, *entry.aliases):
                found.setdefault(fold(name), entry.code)
        return found

    @cached_property
    def _in_usual_writing(self) -> Mapping[str, str | None]:
        """By name in usual characters; ``None`` where two entries differ in their writing only."""
        found: dict[str, str | None] = {}
        for name, code in self._lookup.items():
            key = usual(name)
            found[key] = code if found.get(key, code) == code else None
        return found

    def __contains__(self, code: object) -> bool:
        return code in self._labels

    def label(self, code: str) -> str:
        """The label of ``code``; an unknown code is shown as it stands."""
        return self._labels.get(code, code)

    def find(self, text: str) -> str | None:
        """The code that ``text`` names by code, label or alias, be it in traditional writing."""
        word = fold(text)
        return self._lookup.get(word) or self._in_usual_writing.get(usual(word))

    def advice_on(self, text: str) -> str:
        """What to do instead of writing ``text`` here; blank where nothing is known."""
        words = {fold(text), usual(fold(text))}
        return next((a.text.format(word=text) for a in self.advice if words & a.words), "")

    def nearest(self, text: str, count: int = 3, *, on: str = "") -> tuple[str, ...]:
        """Labels most like ``text``, for the message that refuses it.

        Letters are compared with the pinyin of the labels and with its initials.

        Args:
            on: ISO day; only labels that may be chosen then. Blank asks of any time.
        """
        entries = self.in_force(on) if on else self.codes
        called: dict[str, tuple[str, ...]] = {entry.label: (entry.label,) for entry in entries}
        if _LETTERS.fullmatch(text):
            called = {label: search_keys(label) for label in called}
        word = usual(text.casefold())

        def likeness(label: str) -> float:
            return max(difflib.SequenceMatcher(None, name, word).ratio() for name in called[label])

        near = [label for label in called if likeness(label) >= _ALIKE]
        near = sorted(near, key=likeness, reverse=True)
        return tuple((near + [label for label in called if label not in near])[:count])

    def examples(self, text: str, *, on: str = "") -> str:
        """What may be written instead of ``text``: all labels, or of many the nearest three.

        Args:
            on: as in :meth:`nearest`.
        """
        labels = dict.fromkeys(entry.label for entry in (self.in_force(on) if on else self.codes))
        if len(labels) <= _TOLD_WHOLE:
            return "、".join(self.nearest(text, len(labels), on=on))
        return f"{'、'.join(self.nearest(text, on=on))}等 {len(labels)} 个"

    def is_in_force(self, code: str, on: str) -> bool:
        """Whether ``code`` may be chosen on the ISO day ``on``."""
        return any(entry.code == code for entry in self.in_force(on))

    def in_force(self, on: str) -> tuple[Code, ...]:
        """Entries that may be chosen on the ISO day ``on``."""
        return tuple(entry for entry in self.codes if entry.in_force(on))


def code_list(document: Mapping[str, Any]) -> CodeList:
    """A code list from its parsed TOML document (``resources/codes``)."""
    return CodeList(
        id=document["id"],
        title=document["title"],
        source=document.get("source", ""),
        confirmed=document.get("confirmed", False),
        codes=tuple(
            Code(
                code=str(entry["code"]),
                label=entry["label"],
                aliases=tuple(entry.get("aliases", ())),
                valid_from=entry.get("valid_from", ""),
                valid_until=entry.get("valid_until", ""),
                group=entry.get("group", ""),
            )
            for entry in document["codes"]
        ),
        advice=tuple(
            Advice(frozenset(map(fold, entry["words"])), entry["text"])
            for entry in document.get("advice", ())
        ),
    )


def plain_list(list_id: str, title: str, labels: Iterable[str]) -> CodeList:
    """A list whose codes are its labels, as working ledgers write them."""
    return CodeList(list_id, title, tuple(Code(label, label) for label in labels))
