"""What the rules have found, as it is shown: gathered by rule, and for one record."""
