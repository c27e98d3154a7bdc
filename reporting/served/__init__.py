"""Served marts: the publication in force, over DuckDB's own protocol, for tools that need a connection.

Belongs here: what a server of the marts does: reading a publication, answering reads, refusing everything else. Does
not belong here: opening the warehouse, or holding a publication open.
"""
