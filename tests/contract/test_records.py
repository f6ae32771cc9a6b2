"""What holds for every record kind, core or working ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.models.all import RECORDS
from app.models.base import Record, spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from app.spec.record import RecordSpec

CORE = [spec_of(record) for record in RECORDS if record.layout.table]
ALL = [*CORE, *shipped_ledgers().values()]
every_record = pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.id)


def test_every_record_is_listed() -> None:
    assert set(RECORDS) == set(Record.__subclasses__())


# Records of the union as a whole. Whatever else there will be says where in the tree it belongs.
OF_THE_UNION = {
    *("Union", "CoveredUnit", "Regulation", "Certificate", "BankAccount", "Seal"),
    *("Snapshot", "DuesReceipt", "LedgerDefinition", "LedgerEntry"),
    *("ExtraColumn", "LetterText", "OwnFigure", "ImportRecipe"),
    *("SealUse",),  # belongs to a seal, which is the union's
    *("Attachment", "DistinctPair"),  # of whatever record they name, without a foreign key
}


def _in_the_tree() -> set[str]:
    """Tables that say their node or person, or whose rows belong to one that does."""
    found: set[str] = {"member_group", "member"}
    while True:
        more = {
            record.__tablename__
            for record in RECORDS
            if {"node_id", "group_id", "member_id"} & set(record.__table__.c.keys())
            or any(key.column.table.name in found for key in record.__table__.foreign_keys)
        }
        if more <= found:
            return found
        found |= more


def test_every_record_but_the_unions_own_belongs_to_a_node_of_the_tree() -> None:
    found = _in_the_tree()
    outside = {record.__name__ for record in RECORDS if record.__tablename__ not in found}
    assert outside == OF_THE_UNION


@every_record
def test_layouts_name_real_fields(spec: RecordSpec) -> None:
    on_form = [name for _title, names in spec.layout.form for name in names]
    for name in (*spec.layout.table, *spec.layout.paper, *on_form, *spec.order, spec.name_field):
        assert name in spec.fields
    assert len(on_form) == len(set(on_form))
    assert spec.name_field


@every_record
def test_every_field_is_on_the_form(spec: RecordSpec) -> None:
    on_form = {name for _title, names in spec.layout.form for name in names}
    assert on_form == set(spec.fields)


@every_record
def test_keys_name_real_fields(spec: RecordSpec) -> None:
    for key in spec.keys:
        assert set(key) <= set(spec.fields)


@every_record
def test_headings_are_not_ambiguous(spec: RecordSpec) -> None:
    labels = [field.label for field in spec.fields.values()]
    assert len(labels) == len(set(labels))
    aliases = [alias for field in spec.fields.values() for alias in field.aliases]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(labels)


@every_record
def test_fields_have_what_their_kind_needs(spec: RecordSpec) -> None:
    for field in spec.fields.values():
        assert (field.kind is Kind.CHOICE) == (field.choices is not None)
        assert (field.kind is Kind.REFERENCE) == (field.target is not None)
        assert field.label
        assert any("\u4e00" <= letter <= "\u9fff" for letter in field.label)


def test_a_field_holds_facts_only() -> None:
    names = FieldSpec.__dataclass_fields__
    assert len(names) <= 14
    spec = FieldSpec("x", "某项", Kind.TEXT)
    assert not any(callable(getattr(spec, name)) for name in names if name != "kind")
