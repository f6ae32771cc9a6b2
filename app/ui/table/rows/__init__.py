"""The rows of a table: read by pages, kept while refused, named in history."""
