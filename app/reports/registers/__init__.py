"""Whole registers as workbooks: read for taking in, written out."""
