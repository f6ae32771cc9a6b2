"""The page every register gets: list, details, form."""
