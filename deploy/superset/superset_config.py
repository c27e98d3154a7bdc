"""Apache Superset for one machine: metadata in SQLite, nothing sent anywhere, no task queue.

Belongs here: what this project needs other than Superset's own defaults. A shared installation needs a database server
for the metadata, and a web server with TLS in front; see Superset's own manual.
"""

from __future__ import annotations

import os
from pathlib import Path

from superset.utils.log import AbstractEventLogger

# No default: whoever knows the key can forge sessions.
SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
HOME = Path(os.environ["SUPERSET_HOME"])
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}"
# Tokens of features that are off; random, because a published default would open them when they are switched on.
GUEST_TOKEN_JWT_SECRET = GLOBAL_ASYNC_QUERIES_JWT_SECRET = os.urandom(32).hex()

# Databases in files are refused otherwise; DuckDB is one. Only administrators may add databases.
PREVENT_UNSAFE_DB_CONNECTIONS = False
# One machine over HTTP on the loopback interface; a redirect to HTTPS would end nowhere.
TALISMAN_ENABLED = False
CONTENT_SECURITY_POLICY_WARNING = False
RATELIMIT_ENABLED = False

BABEL_DEFAULT_LOCALE = "ja"
LANGUAGES = {"ja": {"flag": "jp", "name": "日本語"}, "en": {"flag": "us", "name": "English"}}
ROW_LIMIT = 50_000
# What was published stays right until the next publication; nobody should wait for a cache to expire then.
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
MAPBOX_API_KEY = ""
ALERT_REPORTS_NOTIFICATION_DRY_RUN = True


class NoEventLog(AbstractEventLogger):
    """Keeps no record of who looked at what."""

    def log(self, *arguments: object, **details: object) -> None:
        """Do nothing."""


EVENT_LOGGER = NoEventLog()
