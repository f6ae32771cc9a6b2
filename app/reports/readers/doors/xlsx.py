"""The door of .xlsx packages: everything in them is unpacked once, counted and looked at.

Nothing is parsed by the workbook library before this door has let the file through.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.reports.readers import refusals
from app.reports.readers.doors.marks import ROOT, Known, SheetScan
from app.reports.readers.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.readers.doors.marks import SheetNotes
    from app.reports.readers.refusals import Limits

CHUNK = 1 << 18
DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
ENCRYPTED_FLAG = 0x1
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
KEPT = (WORKBOOK, RELATIONS)
MOST_KEPT = 20 << 20
NO_XML = ("xl/media/", "xl/embeddings/")  # pictures may well be XML with a DOCTYPE; never parsed
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


@contextmanager
def _trouble_is_damage() -> Iterator[None]:
    try:
        yield
    except ZIP_TROUBLE as error:
        raise refused(refusals.DAMAGED) from error


def through_the_door(file: BinaryIO, limits: Limits) -> Known:
    """Look through the whole package in ``file``.

    Raises:
        ImportRefused: damaged, encrypted, too much when unpacked, or of suspicious make.
    """
    seen: dict[str, SheetNotes] = {}
    parts: dict[str, bytes] = {}
    left = limits.unpacked
    with _trouble_is_damage(), zipfile.ZipFile(file) as package:
        _check_directory(package.infolist(), limits)
        for member in package.infolist():
            name = _plain_name(member)
            room = min(left, _room(name, limits))
            looker = _Looker(name, limits)
            with package.open(member) as stream:
                left -= looker.read_through(stream, room)
            if looker.scan is not None:
                seen[name] = looker.scan.notes
            if name in KEPT:
                parts[name] = bytes(looker.kept)
    return _known(parts, seen)


def _plain_name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower().removeprefix("/")


def _room(name: str, limits: Limits) -> int:
    if name in KEPT:
        return MOST_KEPT
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


class _Looker:
    """Looks at one member of the package as it is unpacked.

    Attributes:
        kept: its content, if it is one of ``KEPT``.
        scan: what was seen, if it is a sheet.
    """

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self.kept = bytearray()
        self.scan: SheetScan | None = None

    def read_through(self, stream: IO[bytes], room: int) -> int:
        """Unpack ``stream`` to its end, where its checksum is compared; its true size in bytes."""
        size = 0
        tail = b""
        while chunk := stream.read(CHUNK):
            if not size and ROOT.search(chunk):
                self.scan = SheetScan(chunk, self._limits)
            size += len(chunk)
            if size > room:
                raise _bomb(room)
            if not self._name.startswith(NO_XML):
                _refuse_doctype(tail + chunk)
                tail = chunk[-len(DOCTYPES[1]) :]
            if self._name in KEPT:
                self.kept += chunk
            if self.scan is not None:
                self.scan.feed(chunk)
        if self.scan is not None:
            self.scan.close()
        return size


def _refuse_doctype(data: bytes) -> None:
    # UTF-16 is looked for only where zero bytes say that it can be there.
    spellings = DOCTYPES if b"\x00" in data else DOCTYPES[:1]
    if any(spelling in data for spelling in spellings):
        raise refused(refusals.UNSAFE)


def _known(parts: dict[str, bytes], seen: dict[str, SheetNotes]) -> Known:
    """Which sheet each member is, and the date system."""
    try:
        book = fromstring(parts.get(WORKBOOK, b""), forbid_dtd=True)
        relations = fromstring(parts[RELATIONS], forbid_dtd=True) if RELATIONS in parts else ()
    except DefusedXmlException as error:
        raise refused(refusals.UNSAFE) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refused(refusals.DAMAGED) from error
    targets = {one.get("Id", ""): _target(one.get("Target", "")) for one in relations}
    known = Known()
    for element in book.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "workbookPr" and element.get("date1904") in {"1", "true"}:
            known.date_system = 1904
        elif tag == "sheet":
            link = next((v for key, v in element.items() if key.endswith("}id")), "")
            if notes := seen.get(targets.get(link, "")):
                known.notes[element.get("name", "")] = notes
    return known


def _target(target: str) -> str:
    target = target.replace("\\", "/").lower()
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
