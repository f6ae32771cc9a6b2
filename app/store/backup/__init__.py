"""Backups: made, listed, thinned, restored.

A backup is a ledger file beside a small JSON file of the same name that holds its digest. Only
backups whose digest and content were checked count when old ones are thinned.
"""

from app.store.backup.kept import (
    DAILY,
    MONTHLY,
    WEEKLY,
    Backup,
    Whose,
    backup_folder,
    list_backups,
    side_file,
    stem_of,
    superfluous,
    thin,
    whose,
)
from app.store.backup.making import check_backup, copy_backup, make_backup
from app.store.backup.restoring import restore

__all__ = [
    "DAILY",
    "MONTHLY",
    "WEEKLY",
    "Backup",
    "Whose",
    "backup_folder",
    "check_backup",
    "copy_backup",
    "list_backups",
    "make_backup",
    "restore",
    "side_file",
    "stem_of",
    "superfluous",
    "thin",
    "whose",
]
