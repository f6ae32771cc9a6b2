"""The program works when it is installed, away from its checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("app", "resources", "pyproject.toml", "README.md", "LICENSE")


def run(*command: str | Path, cwd: Path, **environment: str) -> None:
    subprocess.run(command, cwd=cwd, env=os.environ | environment, check=True)


def test_the_installed_program_makes_a_sample_ledger(tmp_path: Path) -> None:
    checkout, site, elsewhere = (tmp_path / name for name in ("checkout", "site", "elsewhere"))
    checkout.mkdir()
    elsewhere.mkdir()
    for part in PARTS:  # building writes beside the sources, so it gets a copy
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, checkout / part)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path, ".", cwd=checkout)
    (wheel,) = tmp_path.glob("*.whl")
    run(*pip, "install", "--no-deps", "--no-compile", "--target", site, wheel, cwd=elsewhere)

    program = shutil.which("union-ledger", path=f"{site / 'bin'}{os.pathsep}{site / 'Scripts'}")
    assert program
    run(program, "sample", "示例.ghdb", cwd=elsewhere, PYTHONPATH=str(site))

    assert (elsewhere / "示例.ghdb").stat().st_size > 0
