"""The one door to the data the program ships with (``resources/``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from importlib.resources.abc import Traversable
    from pathlib import Path


def resource(path: str) -> Traversable:
    """The shipped file or folder at ``path``, relative to ``resources/``."""
    return files("resources").joinpath(*path.split("/"))


def as_path(path: str) -> AbstractContextManager[Path]:
    """A real path of a shipped file, for libraries that open files themselves."""
    return as_file(resource(path))


@cache
def read_toml(path: str) -> dict[str, Any]:
    """The parsed TOML file at ``path``. Shared: callers do not change it."""
    return tomllib.loads(resource(path).read_text(encoding="utf-8"))


def toml_files(folder: str) -> tuple[str, ...]:
    """Paths of every TOML file of ``folder``, in name order."""
    names = sorted(entry.name for entry in resource(folder).iterdir())
    return tuple(f"{folder}/{name}" for name in names if name.endswith(".toml"))
