"""The parts that all pages are made of."""
