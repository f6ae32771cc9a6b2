"""The door of .xlsx packages: everything in them is unpacked once, counted and looked at.

Nothing is parsed by the workbook library before this door has let the file through.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.reports.readers import refusals
from app.reports.readers.marks import SheetScan
from app.reports.readers.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.readers.refusals import Limits

CHUNK = 1 << 18
DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
ENCRYPTED_FLAG = 0x1
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
# Everything that damaged and hostile packages were seen to raise out of zipfile and zlib.
ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
    LookupError,
)


@dataclass
class Package:
    """What the door learned about a workbook.

    Attributes:
        scans: by member name in lower case.
        members: member name in lower case of each sheet, by the name on its tab.
    """

    date_system: int = 1900
    scans: dict[str, SheetScan] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)

    def scan(self, sheet: str) -> SheetScan | None:
        """What was seen in ``sheet``; ``None`` when the package does not say where it is."""
        return self.scans.get(self.members.get(sheet, ""))


@contextmanager
def _trouble_is_damage() -> Iterator[None]:
    try:
        yield
    except ZIP_TROUBLE as error:
        raise refused(refusals.DAMAGED) from error


def through_the_door(file: BinaryIO, limits: Limits) -> Package:
    """Look through the whole package in ``file``.

    Raises:
        ImportRefused: damaged, encrypted, too much when unpacked, or of suspicious make.
    """
    found = Package()
    parts: dict[str, bytes] = {}
    with _trouble_is_damage(), zipfile.ZipFile(file) as package:
        _check_directory(package.infolist(), limits)
        left = limits.unpacked
        for member in package.infolist():
            name = _plain_name(member)
            keep = bytearray() if name in {WORKBOOK, RELATIONS} else None
            left -= _read_through(package, member, min(left, _room(name, limits)), found, keep)
            if keep is not None:
                parts[name] = bytes(keep)
    _learn_sheets(parts, found)
    return found


def _plain_name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower().removeprefix("/")


def _room(name: str, limits: Limits) -> int:
    return limits.strings if name.endswith("/sharedstrings.xml") else limits.member


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [_plain_name(member) for member in members]
    if len(names) != len(set(names)) or len(names) > limits.members:
        raise refused(refusals.UNSAFE)
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise refused(refusals.ENCRYPTED)
    methods = {member.compress_type for member in members}
    if not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise refused(refusals.UNSAFE)
    if sum(member.file_size for member in members) > limits.unpacked:
        raise _bomb(limits.unpacked)
    for member in members:
        if member.file_size > _room(_plain_name(member), limits):
            raise _bomb(_room(_plain_name(member), limits))


def _bomb(limit: int) -> Exception:
    return refused(refusals.BOMB, limit=limit // refusals.MEGABYTE)


def _read_through(
    package: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    room: int,
    found: Package,
    keep: bytearray | None,
) -> int:
    """Unpack ``member`` once, check it, and return its true size in bytes."""
    name = _plain_name(member)
    size = 0
    scan: SheetScan | None = None
    with package.open(member) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            if not size and SheetScan.recognises(chunk):
                scan = found.scans[name] = SheetScan(chunk)
            size += len(chunk)
            if size > room:
                raise _bomb(room)
            if keep is not None:
                keep += chunk
            if not name.startswith("xl/media/"):
                _refuse_doctype(tail + chunk if tail else chunk)
                tail = chunk[-len(DOCTYPES[1]) :]
            if scan is not None:
                scan.feed(chunk)
    if scan is not None:
        scan.close()
    return size


def _refuse_doctype(data: bytes) -> None:
    # UTF-16 is looked for only where zero bytes say that it can be there.
    spellings = DOCTYPES if b"\x00" in data else DOCTYPES[:1]
    if any(spelling in data for spelling in spellings):
        raise refused(refusals.UNSAFE)


def _learn_sheets(parts: dict[str, bytes], found: Package) -> None:
    """Note which member each sheet is, and the date system."""
    try:
        book = fromstring(parts.get(WORKBOOK, b""), forbid_dtd=True)
        relations = fromstring(parts[RELATIONS], forbid_dtd=True) if RELATIONS in parts else ()
    except DefusedXmlException as error:
        raise refused(refusals.UNSAFE) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refused(refusals.DAMAGED) from error
    targets = {one.get("Id", ""): _target(one.get("Target", "")) for one in relations}
    for element in book.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "workbookPr" and element.get("date1904") in {"1", "true"}:
            found.date_system = 1904
        elif tag == "sheet":
            link = next((v for key, v in element.items() if key.endswith("}id")), "")
            found.members[element.get("name", "")] = targets.get(link, "")


def _target(target: str) -> str:
    target = target.replace("\\", "/").lower()
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
