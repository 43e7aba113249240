"""docs/security.md: a request's log line tells its route, and nothing of the reader or of what they asked."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from luotsi.config.request_log import logger

SECRETS = ("violence-at-home", "who=child", "131052", "192.0.2.77", "Mozilla")


@pytest.mark.django_db
def test_a_line_has_route_status_and_request_id_only(caplog: pytest.LogCaptureFixture) -> None:
    browser = Client(REMOTE_ADDR="192.0.2.77", headers={"User-Agent": "Mozilla/5.0"})
    with caplog.at_level(logging.INFO, logger.name):
        response = browser.get("/fi/ohje/violence-at-home/?who=child&code=131052-308T")
    (line,) = [record.getMessage() for record in caplog.records if record.name == logger.name]
    assert line.startswith("GET pages:guide 404 ")
    assert line.endswith(response.headers["X-Request-Id"])
    assert [secret for secret in SECRETS if secret in line] == []


@pytest.mark.django_db
def test_what_was_posted_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().post("/fi/palaute/", {"words": "soita 040 123 4567", "kind": "path"})
    assert "123 4567" not in caplog.text
