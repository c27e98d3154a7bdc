"""The transformation on Apache Spark: the same dbt models, beyond one machine.

Belongs here: everything that knows Spark. Not here: counting rules, which are the models, and what differs between the
dialects of SQL, which are the macros of `dbt_project/macros/dialect`.
"""
