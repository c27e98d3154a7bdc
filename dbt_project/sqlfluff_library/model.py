"""dbt's `model` as sqlfluff's templater sees it: a model with one column, where a macro lists a model's columns."""

columns = {"fiscal_year": {}}
