"""Benchmarks: what a replication costs. Run as ``python -m benchmarks``; not part of the tests."""
