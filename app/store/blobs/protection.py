"""The triggers that keep contents as they are, and records from vanishing below their papers."""

from __future__ import annotations

from app.models.all import RECORDS, attachments, entries

_ATTACHMENT = attachments.Attachment.__tablename__
_BLOB = attachments.Blob.__tablename__
_ENTRY = entries.LedgerEntry.__tablename__


def guards() -> dict[str, str]:
    """Name and text of each trigger.

    Contents only ever become more: an undone removal, or a look at an old state, may need any of
    them again. Which record an attachment belongs to no foreign key can say, because every
    register has its own table; so a trigger refuses to delete a record that has any.
    """
    kept = "BEGIN SELECT RAISE(ABORT, 'BLOB_IMMUTABLE'); END"
    made = {
        "blob_is_kept": f"CREATE TRIGGER blob_is_kept BEFORE DELETE ON {_BLOB} {kept}",
        "blob_is_frozen": f"CREATE TRIGGER blob_is_frozen BEFORE UPDATE ON {_BLOB} {kept}",
    }
    for table in (record.__tablename__ for record in RECORDS):
        if table == _ATTACHMENT:
            continue
        register = "OLD.ledger_id" if table == _ENTRY else f"'{table}'"
        name = f"{table}_has_attachments"
        made[name] = (
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {_ATTACHMENT} "
            f"WHERE register = {register} AND record_id = OLD.id) "
            "BEGIN SELECT RAISE(ABORT, 'HAS_ATTACHMENTS'); END"
        )
    return made
