"""Forecasts of what the rest of the objective period still brings, from monthly series.

Belongs here: the model of a monthly series, the distribution of the sum of its coming months, and the reading and
writing of both in the warehouse. Does not belong here: what counts and what a target is (dbt), when to run (Dagster).
"""
