"""Backups of a home directory: what goes into one, writing it, checking it, and putting it back.

Belongs here: an archive of the state that nothing could rebuild. Does not belong here: the inbox, the code and the
settings, which an operator keeps elsewhere.
"""
