"""Papers of single persons: forms, letters, cards and labels, as many as people are chosen."""
