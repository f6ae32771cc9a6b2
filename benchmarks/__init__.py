"""Benchmarks: every job beside its raw path, measured in the same run."""
