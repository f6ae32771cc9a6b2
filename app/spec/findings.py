"""Findings: things wrong, or worth saying, about records. Values, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs.

    ERROR refuses a save; WARNING can be acknowledged by name with a reason; NOTE is shown only.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


PRACTICE = "通行做法"  # what is done everywhere and stands in no document


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands.

    Attributes:
        title: the document, such as ``工会会员会籍管理办法``.
        number: its number, such as ``总工发〔2016〕27号``; blank where it has none.
        article: such as ``第四条``; blank where the whole document is meant.
        confirmed: whether the text was read (已核) or is only recalled (待核).
    """

    title: str
    number: str = ""
    article: str = ""
    confirmed: bool = False

    def __str__(self) -> str:
        number = f"（{self.number}）" if self.number else ""
        state = "" if self.confirmed else "（条文待核）"
        title = self.title if self.title == PRACTICE else f"《{self.title}》"
        return f"{title}{number}{self.article}{state}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about one record, or about one field of it.

    Attributes:
        rule: id of the rule that speaks, such as ``mem-id-check``.
        message: the sentence shown, in Chinese, with its figures filled in.
        record: id of the record kind; blank when it concerns the ledger as a whole.
        record_id: the row; ``None`` for a draft not yet saved.
        name: what a person calls the row.
        due: ISO day by which it should be mended, where there is one.
    """

    rule: str
    level: Level
    message: str
    citations: tuple[Citation, ...] = ()
    record: str = ""
    record_id: int | None = None
    field: str | None = None
    name: str = ""
    due: str | None = None
