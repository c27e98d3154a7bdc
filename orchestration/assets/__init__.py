"""Assets, one module per stage of the way from files to the publication.

Belongs here: what Dagster materializes, with its dependencies and metadata. Does not belong here: parsing (`ingest`),
counting rules (`profiles`), what is checked about an asset (`orchestration/checks`).
"""
