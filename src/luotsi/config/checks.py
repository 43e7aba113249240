"""What else a real installation refuses to start with: what no room below knows (see accounts.checks)."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

SHORTEST_TOKEN = 32


@register(Tags.security, deploy=True)
def check_operation(**_options: Any) -> list[Error]:
    """Faults of hosts, token and key file. A demo is open on purpose."""
    if settings.DEMO:
        return []
    return [*_hosts(), *_token(), *_key_file()]


def _hosts() -> list[Error]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "Requests are answered under any host name, so links could be made to lead elsewhere.",
            hint="Set LUOTSI_HOSTS to the host names that residents and staff use.",
            id="luotsi.E008",
        )
    ]


def _token() -> list[Error]:
    token = settings.METRICS_TOKEN
    if not token or (len(token) >= SHORTEST_TOKEN and len(set(token)) > SHORTEST_TOKEN // 4):
        return []
    return [
        Error(
            "The token of /metrics can be guessed.",
            hint=f"Give LUOTSI_METRICS_TOKEN at least {SHORTEST_TOKEN} random characters, or unset it.",
            id="luotsi.E009",
        )
    ]


def _key_file() -> list[Error]:
    file = Path(settings.DATA_DIR) / "secret-key"
    if not file.exists() or not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    return [
        Error(
            f"Other users can read the secret key {file}.",
            hint=f"chmod 0600 {file}; when somebody may have read it, delete it, and it is made anew.",
            id="luotsi.E010",
        )
    ]
