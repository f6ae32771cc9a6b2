"""会费: how much, for which months, and what the regulations say of those who do not pay."""
