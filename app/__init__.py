"""工会台账 (Union Ledger): the records of a grassroots trade union."""

__version__ = "0.1.0"
