"""The form in which one record is filled in."""
