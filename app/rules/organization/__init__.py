"""Rules of the union's own organization (handbook of members, 6.1)."""

from __future__ import annotations

from app.rules.organization import card, codes, definitions, legal, tree

RULES = (*tree.RULES, *card.RULES, *codes.RULES, *legal.RULES, *definitions.RULES)
