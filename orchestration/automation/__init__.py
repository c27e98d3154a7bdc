"""What starts runs without a person: sensors. Each is stopped until it is switched on, in the UI or by a setting."""
