"""Wiring: the pipeline as Dagster assets, checks and a job, and the command line that runs the same job.

Belongs here: what runs after what, with which settings, and how it is shown. Does not belong here: how files are
parsed (`ingest`), what counts (`dbt_project`, `profiles`), what a gap is (`expectations`), what is published
(`reporting`).
"""
