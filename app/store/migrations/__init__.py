"""Migrations of the ledger file, numbered; run by Alembic (see ``app.store.migrate``)."""
