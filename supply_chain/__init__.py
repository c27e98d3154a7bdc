"""What the project is made of: licences of the locked packages, known weaknesses in them, and what newer ones break.

Belongs here: looking at the locks. Does not belong here: anything a run imports.
"""
