"""Dispatch of facts: what a room announces after it has happened, and who listens.

A fact is a frozen dataclass in the past tense, declared in the announcing room's `facts` module.
Rooms above subscribe in their `AppConfig.ready`. A listener is called after the transaction has
committed; one that fails is logged and harms nobody else.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")

logger = logging.getLogger(__name__)

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[Fact], listener: Callable[[Fact], None]) -> None:
    """Call `listener` with every fact of `kind`. Subscribing twice counts once."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def announce(fact: object) -> None:
    """Tell every listener of this fact's type. Call it from `transaction.on_commit`."""
    for listener in _listeners[type(fact)]:
        try:
            listener(fact)
        except Exception:
            logger.exception("A listener of %s failed", type(fact).__name__)
