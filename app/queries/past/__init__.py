"""What was done, and what was put aside."""
