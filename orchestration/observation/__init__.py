"""Observation of runs: what each took, structured logs, and figures for Prometheus.

Belongs here: watching a run from outside its steps. Nothing here may make a run fail.
"""
