"""Over HTTPS staff's cookies are bound to the very host that gave them, by names that browsers enforce."""

from __future__ import annotations

import json
import os
import subprocess
import sys

TOLD = (
    "import json; from luotsi.config import settings as s; "
    "print(json.dumps({name: getattr(s, name) for name in dir(s) if '_COOKIE_' in name}))"
)


def cookies(url: str) -> dict[str, object]:
    """Settings of cookies as a process that serves this address has them."""
    command = [sys.executable, "-c", TOLD]
    environment = {**os.environ, "LUOTSI_URL": url}
    return json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)


def test_over_https_cookies_are_bound_to_this_very_host() -> None:
    told = cookies("https://guide.county.example")
    for kind in ("SESSION", "CSRF"):
        assert str(told[f"{kind}_COOKIE_NAME"]).startswith("__Host-luotsi_staff")
        assert told[f"{kind}_COOKIE_SECURE"] is True
        assert told[f"{kind}_COOKIE_HTTPONLY"] is True
        assert not told.get(f"{kind}_COOKIE_DOMAIN")
        assert told.get(f"{kind}_COOKIE_PATH", "/") == "/"


def test_on_a_developers_machine_they_work_over_http() -> None:
    told = cookies("http://localhost:8000")
    assert told["SESSION_COOKIE_NAME"] == "luotsi_staff"
    assert told["SESSION_COOKIE_SECURE"] is False
