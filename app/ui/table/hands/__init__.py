"""What hands do in a table: go about, select, and keep columns in sight."""
