"""会费: who owes for a month, what a year's sheet shows, who is in arrears."""
