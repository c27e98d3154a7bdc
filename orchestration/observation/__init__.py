"""Observation of runs: what each took, structured logs, and figures for Prometheus.

Belongs here: watching a run from outside its steps. Does not belong here: anything that can make a
run fail.
"""
