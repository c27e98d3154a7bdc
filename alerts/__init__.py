"""Alerts: who hears of a failure, when, in which words, and that nothing said is lost or said twice.

Belongs here: episodes, the outbox, routes, wording, delivery. Does not belong here: Dagster; what was observed arrives
as `alerts.model.Observation`.
"""
