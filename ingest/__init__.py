"""From export files to landed rows: discovery, decoding, reading, landing, receipts, company identity.

Belongs here: everything that turns one file of the inbox into text rows with their origin, or into a clear
refusal. Does not belong here: typing of values (dbt staging), counting, targets, Dagster.
"""
