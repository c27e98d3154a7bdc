"""Asset checks: expectations about the data and verdicts on the targets."""
