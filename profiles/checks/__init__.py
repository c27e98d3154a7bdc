"""What is checked of a profile, one module for each kind of thing.

Belongs here: what must hold within a profile, and between it and the shared dbt project. Does not belong here: the
order in which it is asked (`profiles.check`), and what a file says by itself where its own package checks it
(`ingest.contracts`, `expectations.suites`, `targets.check`).
"""
