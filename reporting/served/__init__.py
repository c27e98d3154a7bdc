"""Served marts: the publication in force, over DuckDB's own protocol, for tools that need a connection.

Belongs here: what a server of the marts does: reading a publication, answering reads, refusing everything else. Nothing
here opens the warehouse, and no publication stays open.
"""
