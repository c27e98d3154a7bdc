"""Words for the severity and the state of a data gap, the same on pages and in the report."""

from __future__ import annotations

from collections.abc import Mapping

SEVERITIES: Mapping[str, tuple[str, str]] = {
    "critical": ("重大", "critical"),
    "error": ("誤り", "error"),
    "warning": ("注意", "warning"),
    "info": ("情報", "information"),
}
GAP_STATUSES: Mapping[str, tuple[str, str]] = {
    "failed": ("未解消", "open"),
    "could_not_run": ("検査できず", "could not be checked"),
    "accepted": ("受容", "accepted"),
    "resolved": ("解消", "resolved"),
}
