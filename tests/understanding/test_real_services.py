"""On 1,801 real services the right one is found in spite of a typo or missing umlauts."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from luotsi.understanding import actions, queries
from luotsi.understanding.types import SearchDocument
from luotsi.understanding.words import fold
from tests.shared_data import shared_data_folder

from .conftest import Content

pytestmark = pytest.mark.shared_data

ASKED = 150


def services(folder: Path) -> list[SearchDocument]:
    file = folder / "ptv" / "services" / "ptv_services_life_dimensions.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        documents = (
            SearchDocument("service", row["ptv_service_id"], "fi", row["name"], row["summary"])
            for row in csv.DictReader(opened)
        )
        return list(dict.fromkeys(documents))  # some rows stand there twice


def with_a_slip(title: str, chance: random.Random) -> str:
    """The title with two neighbouring letters of its longest word swapped."""
    longest = max(title.split(), key=len)
    place = chance.randrange(1, max(2, len(longest) - 2))
    slipped = longest[:place] + longest[place : place + 2][::-1] + longest[place + 2 :]
    return title.replace(longest, slipped, 1)


def share_found(asked: list[tuple[str, str]], among: int) -> float:
    found = [
        title in [hit.title for hit in queries.search(typed, "fi").hits[:among]] for typed, title in asked
    ]
    return sum(found) / len(found)


def test_typos_and_missing_umlauts_do_not_hide_a_service(
    build: Callable[[], actions.BuildReport], content: Content
) -> None:
    content[:] = services(shared_data_folder())
    assert build().documents == len(content)
    chance = random.Random(11)  # noqa: S311 - the same choice every time
    titles = [document.title for document in chance.sample(content, ASKED)]
    assert share_found([(title, title) for title in titles], 1) == 1.0
    assert share_found([(fold(title), title) for title in titles], 1) == 1.0
    assert share_found([(with_a_slip(title, chance), title) for title in titles], 3) >= 0.98
