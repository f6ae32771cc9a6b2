"""Puts the rooms together: an open ledger with its rules and registers, and the house around it."""

from app.bootstrap.desk import Desk
from app.bootstrap.health import clock_doubt, is_check_due
from app.bootstrap.house import BackupState, House
from app.bootstrap.opening import (
    create_desk,
    create_sample,
    open_desk,
    open_desk_or_view,
    open_desk_to_note,
    restore_backup,
    verify_file,
)

__all__ = [
    "BackupState",
    "Desk",
    "House",
    "clock_doubt",
    "create_desk",
    "create_sample",
    "is_check_due",
    "open_desk",
    "open_desk_or_view",
    "open_desk_to_note",
    "restore_backup",
    "verify_file",
]
