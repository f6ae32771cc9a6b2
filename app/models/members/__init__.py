"""会员: persons, the dated events of their membership, and what follows from both."""
