"""Code lists: the fixed vocabularies of the field, dated, with the names they go by."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list.

    Attributes:
        valid_from: first day in force, ISO; blank means always.
        valid_until: first day no longer in force, ISO; blank means still in force.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""


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

    def __contains__(self, code: object) -> bool:
        return code in self._labels

    def label(self, code: str) -> str:
        """The label of ``code``; an unknown code is shown as it stands."""
        return self._labels.get(code, code)

    def find(self, text: str) -> str | None:
        """The code that ``text`` names by code, label or alias."""
        return self._lookup.get(fold(text))

    def advice_on(self, text: str) -> str:
        """What to do instead of writing ``text`` here; blank where nothing is known."""
        word = fold(text)
        return next((a.text.format(word=text) for a in self.advice if word in a.words), "")

    def nearest(self, text: str, count: int = 3) -> tuple[str, ...]:
        """Labels most like ``text``, for the message that refuses it."""
        labels = list(self._labels.values())
        near = difflib.get_close_matches(text, labels, n=count, cutoff=0.3)
        return tuple((near + [label for label in labels if label not in near])[:count])

    def in_force(self, on: str) -> tuple[Code, ...]:
        """Entries that may be chosen on the ISO day ``on``."""
        return tuple(
            entry
            for entry in self.codes
            if (not entry.valid_from or entry.valid_from <= on)
            and (not entry.valid_until or on < entry.valid_until)
        )


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
