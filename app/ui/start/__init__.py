"""Before a ledger is open: open one, make one, look at the sample, come back from a backup."""
