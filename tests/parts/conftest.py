"""A county without a database, the gallery as a real server, and one Chromium for the whole folder."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread

from luotsi.organisation import queries as organisation
from luotsi.web.parts import shell, styles
from luotsi.web.parts.types import Link, ShellLinks

RANTAMAA = SimpleNamespace(
    names={
        "fi": "Rantamaan hyvinvointialue",
        "sv": "Strandlands välfärdsområde",
        "en": "Rantamaa Wellbeing Services County",
    },
    short_names={"fi": "Rantamaa", "sv": "Strandland", "en": "Rantamaa"},
    languages=("fi", "sv", "en"),
    colour="#0b5c63",
    logo="",
)

LINKS = ShellLinks(
    home="/fi/parts/home/",
    footer=(
        Link("#", "Ota yhteyttä ihmiseen"),
        Link("#", "Saavutettavuus"),
        Link("#", "Tietosuoja"),
        Link("#", "Mitä Luotsi osaa ja ei osaa"),
    ),
)

_SETTINGS = {
    "ROOT_URLCONF": "tests.parts.urls",
    "ALLOWED_HOSTS": ["localhost", "testserver"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


@pytest.fixture(autouse=True, scope="package")
def gallery_site() -> Iterator[None]:
    """The gallery's addresses, and the demo county in place of the database's."""
    with override_settings(**_SETTINGS), pytest.MonkeyPatch.context() as patch:
        patch.setattr(organisation, "county", lambda: RANTAMAA)
        patch.setattr(shell, "_links", [lambda: LINKS])
        styles.sheet.cache_clear()
        yield
    styles.sheet.cache_clear()


@pytest.fixture(scope="package")
def site(gallery_site: None) -> Iterator[str]:
    """Address of a running server with the gallery."""
    server = LiveServerThread("localhost", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()
