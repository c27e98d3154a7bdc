"""A project directory: what `mokuhyo init` writes into one, and the file of settings that is read from it.

Belongs here: the template, how it is filled in, and reading its settings. Does not belong here: what a setting means
(`orchestration/settings.py`), and what a run keeps (`orchestration/home.py`).
"""
