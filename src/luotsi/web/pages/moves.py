"""How a reader moves along a path: by links that hold the answers, or by forms that hold only a key."""

from __future__ import annotations

from typing import Protocol

from django.urls import reverse

from luotsi.guidance.types import PublishedPath
from luotsi.web.pages import answers
from luotsi.web.pages.walk import Walk
from luotsi.web.parts.types import GivenAnswer

Fields = list[tuple[str, str]]
"""Hidden fields of a form: name and value."""


def guide_url(path: PublishedPath) -> str:
    """The beginning of a path."""
    return reverse("pages:guide", args=[path.code])


class Moves(Protocol):
    """What a page needs in order to let its reader answer, change, go back and share."""

    method: str
    action: str

    def change(self, question: str, asked: str, answered: str) -> GivenAnswer:
        """An answer with the way to change it."""

    def back(self, question: str) -> dict[str, str]:
        """`url` of the question before, or `value` for a button that goes there; empty question: out."""

    def hidden(self, without: str = "") -> Fields:
        """What a form must carry besides the answer to the question `without`."""

    def share_url(self) -> str:
        """The address to keep or to give to somebody else."""


class AddressMoves:
    """An ordinary path: the answers are in the address."""

    method = "get"

    def __init__(self, here: Walk) -> None:
        self.here = here
        self.action = guide_url(here.path)

    def change(self, question: str, asked: str, answered: str) -> GivenAnswer:
        return GivenAnswer(asked, answered, change_url=self._address(editing=question))

    def back(self, question: str) -> dict[str, str]:
        return {"url": self._address(editing=question) if question else reverse("pages:home")}

    def hidden(self, without: str = "") -> Fields:
        sent = self.here.sent
        own = [("_m", sent.municipality), ("_k", sent.campaign)]
        return [
            *answers.pairs_of(self.here.all_answers, without=without),
            *(pair for pair in own if pair[1]),
        ]

    def share_url(self) -> str:
        """Without the campaign: whoever gets the link from a friend did not come by the poster."""
        return self.action + answers.query(self.here.all_answers, municipality=self.here.sent.municipality)

    def _address(self, editing: str = "") -> str:
        sent = self.here.sent
        return self.action + answers.query(
            self.here.all_answers, editing=editing, municipality=sent.municipality, campaign=sent.campaign
        )


class VisitMoves:
    """A sensitive path: the answers are on the server, and forms carry the key of the visit."""

    method = "post"

    def __init__(self, here: Walk) -> None:
        self.here = here
        self.action = guide_url(here.path)

    def change(self, question: str, asked: str, answered: str) -> GivenAnswer:
        return GivenAnswer(asked, answered, change_value=question)

    def back(self, question: str) -> dict[str, str]:
        return {"value": question} if question else {"url": reverse("pages:home")}

    def hidden(self, without: str = "") -> Fields:
        own = [("_visit", self.here.sent.visit), ("_k", self.here.sent.campaign)]
        return [pair for pair in own if pair[1]]

    def share_url(self) -> str:
        return self.action
