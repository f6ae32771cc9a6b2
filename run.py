"""Set up and start: `python run.py`; set up and test: `python run.py test`.

Any other words are a command of the program, as in `python run.py registers FILE`. Needs Python
and, the first time, the network; all of it goes into `.venv` beside this file. Standard
library alone, because nothing else is there yet.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
TOOL = "Scripts/{}.exe" if os.name == "nt" else "bin/{}"
PYTHON = VENV / TOOL.format("python")
APP = (PYTHON, "-P", "-m", "app")  # -P: a folder named app where the user stands is not ours
SAMPLES = HERE / "sample-output"
DISPLAY = sys.platform in {"win32", "darwin"} or any(map(os.getenv, ("DISPLAY", "WAYLAND_DISPLAY")))
# What Qt loads on Linux, and the Debian package that has it.
QT = (
    "libGL.so.1=libgl1 libEGL.so.1=libegl1 libglib-2.0.so.0=libglib2.0-0"
    " libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1 libxkbcommon.so.0=libxkbcommon0"
)
QT_DISPLAY = (
    " libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4"
    " libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1"
    " libxcb-randr.so.0=libxcb-randr0 libxcb-render-util.so.0=libxcb-render-util0"
    " libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1"
    " libxkbcommon-x11.so.0=libxkbcommon-x11-0 libX11-xcb.so.1=libx11-xcb1"
)
SOME_FAILED = 1  # what pytest ends with when it ran and a test failed


def run(*command: str | Path, silent: bool = False) -> None:
    """Run a command to its end; its failure ends this program with the same exit code."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL if silent else None)


def say(*words: object) -> None:
    """Tell the user; the other stream belongs to what the program prints."""
    print(*words, file=sys.stderr, flush=True)


def loads(library: str) -> bool:
    """Tell whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def add_system_packages() -> None:
    """Install the Debian packages that are missing, or say which line does it."""
    pairs = [pair.split("=") for pair in (QT + QT_DISPLAY if DISPLAY else QT).split()]
    missing = [package for library, package in pairs if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None:  # Debian splits it off
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if not missing:
        return
    install = ("apt-get", "install", "-y", "--no-install-recommends", *missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"缺少系统组件，请先运行：\n  sudo {' '.join(install)}\n然后再运行一次本命令。")
    say("正在安装系统组件：", *missing)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", silent=True)
    run(*install, silent=True)


def made_by_this_python() -> bool:
    """Tell whether `.venv` belongs to the Python that runs this file."""
    made = f"version = {platform.python_version()}\n"
    return made in (VENV / "pyvenv.cfg").read_text(encoding="utf-8")


def set_up(requirements: str) -> None:
    """Make `.venv` hold what a requirements file names; quick when it already does."""
    if sys.platform == "linux":
        add_system_packages()
    stamp = VENV / f"{requirements}.sha256"
    texts = [(HERE / name).read_bytes() for name in ("requirements-run.txt", requirements)]
    digest = hashlib.sha256(b"".join(texts)).hexdigest()
    # Without any stamp the folder is one whose making was cut short: it is made afresh.
    whole = any(VENV.glob("*.sha256")) and made_by_this_python()
    if whole and stamp.exists() and stamp.read_text() == digest:
        return
    say("正在准备运行环境，首次约一分钟……")
    if not whole:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    quiet = ("--quiet", "--disable-pip-version-check", "--no-warn-script-location")
    run(PYTHON, "-m", "pip", "install", *quiet, "-r", HERE / requirements)
    stamp.write_text(digest)


def show_sample() -> None:
    """Open the sample ledger; where nothing can be shown, print its rosters instead."""
    SAMPLES.mkdir(exist_ok=True)
    ledger = SAMPLES / "示例工会.ghdb"
    if not ledger.exists():
        say("正在生成示例台账……")
        run(*APP, "sample", ledger)
    if DISPLAY:
        run(*APP, ledger)
        return
    say("这里没有图形界面，改为打印示例台账的名册：")
    forms = json.loads(subprocess.check_output([*APP, "forms", ledger, "--json"]))
    for form in (form for form in forms if form["id"].startswith("member")):
        for suffix in (".pdf", ".xlsx"):
            paper = SAMPLES / (form["title"] + suffix)
            paper.unlink(missing_ok=True)
            run(*APP, "print", ledger, form["id"], paper)
    say(f"都在 {SAMPLES}")


def test(*words: str) -> None:
    """Run the checks, the cheap ones first, up to the first that fails."""
    os.chdir(HERE)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    run(PYTHON, "-m", "ruff", "check")
    run(PYTHON, "-m", "ruff", "format", "--check")
    run(PYTHON, "-m", "mypy")
    run(VENV / TOOL.format("lint-imports"))
    # A file's tests stay together, because they share what was made for the first of them.
    beside = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
    if words:
        run(PYTHON, "-m", "pytest", *beside, *words)
        return
    # What is killed in the midst of its work needs the machine to itself.
    run(PYTHON, "-m", "pytest", "tests/harness")
    try:
        run(PYTHON, "-m", "pytest", *beside, "--ignore", "tests/harness")
    except subprocess.CalledProcessError as error:
        if error.returncode != SOME_FAILED:
            raise
        # A window that waits for its worker may wait too short beside others; alone it must pass.
        say("有测试没有通过，单独再跑一遍：")
        run(PYTHON, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none", "-q")


def main(*words: str) -> None:
    """Do what the command line asks."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        sys.exit(f"需要 Python 3.11 至 3.14，这里是 {platform.python_version()}。")
    os.environ |= {"PYTHONPATH": str(HERE), "PYTHONIOENCODING": "utf-8"}
    if words[:1] == ("test",):
        set_up("requirements-test.txt")
        test(*words[1:])
        return
    set_up("requirements-run.txt")
    if words:
        run(*APP, *words)
    else:
        show_sample()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)  # what failed has said why
    except KeyboardInterrupt:
        sys.exit(130)
