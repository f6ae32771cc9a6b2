"""Importing this module maps every record."""

from app.models import journal, ledgers, members, organization

__all__ = ["journal", "ledgers", "members", "organization"]
