"""Benchmark of whole runs: an inbox of a chosen size, the situations a run meets, and what each phase takes.

Belongs here: what `mokuhyo bench` measures. Not here: other ways to do the same work, which the scripts in
`benchmarks/` of the repository compare with.
"""
