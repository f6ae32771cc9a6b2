"""What may be attached: known by its ending and by how it begins; nothing is unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.actions.attachments.names import cleaned, ending_of
from app.errors import Refused
from app.spec.codes import fold
from app.spec.pinyin import usual

if TYPE_CHECKING:
    from pathlib import Path

    from app.spec.codes import CodeList

LARGEST = 20 * 1024 * 1024  # bytes of one file
ALLOWED = "图片、PDF、Word、Excel、WPS 文档、txt 和 csv"
_SAFE = "台账没有变化，原文件还在"


class Shape(Enum):
    """How a content begins."""

    PNG = auto()
    JPEG = auto()
    GIF = auto()
    WEBP = auto()
    TIFF = auto()
    BMP = auto()
    PDF = auto()
    OLE = auto()  # doc, xls, ppt, wps, et, dps
    ZIP = auto()  # docx, xlsx, pptx, ofd, odt
    RTF = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of file that may be attached.

    Attributes:
        ending: with its dot.
        shapes: how its content may begin.
    """

    ending: str
    media_type: str
    shapes: frozenset[Shape]


def _types(media_type: str, shapes: set[Shape], *endings: str) -> dict[str, FileType]:
    return {each: FileType(each, media_type, frozenset(shapes)) for each in endings}


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OFFICE = {Shape.OLE, Shape.ZIP}  # WPS writes either under its own endings
TYPES: dict[str, FileType] = {
    **_types("image/png", {Shape.PNG}, ".png"),
    **_types("image/jpeg", {Shape.JPEG}, ".jpg", ".jpeg"),
    **_types("image/gif", {Shape.GIF}, ".gif"),
    **_types("image/webp", {Shape.WEBP}, ".webp"),
    **_types("image/tiff", {Shape.TIFF}, ".tif", ".tiff"),
    **_types("image/bmp", {Shape.BMP}, ".bmp"),
    **_types("application/pdf", {Shape.PDF}, ".pdf"),
    **_types("application/msword", {Shape.OLE, Shape.RTF}, ".doc"),
    **_types("application/vnd.ms-excel", {Shape.OLE}, ".xls"),
    **_types("application/vnd.ms-powerpoint", {Shape.OLE}, ".ppt"),
    **_types("application/vnd.ms-works", _OFFICE, ".wps", ".et", ".dps"),
    **_types(f"{_OPEN_XML}wordprocessingml.document", {Shape.ZIP}, ".docx"),
    **_types(f"{_OPEN_XML}spreadsheetml.sheet", {Shape.ZIP}, ".xlsx"),
    **_types(f"{_OPEN_XML}presentationml.presentation", {Shape.ZIP}, ".pptx"),
    **_types("application/vnd.oasis.opendocument.text", {Shape.ZIP}, ".odt"),
    **_types("application/vnd.oasis.opendocument.spreadsheet", {Shape.ZIP}, ".ods"),
    **_types("application/ofd", {Shape.ZIP}, ".ofd"),
    **_types("application/rtf", {Shape.RTF}, ".rtf"),
    **_types("text/plain", {Shape.TEXT}, ".txt"),
    **_types("text/csv", {Shape.TEXT}, ".csv"),
}
# A telephone or a chat program often gives these a wrong ending; how they begin is unmistakable.
_PLAIN = (".png", ".jpg", ".gif", ".webp", ".tif", ".pdf")

_SIGNS = (
    (Shape.PNG, b"\x89PNG\r\n\x1a\n"),
    (Shape.JPEG, b"\xff\xd8\xff"),
    (Shape.GIF, b"GIF87a"),
    (Shape.GIF, b"GIF89a"),
    (Shape.TIFF, b"II*\x00"),
    (Shape.TIFF, b"MM\x00*"),
    (Shape.OLE, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    (Shape.ZIP, b"PK\x03\x04"),
    (Shape.RTF, b"{\\rtf"),
)
_PROGRAMS = (
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a link of Windows
)
# fmt: off
_PROGRAM_ENDINGS = frozenset((
    ".app", ".apk", ".bat", ".cmd", ".com", ".cpl", ".deb", ".desktop", ".dll", ".docm", ".dotm",
    ".exe", ".hta", ".htm", ".html", ".jar", ".js", ".jse", ".lnk", ".msi", ".pif", ".potm",
    ".ppam", ".pptm", ".ps1", ".py", ".reg", ".rpm", ".run", ".scr", ".sh", ".svg", ".sys",
    ".url", ".vbe", ".vbs", ".wsf", ".wsh", ".xlam", ".xlsb", ".xlsm", ".xltm",
))
# fmt: on
_HEAD = 4096  # bytes looked at


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be attached, looked at and named.

    Attributes:
        name: clean, with the ending of what it is.
    """

    name: str
    content: bytes
    media_type: str


def read_paper(path: Path) -> Paper:
    """The file at ``path``; it is measured before it is read.

    Raises:
        Refused: it cannot be read, or may not be attached.
    """
    try:
        if path.is_dir():
            raise Refused(
                f"“{path.name}”是一个文件夹，不能作附件", _SAFE, "请选里面的文件来添加", "R-550"
            )
        if path.stat().st_size > LARGEST:
            raise _too_large(path.name)
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            f"“{path.name}”读不出来", _SAFE, "请核对文件还在原处、没有被别的程序占用", "R-551"
        ) from error
    return paper_of(path.name, content)


def paper_of(name: str, content: bytes) -> Paper:
    """``content`` as something that may be attached under ``name``.

    Raises:
        Refused: it is empty, too large, a program or script, or of a kind not taken.
    """
    kept = cleaned(name)
    ending = ending_of(kept)
    if ending in _PROGRAM_ENDINGS or _is_program(content[:_HEAD]):
        raise Refused(
            f"“{kept[:20]}”是程序、脚本或网页，不能作附件",
            _SAFE,
            "请改存为 PDF 或图片，再添加",
            "R-552",
        )
    if not content:
        raise Refused(f"“{kept[:20]}”是空的，里面没有内容", _SAFE, "请核对后另选文件", "R-553")
    if len(content) > LARGEST:
        raise _too_large(kept)
    shape = _shape_of(content)
    known = TYPES.get(ending)
    if known is not None and shape in known.shapes:
        return Paper(kept, content, known.media_type)
    for plain in (TYPES[each] for each in _PLAIN):
        if shape in plain.shapes:
            stem = kept[: -len(ending)] if known is not None else kept
            return Paper(cleaned(f"{stem}{plain.ending}"), content, plain.media_type)
    if known is None:
        raise Refused(
            f"“{kept[:20]}”这一类文件不能作附件", _SAFE, f"可以添加的有：{ALLOWED}", "R-554"
        )
    raise Refused(
        f"“{kept[:20]}”的内容和它的扩展名不符",
        _SAFE,
        "请用原来的软件打开看看，另存一份再添加",
        "R-555",
    )


def _too_large(name: str) -> Refused:
    return Refused(
        f"“{name[:20]}”超过 {LARGEST // 1024 // 1024} MB，附件太大",
        _SAFE,
        "请降低扫描的清晰度，或分成几份再添加",
        "R-556",
    )


def _is_program(head: bytes) -> bool:
    of_windows = head.startswith(b"MZ") and b"\x00" in head  # a text may begin so, too
    return of_windows or head.startswith(_PROGRAMS)


def _shape_of(content: bytes) -> Shape | None:
    """How ``content`` begins; ``None`` for what is none of ours."""
    head = content[:_HEAD]
    for shape, sign in _SIGNS:
        if head.startswith(sign):
            return shape
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Shape.WEBP
    if b"%PDF-" in head[:1024]:  # some programs write a line before it
        return Shape.PDF
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return Shape.BMP
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # Excel's “Unicode 文本”
    return Shape.TEXT if is_wide or b"\x00" not in content else None


def kind_named(kinds: CodeList, name: str) -> str:
    """The kind of paper that a file's name speaks of; 其他 where it names none."""
    words = usual(fold(name))
    for entry in kinds.codes:
        if any(usual(fold(word)) in words for word in (entry.label, *entry.aliases)):
            return entry.code
    return kinds.codes[-1].code
