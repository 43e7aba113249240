"""Chats in real browsers: each file has a server and a county of its own, and a professional who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.answering import Professional
from tests.browser.conftest import Visitor
from tests.demo_server import MORNING, serving


@pytest.fixture(scope="module")
def site(untouched_demo_data: Path) -> Iterator[str]:
    """A server of a file's own: one address may open ten chats in an hour, and all come from one."""
    with serving(untouched_demo_data, MORNING, "--only", "web") as address:
        yield address


@pytest.fixture
def professional(visit: Callable[..., Visitor]) -> Iterator[Professional]:
    """At work in oral health care, and gone when the story ends."""
    made = Professional(visit(width=1280))
    yield made
    made.go_home()
