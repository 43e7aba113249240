"""The demo's stories, read from a file. All are invented, and residents are told so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from luotsi.content import actions
from luotsi.content.models import Story
from luotsi.content.types import StoryView
from luotsi.foundation import clock
from luotsi.foundation.packaged import read_yaml

REVIEWED_IN = timedelta(days=180)


def publish_demo_stories(file: Path) -> None:
    """Publish each story whose code nobody has used yet. Repeatable: what was taken down stays down."""
    for told in read_yaml(file):
        if not Story.objects.filter(code=told["code"]).exists():
            actions.publish_story(_story(told))


def _story(told: dict[str, Any]) -> StoryView:
    return StoryView(
        code=told["code"],
        titles=told["title"],
        bodies={language: text.strip() for language, text in told["body"].items()},
        quotes=told["quote"],
        told_by=told["told_by"],
        themes=tuple(told["themes"]),
        paths=tuple(told["paths"]),
        review_by=clock.today() + REVIEWED_IN,
    )
