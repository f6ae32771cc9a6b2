"""What records and numbers are called, for pages, histories and messages."""
