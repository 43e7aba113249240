"""Values that screens hand to the parts. Texts are already in the language of the page.

Every text is plain and escaped by the parts, except where a field says it may be safe HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words; `icon` is a name from frontend/icons.txt."""

    href: str
    text: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language."""

    code: str
    name: str
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary: the id of the field to go to, and what to do there."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer row or one option of a select."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False
    lang: str = ""
    """Language of the words when it is not the language of the page."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Open or closed, in words: "Auki nyt, sulkeutuu klo 15"."""

    is_open: bool
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """A number as shown ("020 000 0110"), its `charge` in words; `label` tells numbers apart."""

    number: str
    charge: str = ""
    label: str = ""
    dialled: str = ""
    """The number for the phone ("+358…"), which also works from abroad; empty when it is the number shown."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """How to reach one service: everything a person needs to call, go or do it on the web."""

    title: str
    href: str = ""
    badge: Badge | None = None
    calls: Sequence[Call] = ()
    links: Sequence[Link] = ()
    """E-services, web pages and forms, shown as buttons after the call."""
    note: str = ""
    hours: str = ""
    """Today and tomorrow in words."""
    all_hours: Sequence[tuple[str, str]] = ()
    """(day or days, hours) of the week and coming exceptions, shown in a disclosure."""
    address: Sequence[str] = ()
    map_url: str = ""
    access: str = ""
    """One line about getting in: "esteetön sisäänkäynti"."""
    say: str = ""
    """What to do or say there, above the buttons."""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer so far, and the address where it can be changed."""

    question: str
    answer: str
    change_url: str = ""
    change_value: str = ""
    """On sensitive paths: the value that the "change" button posts instead of a link."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result. `kind` is a kind of help or a plain kind chip (`chip`, `icon`)."""

    title: str
    href: str
    summary: str = ""
    kind: str = ""
    chip: str = ""
    icon: str = ""
    why: str = ""
    badge: Badge | None = None
    lang: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()
    """The passage shown instead of the summary, in pieces, each with whether it is to be marked."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list stands: page `number` of `count`; `address` holds `{page}`."""

    number: int
    count: int
    address: str

    @property
    def steps(self) -> list[int | None]:
        """The numbers to show; None is a gap."""
        near = {1, self.count, self.number - 1, self.number, self.number + 1}
        shown = sorted(number for number in near if 1 <= number <= self.count)
        steps: list[int | None] = []
        for number in shown:
            if steps and steps[-1] is not None and number - steps[-1] > 1:
                steps.append(None)
            steps.append(number)
        return steps


@dataclass(frozen=True, slots=True)
class StaffLink(Link):
    """A link of the staff's navigation."""

    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ShellLinks:
    """What the frame of a resident's page links to; empty ones are left out."""

    home: str = "/"
    human: str = ""
    footer: Sequence[Link] = field(default_factory=tuple)
