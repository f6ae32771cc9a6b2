"""Filling: a value, or the series it begins, into the cells beside it."""
