"""The doctor: says whether an installation, its configuration and its home directory are sound, and what to do if not.

Belongs here: small checks, one module per area, listed in `checks`. Does not belong here: writing or mending anything.
"""
