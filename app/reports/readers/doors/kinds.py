"""Telling what a file is by what is in it; its extension is not asked."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO

from app.reports.readers import refusals
from app.reports.readers.refusals import refused
from app.reports.readers.table import FileKind

if TYPE_CHECKING:
    from collections.abc import Collection

HEAD = 4096  # bytes at the front that tell a kind
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_MAGIC = {
    b"%PDF": " PDF 文件（.pdf）",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"II*\x00": "图片",
    b"MM\x00*": "图片",
    b"RIFF": "图片或影音文件",
    b"{\\rtf": "文字文档（.rtf）",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"PK\x05\x06": "空的压缩包",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
    b"SQLite format 3": "台账或数据库文件",
}
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<script")
ROOTS = {"word/": "文字文档（.docx）", "ppt/": "演示文稿（.pptx）", "ofd.xml": "版式文件（.ofd）"}
OLE_STREAMS = {"WordDocument": "文字文档（.doc）", "PowerPoint Document": "演示文稿（.ppt）"}


def kind_of(file: BinaryIO) -> FileKind:
    """The kind of the open ``file``.

    Raises:
        ImportRefused: it is not a table, or one that cannot be read here.
    """
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(ZIP):
        return _package_kind(file)
    if head.startswith(OLE):
        return _ole_kind(file.read())
    for magic, what in OTHER_MAGIC.items():
        if head.startswith(magic) and not _reads_as_text(head):
            raise refused(refusals.WRONG_KIND, what=what)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(PAGES) or start.startswith(b"mime-version:"):
        raise refused(refusals.WEB_PAGE)
    if not start:
        raise refused(refusals.EMPTY)
    return FileKind.CSV


def _reads_as_text(head: bytes) -> bool:
    """Whether ``head`` could be a text table whose first heading begins like a magic number."""
    short_magic = head.startswith((b"BM", b"MZ", b"GIF8", b"RIFF"))
    return short_magic and not any(byte < 9 for byte in head)


def _package_kind(file: BinaryIO) -> FileKind:
    try:
        with zipfile.ZipFile(file) as package:
            names = {name.replace("\\", "/").lower() for name in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise refused(refusals.DAMAGED) from error
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "xl/workbook.bin" in names:
        raise refused(refusals.OTHER_TABLE, what=".xlsb")
    if {"content.xml", "mimetype"} <= names:
        raise refused(refusals.OTHER_TABLE, what=".ods")
    raise refused(refusals.WRONG_KIND, what=_package_name(names))


def _package_name(names: Collection[str]) -> str:
    for root, what in ROOTS.items():
        if any(name.startswith(root) for name in names):
            return what
    return "压缩包"


def _ole_kind(data: bytes) -> FileKind:
    # The names of the streams stand in the directory as UTF-16; finding them there spares a
    # whole reader of compound files.
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refused(refusals.ENCRYPTED)
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return FileKind.XLS
    for stream, what in OLE_STREAMS.items():
        if stream.encode("utf-16-le") in data:
            raise refused(refusals.WRONG_KIND, what=what)
    raise refused(refusals.DAMAGED)
