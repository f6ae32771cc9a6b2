"""Importing this module maps every record."""

from app.models import journal, ledgers, members, membership, organization

__all__ = ["journal", "ledgers", "members", "membership", "organization"]
