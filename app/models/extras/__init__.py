"""Columns that a union adds to its registers, and what stands in them."""
