"""What starts runs without a person: a schedule and sensors, stopped until switched on in the UI or by a setting.

Belongs here: when something runs. Does not belong here: what it does (`orchestration/assets`, `alerts`).
"""
