"""Write the next migration from the difference between the models and the newest revision.

    python tools/new_revision.py "what changes"

Look through what it writes: Alembic cannot see renames. ``--first`` writes revision 0001 anew;
that is allowed until the first release only.
"""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.models import all as all_models
from app.models.base import Base
from app.store.migrate import MIGRATIONS, newest

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '''"""{message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {previous}


def upgrade() -> None:
    """Apply."""
    {body}
'''


def main(message: str, *, first: bool) -> Path:
    """Write the revision; return its path."""
    assert all_models  # noqa: S101 - imported so that every record is mapped
    number = 1 if first else newest() + 1
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/x.db")
        with engine.begin() as connection:
            if not first:
                config = Config()
                config.set_main_option("script_location", str(MIGRATIONS))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            context = MigrationContext.configure(connection)
            script = produce_migrations(context, Base.metadata)
        assert script.upgrade_ops is not None  # noqa: S101 - narrows a type
        body = render_python_code(script.upgrade_ops, render_as_batch=not first)
    slug = "_".join(message.lower().split())[:40]
    target = MIGRATIONS / "versions" / f"{number:04d}_{slug}.py"
    previous = "None" if number == 1 else f'"{number - 1:04d}"'
    target.write_text(
        HEAD.format(message=message, revision=f"{number:04d}", previous=previous, body=body),
        encoding="utf-8",
    )
    return target


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--first"]
    print(main(" ".join(words), first="--first" in sys.argv))
