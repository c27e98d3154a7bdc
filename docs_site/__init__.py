"""The documentation as a site: what its pages take from the code, and how links reach files beside `docs/`.

Belongs here: reference pages made from commands, settings, contracts, marts, expectations and counting rules, and the
hooks that MkDocs calls. Not here: words about them, which stand where the thing itself does, or in `docs/`.
"""
