"""The page of a register that holds one record and no more."""
