"""Asset checks: expectations about the data and verdicts on the targets.

Belongs here: how findings are shown as checks of assets. Does not belong here: what is expected (`expectations`), and
how a target is judged (`dbt_project`).
"""
