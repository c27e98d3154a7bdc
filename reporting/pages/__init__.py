"""Pages: what is published, as HTML files that open anywhere.

Each page is one file without scripts and without requests, in Japanese with a switch to English, written next to the
marts with every publication. Belongs here: what a page shows, in what order. Does not belong here: figures (they come
from the marts as they are), when pages are written (`publication`).
"""
