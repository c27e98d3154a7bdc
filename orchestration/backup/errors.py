"""What a backup or a restore says when it cannot go on."""


class BackupError(Exception):
    """A backup cannot be written, trusted or put in place; the message says why and what to do."""
