"""Synthetic sample exports: invented cases in the real formats, with the truth and the planted gaps written beside.

Nothing here is read by the pipeline itself: it sees the files only. All companies, cases and figures are made up.

Belongs here: making exports and saying what is true of them. Does not belong here: reading exports (`ingest`).
"""
