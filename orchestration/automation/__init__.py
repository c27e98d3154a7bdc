"""What starts runs without a person: a schedule and sensors, stopped until switched on in the UI or by a setting."""
