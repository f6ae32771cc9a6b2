"""检查: what the rules find in the ledger, as a page, beside a record and in its list."""
