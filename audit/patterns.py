"""Does any regular expression take more time than its input grows? Ten times the text may take twelve times
the time, not a hundred times.

    .venv/bin/python -m audit.patterns

Every pattern of the package is tried, those that modules hold and those that stand in calls of `re`, on texts
that are made for it: what its own characters, ranges and groups would repeat for long and then not match.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import os
import pkgutil
import re
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from re import _constants as marks  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "luotsi"
SHORT, LONG = 1_000, 10_000
MOST_TIMES = 12.0
TOO_SHORT_TO_TELL = 0.002
"""Seconds: below this the long text is fast enough, whatever the short one took."""
PATIENCE = 0.1
"""Seconds that a short text may take; a pattern beyond it is not tried on a long one."""
MOST_PUMPS = 24

CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
NEVER_THERE = "\x01"
FIND, WHOLE = "find", "whole"


@dataclass(frozen=True, slots=True)
class Slow:
    """A pattern, the text that it is slow on, and by how much."""

    pattern: str
    where: str
    pump: str
    times: float


def patterns() -> dict[tuple[str, int, str], str]:
    """Every pattern with its flags and its use, and where it was first found."""
    found: dict[tuple[str, int, str], str] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in compiled(value, 3):
                if isinstance(pattern.pattern, str):
                    how = uses(name)
                    found.setdefault((pattern.pattern, pattern.flags, how), f"{module.__name__}.{name}")
    for file in SRC.rglob("*.py"):
        for pattern, call, line in written(ast.parse(file.read_text(encoding="utf-8"))):
            if call != "compile":
                key = (pattern, re.compile(pattern).flags, how_of({call}))
                found.setdefault(key, f"{file.relative_to(SRC)}:{line}")
    return found


def uses(name: str) -> str:
    """Whether a pattern of this name is looked for in texts, or holds against whole ones."""
    calls = set(re.findall(rf"\b{re.escape(name)}\.([a-z]+)\(", sources()))
    return how_of(calls & CALLS) if calls & CALLS else FIND


def how_of(calls: set[str]) -> str:
    return WHOLE if calls <= {"match", "fullmatch"} else FIND


@lru_cache(maxsize=1)
def sources() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in SRC.rglob("*.py"))


def modules() -> Iterator[Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")
    django.setup()
    package = importlib.import_module("luotsi")
    for found in pkgutil.walk_packages(package.__path__, "luotsi."):
        if "migrations" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def compiled(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    """Patterns in a value and in what it holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from itertools.chain.from_iterable(compiled(one, depth - 1) for one in value.values())
    elif depth and isinstance(value, list | tuple | set | frozenset):
        yield from itertools.chain.from_iterable(compiled(one, depth - 1) for one in value)


def written(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Patterns that stand as constants in calls of `re`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            is_re = getattr(node.func.value, "id", "") == "re"
            first = node.args[0] if node.args else None
            if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node.func.attr, node.lineno


def pumps(pattern: str, flags: int) -> list[str]:
    """Short texts that a pattern may want to repeat: its characters, and examples of what it repeats."""
    tree = parser.parse(pattern, flags)
    letters = sorted({letter for letter in characters(tree) if letter.isprintable()})[:8] or ["a"]
    repeated = [one for one in samples(tree) if one]
    pairs = ["".join(two) for two in itertools.product(letters[:3], repeat=2)]
    return list(dict.fromkeys([*repeated, *letters, *pairs, "a", "0", " ", "a0 ", "<", "@a."]))[:MOST_PUMPS]


def characters(tree: Any) -> Iterator[str]:
    """One example of each character, range and category in a parsed pattern."""
    for op, value in tree:
        if op in {marks.LITERAL, marks.NOT_LITERAL}:
            yield chr(value) if op is marks.LITERAL else chr(value + 1)
        elif op is marks.IN:
            yield from members(value)
        elif op is marks.ANY:
            yield "a"
        else:
            for inner in parts(op, value):
                yield from characters(inner)


def members(value: Any) -> Iterator[str]:
    negated = value[0][0] is marks.NEGATE
    for op, inner in value:
        if op is marks.LITERAL and not negated:
            yield chr(inner)
        elif op is marks.RANGE and not negated:
            yield chr(inner[0])
        elif op is marks.CATEGORY:
            yield {marks.CATEGORY_DIGIT: "0", marks.CATEGORY_SPACE: " "}.get(inner, "a")
    if negated:
        yield "a"


def parts(op: Any, value: Any) -> Iterator[Any]:
    """The parsed patterns inside one part of a pattern."""
    if op in {marks.MAX_REPEAT, marks.MIN_REPEAT, marks.POSSESSIVE_REPEAT}:
        yield value[2]
    elif op is marks.SUBPATTERN:
        yield value[3]
    elif op is marks.BRANCH:
        yield from value[1]
    elif op in {marks.ASSERT, marks.ASSERT_NOT}:
        yield value[1]
    elif op is marks.ATOMIC_GROUP:
        yield value


def samples(tree: Any) -> Iterator[str]:
    """An example of everything that is repeated, and of the whole."""
    yield example(tree)
    for op, value in tree:
        for inner in parts(op, value):
            yield from samples(inner)


def example(tree: Any) -> str:
    """A text that the pattern, or most of it, would match."""
    text = ""
    for op, value in tree:
        if op is marks.LITERAL:
            text += chr(value)
        elif op in {marks.IN, marks.ANY}:
            text += next(iter(members(value) if op is marks.IN else "a"), "a")
        elif op in {marks.MAX_REPEAT, marks.MIN_REPEAT, marks.POSSESSIVE_REPEAT}:
            text += example(value[2]) * max(1, min(value[0], 12))
        elif op is marks.SUBPATTERN:
            text += example(value[3])
        elif op is marks.BRANCH:
            text += example(value[1][0])
    return text[:60]


def seconds(pattern: re.Pattern[str], how: str, text: str, times: int) -> float:
    """The least time of several: of finding everything in a text, or of failing to match it whole."""
    least = float("inf")
    for _ in range(times):
        started = time.thread_time()
        if how == WHOLE:
            pattern.fullmatch(text)
        else:
            deque(pattern.finditer(text), maxlen=0)
        least = min(least, time.thread_time() - started)
    return least


def growth(pattern: re.Pattern[str], how: str, pump: str) -> float:
    """How many times longer ten times the text takes; 0 when it is too fast to tell."""
    hundredth = seconds(pattern, how, text_of(pump, SHORT // 100), 1)
    tenth = seconds(pattern, how, text_of(pump, SHORT // 10), 1) if hundredth < PATIENCE else PATIENCE
    if tenth >= PATIENCE or (short := seconds(pattern, how, text_of(pump, SHORT), 1)) >= PATIENCE:
        return float("inf")
    long = seconds(pattern, how, text_of(pump, LONG), 2)
    if long < TOO_SHORT_TO_TELL:
        return 0.0
    if long / short > MOST_TIMES:
        short = seconds(pattern, how, text_of(pump, SHORT), 5)
        long = min(long, seconds(pattern, how, text_of(pump, LONG), 3))
    return long / short


def text_of(pump: str, length: int) -> str:
    return (pump * (length // len(pump) + 1))[: length - 1] + NEVER_THERE


def slow(pattern: str, flags: int, how: str, where: str) -> Slow | None:
    """What a pattern is slowest on, when that is too slow."""
    ready = re.compile(pattern, flags)
    worst = max((growth(ready, how, pump), pump) for pump in pumps(pattern, flags))
    return Slow(pattern, where, worst[1], worst[0]) if worst[0] > MOST_TIMES else None


def main() -> int:
    found = patterns()
    faults = [one for key, where in found.items() if (one := slow(*key, where))]
    for one in faults:
        print(f"{one.where}: {one.times:.0f} times on {one.pump!r}: {one.pattern[:100]}")
    print(f"{len(found)} regular expressions, {len(faults)} that grow faster than their text")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
