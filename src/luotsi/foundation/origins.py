"""Where a request says that it comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def is_own(origin: str, host: str) -> bool:
    """Whether an `Origin` is that of this installation, reached as `host` or by its own address."""
    try:
        sender = urlsplit(origin).netloc
    except ValueError:
        sender = ""
    return sender in {host, urlsplit(settings.SITE_URL).netloc}
