"""Rule profiles: the figures of the regulations, each with its source and its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.errors import Refused
from app.models.all import journal, own_figures
from app.resources import read_toml, toml_files
from app.spec.findings import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

NATIONAL = "national"
PROVINCE_SETTING = "rules.province"  # id of a shipped profile that stands over the national one
OWN = "own"  # profile of the union's own figures, which stand over all
OWN_RULE = "本会规定"  # cited where the union named no source


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that unions are known to use, and where (handbook 0.3)."""

    value: int
    note: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a regulation.

    Attributes:
        alternatives: other values in use elsewhere, to be chosen from.
        value: integer in ``unit``, or a yes or no.
        citation: where it stands; ``confirmed`` when the text was read (已核).
        valid_from: first ISO day in force; blank means always.
        valid_until: first ISO day no longer in force; blank means still in force.
        profile: id of the profile that gives it.
    """

    key: str
    value: int
    unit: str
    citation: Citation
    valid_from: str = ""
    valid_until: str = ""
    profile: str = ""
    alternatives: tuple[Alternative, ...] = ()

    def in_force(self, on: str) -> bool:
        """Whether the figure holds on the ISO day ``on``."""
        begun = not self.valid_from or self.valid_from <= on
        return begun and (not self.valid_until or on < self.valid_until)


@dataclass(frozen=True, slots=True)
class Profile:
    """Figures of several profiles, those that stand over others first."""

    figures: tuple[Figure, ...]

    def figure(self, key: str, on: str) -> Figure:
        """The figure ``key`` in force on the ISO day ``on``.

        Raises:
            KeyError: no profile gives it for that day, which is a fault of the program's data.
        """
        for figure in self.figures:
            if figure.key == key and figure.in_force(on):
                return figure
        raise KeyError(f"no profile gives {key} on {on}")


def figures_of(document: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The figures of a profile's parsed TOML document."""
    return tuple(
        Figure(
            key=entry["key"],
            value=int(entry["value"]),
            unit=entry.get("unit", ""),
            citation=Citation(
                title=entry["source"]["title"],
                number=entry["source"].get("number", ""),
                article=entry["source"].get("article", ""),
                confirmed=entry["confidence"] == "confirmed",
            ),
            valid_from=entry.get("valid_from", ""),
            valid_until=entry.get("valid_until", ""),
            profile=document["id"],
            alternatives=tuple(
                Alternative(int(other["value"]), other["note"])
                for other in entry.get("alternatives", ())
            ),
        )
        for entry in document["figures"]
    )


def shipped_profiles() -> dict[str, str]:
    """Id and title of every profile the program ships with."""
    documents = (read_toml(path) for path in toml_files("rules"))
    return {document["id"]: document["title"] for document in documents}


def profile(province: str = "", own: Iterable[Figure] = ()) -> Profile:
    """National figures, under those of ``province``, under the union's ``own``.

    Args:
        province: id of a shipped profile.
        own: those that begin later first.

    Raises:
        Refused: ``province`` is not shipped.
    """
    layers: list[Iterable[Figure]] = [own]
    if province:
        if province not in shipped_profiles():
            raise Refused(
                f"这份台账用的地方规则“{province}”，本版程序里没有",
                "台账没有变化",
                "请用原来那台电脑上的版本打开，或从“备份”里恢复",
                "G-802",
            )
        layers.append(figures_of(read_toml(f"rules/{province}.toml")))
    layers.append(figures_of(read_toml(f"rules/{NATIONAL}.toml")))
    return Profile(tuple(figure for layer in layers for figure in layer))


def profile_of(reader: Connection, *, before: str = "9999") -> Profile:
    """The profile that the ledger file has chosen.

    Args:
        before: own figures that begin on this ISO day or later are left out.
    """
    setting = journal.Setting
    province = reader.scalar(select(setting.value).where(setting.key == PROVINCE_SETTING))
    return profile(province or "", _own_figures(reader, before))


def _own_figures(reader: Connection, before: str) -> Iterable[Figure]:
    table = own_figures.OwnFigure.__table__.c
    begins = func.coalesce(table.valid_from, "")
    query = select(table.figure, table.value, begins, table.source)
    rows = reader.execute(
        query.where(table.retired_at.is_(None), begins < before).order_by(
            begins.desc(), table.id.desc()
        )
    )
    units = {figure.key: figure.unit for figure in profile().figures}
    for key, value, valid_from, source in rows:
        citation = Citation(source or OWN_RULE)
        yield Figure(key, value, units[key], citation, valid_from, profile=OWN)
