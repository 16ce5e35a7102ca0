"""Benchmarks: `python -m tests.bench`. Each row is a ratio of two things measured in turn, in one run."""
