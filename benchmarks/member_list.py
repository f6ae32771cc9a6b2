"""What the list of members is, for the bare window and for the program's own.

Apart from both, so that neither Qt nor the program is imported by jobs that need them not.
"""

from __future__ import annotations

IN_ORDER = (
    "SELECT id FROM member WHERE retired_at IS NULL ORDER BY group_id, length(card_no), card_no, id"
)
PAINTED = "painted"  # what a window says that is timed from the start of its process
SIZE = (1280, 800)
SHOWN = (
    "card_no",
    "name",
    "sex",
    "id_number",
    "group_id",
    "joined_on",
    "mobile",
    "monthly_dues_fen",
    "standing",
)
