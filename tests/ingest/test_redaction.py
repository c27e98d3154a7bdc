"""Which values of the environment are kept out of texts."""

from __future__ import annotations

import pytest

from ingest.redaction import redacted, secret_values


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        ("MOKUHYO_SFTP_PASSWORD", "hunter2", True),
        ("AWS_SECRET_ACCESS_KEY", "abc123xyz", True),
        ("MOKUHYO_SERVED_TOKEN", "token-of-the-marts", True),
        ("MOKUHYO_ALERT_URLS", "slack://a/b/c", True),
        ("TEAMS_WEBHOOK", "T0/B0/xyz", True),
        ("MOKUHYO_SFTP_KEY_FILE", "/etc/mokuhyo/key", False),
        ("MOKUHYO_DOCUMENTS_URL", "http://127.0.0.1:3001", False),
        ("MOKUHYO_UI_URL", "https://mokuhyo.example", False),
        ("MOKUHYO_HOME", "/srv/mokuhyo", False),
    ],
)
def test_which_variables_hold_secrets(name: str, value: str, is_secret: bool) -> None:
    secrets = secret_values({name: value})
    assert redacted(f"said {value}", secrets) == ("said ***" if is_secret else f"said {value}")
