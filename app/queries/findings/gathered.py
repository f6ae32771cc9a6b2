"""Findings gathered by rule, so that two hundred of one kind are one line that opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules.titles import TITLES, chapter_of
from app.spec.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.spec.findings import Finding
    from app.spec.record import Chapter

LEVEL_WORDS: Mapping[Level, str] = {
    Level.ERROR: "须改正",
    Level.WARNING: "提醒",
    Level.NOTE: "说明",
}
_NEVER = "9999"  # sorts behind every day
_MEMBER, _UNION = "member", "union_profile"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which findings are wanted.

    Attributes:
        within: their last day is past, or so many days from today at most.
    """

    level: Level | None = None
    chapter: Chapter | None = None
    within: int | None = None

    def values(self) -> dict[str, object]:
        """What is asked for, by name; for the paper of the same list."""
        word = None if self.level is None else LEVEL_WORDS[self.level]
        asked = {"level": word, "chapter": self.chapter, "within": self.within}
        return {name: value for name, value in asked.items() if value is not None}

    def lets_through(self, finding: Finding, today: str) -> bool:
        """Whether a finding of the ISO day ``today`` is wanted."""
        if self.level is not None and finding.level is not self.level:
            return False
        if self.chapter is not None and chapter_of(finding.rule) is not self.chapter:
            return False
        if self.within is None:
            return True
        return finding.due is not None and days_left(finding.due, today) <= self.within


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one rule found with one weight; never empty.

    Attributes:
        findings: those with the nearest last day first.
    """

    rule: str
    level: Level
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """What the rule is about."""
        return TITLES[self.rule]

    @property
    def due(self) -> str | None:
        """The nearest last day."""
        return self.findings[0].due

    @property
    def count_text(self) -> str:
        """So many people, or lines."""
        if self.findings[0].record == _MEMBER:
            return f"{len({finding.record_id for finding in self.findings}):,} 人"
        return f"{len(self.findings):,} 条"


def gathered(findings: Iterable[Finding]) -> list[Gathered]:
    """Findings by rule and weight: what must be mended first, then by the nearest last day."""
    together: dict[tuple[Level, str], list[Finding]] = {}
    for finding in findings:
        together.setdefault((finding.level, finding.rule), []).append(finding)
    found = [
        Gathered(rule, level, tuple(sorted(each, key=_by_day)))
        for (level, rule), each in together.items()
    ]
    order = list(Level)
    return sorted(found, key=lambda each: (order.index(each.level), each.due or _NEVER))


def count_gathered(findings: Iterable[Finding], level: Level) -> int:
    """How many lines of one weight :func:`gathered` makes of the findings."""
    return len({finding.rule for finding in findings if finding.level is level})


def _by_day(finding: Finding) -> tuple[str, str, int]:
    return (finding.due or _NEVER, finding.name, finding.record_id or 0)


def about(finding: Finding) -> str:
    """The message, beginning with whom it is about where it does not say so itself.

    Of the union itself there is one in a ledger.
    """
    if finding.record == _UNION:
        return finding.message
    if finding.name and finding.name not in finding.message:
        return f"{finding.name}：{finding.message}"
    return finding.message


def grounds(finding: Finding) -> str:
    """Where the rule stands, 待核 where it is only recalled."""
    return "；".join(map(str, finding.citations))


def days_left(due: str, today: str) -> int:
    """Days from ``today`` to the last day; negative once it is past."""
    return (dt.date.fromisoformat(due) - dt.date.fromisoformat(today)).days


def term_words(due: str, today: str) -> str:
    """How much time is left: 还有 6 天, 今天到期, 已过 13 天."""
    days = days_left(due, today)
    if days > 0:
        return f"还有 {days} 天"
    return "今天到期" if days == 0 else f"已过 {-days} 天"
