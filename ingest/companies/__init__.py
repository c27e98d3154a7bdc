"""Which company a row is about: comparable names, exact rules, record linkage, and what people decided.

Belongs here: everything between the identities in landed rows and `company_links.parquet`. Does not belong here:
counting, and how unsettled companies widen bounds (dbt).
"""
