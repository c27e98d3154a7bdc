"""What "no gap" means: suites of expectations, run in SQL on the warehouse, whose failures become findings.

Belongs here: the suites (`suites/*.yml`), their schema, the engine that lets Great Expectations run on DuckDB,
the runner and the tables of findings. Not here: parsing of files, counting rules, orchestration.
"""
