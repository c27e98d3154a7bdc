"""Targets: the files that a person writes to set or amend one, and everything that can be wrong in them.

Belongs here: reading `targets.csv`, `target_versions.csv` and the files they refer to, and saying every problem at once
with file, row, column and remedy. Does not belong here: what is counted or judged (`dbt_project`), files of the inbox
(`ingest`), wiring (`orchestration`). Knows nothing of Dagster and dbt: a file can be checked before anything is built.
"""
