"""Reporting: publication of the marts, the history of what was reported, and tables for people.

Belongs here: how figures leave the warehouse and how they are shown. Does not belong here: how figures come about
(`dbt_project`), and what runs when (`orchestration`).
"""
