"""Files that are whole or not there: written beside the target, then put in its place."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import StorageError
from app.files import flush, flush_folder, put_in_place, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_RUST_CODE = re.compile(r"(?:Os \{ code: |os error )(\d+)")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to; leaving the block puts the file in the place of ``target``.

    What was at ``target`` stays until then, and for good when the block raises. Only the user may
    read the file, then as later.

    Raises:
        StorageError: the file could not be written or put in place. Nothing was changed.
    """
    draft = None
    try:
        _refuse_folder(target)
        sweep(target.parent, [".ghdb-*.tmp"])
        handle, name = tempfile.mkstemp(prefix=".ghdb-", suffix=".tmp", dir=target.parent)
        os.close(handle)
        draft = Path(name)
        yield draft
        flush(draft)
        put_in_place(draft, target)
        flush_folder(target.parent)
    except OSError as problem:
        raise _refusal(target, problem) from problem
    except BaseException as problem:
        if _tells_of_a_full_disk(problem):
            raise _refusal(target, OSError(errno.ENOSPC, "full")) from problem
        raise
    finally:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Writes ``content`` to ``target``, whole or not at all.

    Raises:
        StorageError: see :func:`replacing`.
    """
    with replacing(target) as draft:
        draft.write_bytes(content)


def _tells_of_a_full_disk(problem: BaseException) -> bool:
    """Whether a library written in Rust gave up for want of space; its panics name the code."""
    told = _RUST_CODE.search(str(problem))
    return told is not None and int(told[1]) in {*_FULL, 112}


def _refuse_folder(target: Path) -> None:
    if target.is_dir():  # Windows would speak of missing rights
        raise IsADirectoryError(errno.EISDIR, "a folder", str(target))


def _refusal(target: Path, problem: OSError) -> StorageError:
    safe = "台账没有变化，没有写入任何文件"
    if target.exists():
        safe = "台账没有变化，原来的同名文件还在"
    if problem.errno in _FULL or getattr(problem, "winerror", None) == 112:
        reason, todo = "磁盘空间不足", "请清理出一些空间，再做一次"
    elif isinstance(problem, IsADirectoryError):
        reason, todo = "这是一个文件夹的名字", "请换一个文件名，再做一次"
        safe = "台账没有变化，文件夹里的内容还在"
    elif problem.errno == errno.EROFS:
        reason, todo = "这个位置只能读，不能写入", "请换一个文件夹，再做一次"
    elif isinstance(problem, PermissionError):
        reason = "文件正在别的程序中打开，或不允许写入"
        todo = "请关闭正在使用它的窗口，或换一个文件夹，再做一次"
    elif isinstance(problem, FileNotFoundError | NotADirectoryError):
        reason, todo = "文件夹不存在", "请选择一个已有的文件夹，再做一次"
    else:
        reason, todo = "磁盘没有写成功", "请换一个文件夹，再做一次"
    return StorageError(f"没有写成“{target.name}”：{reason}", safe, todo, "D-110")
