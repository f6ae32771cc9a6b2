"""The optional start-up password of a ledger.

It keeps people at this computer from reading over a shoulder or in a break; it does not encrypt
the file. Nobody can find a forgotten password out, but whoever owns the file can open it with
other software, and the manual says so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.errors import Refused
from app.models.all import journal
from app.store.connection import explained
from app.store.unit import refuse_if_taken_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.store.unit import Surroundings

_KEY = "password"
_COST, _BLOCK, _LANES = 2**15, 8, 1  # about a tenth of a second: guessing is slow, typing is not
_MEMORY = 64 * 1024 * 1024


def _derived(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MEMORY)


def _kept(reader: Connection) -> str | None:
    setting = journal.Setting
    return reader.scalar(select(setting.value).where(setting.key == _KEY))


def is_set(reader: Connection) -> bool:
    """Whether the ledger asks for a password."""
    return _kept(reader) is not None


def is_right(reader: Connection, password: str) -> bool:
    """Whether ``password`` opens the ledger; always, when none is set."""
    kept = _kept(reader)
    if kept is None:
        return True
    facts = json.loads(kept)
    expected = base64.b64decode(facts["key"])
    found = _derived(password, base64.b64decode(facts["salt"]))
    return hmac.compare_digest(expected, found)


def set_password(
    around: Surroundings, old: str, new: str, token_bytes: Callable[[int], bytes]
) -> None:
    """Replace the password; a blank new one removes it.

    Raises:
        Refused: the old password is wrong. Nothing was changed.
        StorageError: the file could not be written.
    """
    setting = journal.Setting
    around.guard()
    with explained(around.path), around.engine.begin() as connection:
        refuse_if_taken_over(connection, around.epoch)
        if not is_right(connection, old):
            raise wrong_password()
        connection.execute(delete(setting).where(setting.key == _KEY))
        if new:
            salt = token_bytes(16)
            facts = {
                "salt": base64.b64encode(salt).decode(),
                "key": base64.b64encode(_derived(new, salt)).decode(),
            }
            connection.execute(insert(setting).values(key=_KEY, value=json.dumps(facts)))


def wrong_password() -> Refused:
    """The message for a password that does not open the ledger."""
    return Refused(
        "密码不正确，还不能打开",
        "文件没有变化，可以继续尝试",
        "密码无法由任何人找回，请找出当初写在纸上、与工会印章一起保管的密码",
        "S-801",
    )
