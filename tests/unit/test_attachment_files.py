"""What may be attached, and under which name; hostile files are told by how they begin."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.attachments import contents
from app.actions.attachments.contents import LARGEST, TYPES, Shape, kind_named, paper_of, read_paper
from app.actions.attachments.names import LONGEST, cleaned, ending_of, renamed
from app.errors import Refused
from app.queries.evidence import KINDS

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
PDF = b"%PDF-1.7\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40)
ZIP = b"PK\x03\x04" + bytes(40)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
OF_SHAPE = {
    Shape.PNG: PNG,
    Shape.JPEG: JPEG,
    Shape.GIF: b"GIF89a" + bytes(20),
    Shape.WEBP: b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(20),
    Shape.TIFF: b"II*\x00" + bytes(20),
    Shape.BMP: b"BM\x36\x00\x00\x00" + bytes(60),
    Shape.PDF: PDF,
    Shape.OLE: OLE,
    Shape.ZIP: ZIP,
    Shape.RTF: b"{\\rtf1 x}",
    Shape.TEXT: "姓名,手机\n".encode("gb18030"),
}


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        paper_of(name, content)
    return refusal.value.code


@pytest.mark.parametrize("ending", TYPES)
def test_each_kind_of_paper_is_taken_as_what_it_begins_like(ending: str) -> None:
    for shape in TYPES[ending].shapes:
        paper = paper_of(f"材料{ending.upper()}", OF_SHAPE[shape])
        assert (paper.name, paper.media_type) == (f"材料{ending}", TYPES[ending].media_type)


@pytest.mark.parametrize(
    "name", ["a.exe", "申请书.pdf.exe", "a.PS1", "宏.docm", "页.html", "a.lnk"]
)
def test_programs_and_scripts_are_told_by_their_names(name: str) -> None:
    assert refused(name, PDF) == "R-552"


@pytest.mark.parametrize(
    "content", [EXE, b"\x7fELF" + bytes(60), b"#!/bin/sh\nrm -rf /\n", b"\xcf\xfa\xed\xfe\x07"]
)
@pytest.mark.parametrize("name", ["照片.jpg", "说明.txt", "申请书.docx", "没有扩展名"])
def test_programs_are_told_by_how_they_begin(name: str, content: bytes) -> None:
    assert refused(name, content) == "R-552"


def test_an_ending_that_is_hidden_by_turned_writing_is_found() -> None:
    assert refused("申请书\u202efdp.exe", PDF) == "R-552"
    assert cleaned("申请\u202e书\u200b.pdf") == "申请书.pdf"


def test_a_picture_with_a_wrong_ending_gets_the_right_one() -> None:
    paper = paper_of("微信图片.jpg", PNG)
    assert (paper.name, paper.media_type) == ("微信图片.png", "image/png")
    assert paper_of("扫描件", PDF).name == "扫描件.pdf"


def test_what_does_not_fit_its_ending_or_is_of_no_known_kind_is_refused() -> None:
    assert refused("申请书.docx", OLE) == "R-555"
    assert refused("说明.txt", b"a\x00b") == "R-555"
    assert refused("图.dwg", b"AC1027" + bytes(20)) == "R-554"
    assert refused("音.mp3", b"ID3" + bytes(20)) == "R-554"


def test_a_text_that_begins_like_a_program_of_windows_is_a_text() -> None:
    assert paper_of("备忘.txt", "MZ 是缩写".encode()).media_type == "text/plain"
    wide = "姓名\t电话".encode("utf-16")
    assert paper_of("名单.txt", wide).content == wide


def test_empty_and_too_large_are_refused_and_the_limit_itself_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused("空.pdf", b"") == "R-553"
    largest = PDF + bytes(LARGEST - len(PDF))
    assert len(paper_of("大.pdf", largest).content) == LARGEST
    assert refused("更大.pdf", largest + b"x") == "R-556"
    file = tmp_path / "更大.pdf"
    file.write_bytes(largest + b"x")
    with pytest.raises(Refused) as refusal:
        read_paper(file)
    assert refusal.value.code == "R-556"
    monkeypatch.setattr(contents, "LARGEST", len(PDF))  # a constant that a union may set
    assert paper_of("小.pdf", PDF).content == PDF
    assert refused("小.pdf", PDF + b"x") == "R-556"


def test_a_bomb_in_a_document_is_kept_as_it_is_and_never_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(30_000_000))
    assert paper_of("决定.docx", packed.getvalue()).content == packed.getvalue()


def test_folders_and_files_that_are_gone_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "R-550"), (tmp_path / "没有.pdf", "R-551")):
        with pytest.raises(Refused) as refusal:
            read_paper(path)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"..\..\x.pdf", "x.pdf"),
        (r"C:\Windows\a.pdf", "a.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com1.tar.pdf", "_com1.tar.pdf"),
        ("a:b?c*.pdf", "a_b_c_.pdf"),
        ("名字.pdf. . ", "名字.pdf"),
        ("行\n断.pdf", "行断.pdf"),
        (".hidden", "hidden"),
        ("...", "附件"),
        ("", "附件"),
    ],
)
def test_names_lead_nowhere(name: str, kept: str) -> None:
    assert cleaned(name) == kept


@given(st.text(max_size=300))
def test_a_clean_name_stays_clean(name: str) -> None:
    kept = cleaned(name)
    assert 0 < len(kept) <= LONGEST
    assert not set(kept) & set('/\\<>:"|?*\x00\n')
    assert kept not in {".", ".."}
    assert cleaned(kept) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = cleaned("很" * 300 + ".pdf")
    assert len(kept) == LONGEST
    assert kept.endswith("很.pdf")


def test_a_new_name_keeps_the_ending() -> None:
    assert renamed("扫描.pdf", "入会申请书") == "入会申请书.pdf"
    assert renamed("扫描.pdf", "入会申请书.PDF") == "入会申请书.pdf"
    assert renamed("扫描.pdf", "a.exe") == "a.exe.pdf"
    assert renamed("扫描.pdf", "  ") == "扫描.pdf"
    assert ending_of("a.tar.GZ") == ".gz"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("白建军入会申请书.png", "application"),
        ("2026会员登记表.pdf", "registration"),
        ("寸照片.jpg", "photo"),
        ("身份证正面.jpg", "id_copy"),
        ("关于成立工会的批复.pdf", "approval"),
        ("IMG_2031.jpg", "other"),
    ],
)
def test_a_file_that_names_its_kind_is_of_that_kind(name: str, kind: str) -> None:
    assert kind_named(KINDS, name) == kind
