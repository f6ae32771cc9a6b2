"""Inputs by which one of a few things is chosen."""
