"""Dispatch of facts: what a room announces after it has happened, and who listens.

A fact is a frozen dataclass in the past tense, declared in the announcing room's `facts` module.
Rooms above subscribe in their `AppConfig.ready`. A *witness* writes it down inside the transaction of
the change itself: what it raises undoes the change. A *listener* is called after the transaction has
committed; one that fails is logged and harms nobody else.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Fact = TypeVar("Fact")

logger = logging.getLogger(__name__)

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_witnesses: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_last_witnesses: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[Fact], listener: Callable[[Fact], None]) -> None:
    """Call `listener` with every fact of `kind`. Subscribing twice counts once."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def witness(kind: type[Fact], writer: Callable[[Fact], None], *, last: bool = False) -> None:
    """Call `writer` with every fact of `kind` before its change is committed. Twice counts once.

    `last`: after all others, because what it holds until the commit everybody wants.
    """
    writers = (_last_witnesses if last else _witnesses)[kind]
    if writer not in writers:
        writers.append(writer)


def tell(fact: object) -> None:
    """Inside the transaction of a change: witnesses write it down now, listeners hear after the commit.

    Raises what a witness raises; then nothing is changed.
    """
    attest(fact)
    transaction.on_commit(lambda: announce(fact))


def attest(fact: object) -> None:
    """Let witnesses write the fact down now; for what happens outside a transaction, such as a sign-in."""
    for writer in (*_witnesses[type(fact)], *_last_witnesses[type(fact)]):
        writer(fact)


def announce(fact: object) -> None:
    """Tell every listener of this fact's type. Call it from `transaction.on_commit`, or let `tell` do so."""
    for listener in _listeners[type(fact)]:
        try:
            listener(fact)
        except Exception:
            logger.exception("A listener of %s failed", type(fact).__name__)
