"""查重: which records of a register may be one and the same, and why it seems so."""
