"""What a message can mean besides a guidance path: another authority's matter, nobody's, or an act.

An act is what people do with a message without telling a need: ask for a person, greet, ask for opening
hours. The lists are packaged (`data/`) and the same in every county.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from luotsi.assistant.types import Authority
from luotsi.foundation.packaged import read_yaml
from luotsi.understanding.types import Meaning
from luotsi.understanding.words import title_key

AUTHORITY, OUT_OF_SCOPE, ACT = "authority", "out_of_scope", "act"
SHORT_ACTS = frozenset({"yes", "no", "dont_know", "repeat", "goodbye"})
"""Acts of a word or two, known only when they are the whole message: "on" means nothing inside another."""

_DATA = Path(__file__).parent / "data"


def authorities() -> Mapping[str, Authority]:
    """Everybody else a resident may need, by code."""
    return _authorities()


def short_act(text: str) -> str:
    """The short act that the whole message is, or ""."""
    return _short_acts().get(title_key(text), "")


def authority_meanings() -> Iterator[Meaning]:
    """One meaning for each other authority."""
    for code, row in _file("other_authorities")["authorities"].items():
        texts = {
            language: ((row["name"][language], 1.0), (row["what"][language], 0.7)) for language in row["name"]
        }
        yield Meaning(AUTHORITY, code, _said(row), texts)


def out_of_scope_meanings() -> Iterator[Meaning]:
    """What nobody here handles: one meaning."""
    yield Meaning(OUT_OF_SCOPE, OUT_OF_SCOPE, _said(_file("out_of_scope")))


def act_meanings() -> Iterator[Meaning]:
    """One meaning for each act that can be told from its words."""
    for code, row in _file("acts")["acts"].items():
        if code not in SHORT_ACTS:
            yield Meaning(ACT, code, _said(row))


SOURCES: Mapping[str, Callable[[], Iterator[Meaning]]] = MappingProxyType(
    {AUTHORITY: authority_meanings, OUT_OF_SCOPE: out_of_scope_meanings, ACT: act_meanings}
)


@lru_cache(maxsize=1)
def _authorities() -> Mapping[str, Authority]:
    rows = _file("other_authorities")["authorities"]
    return MappingProxyType(
        {
            code: Authority(code, row["name"], row["what"], row["how"], row["url"])
            for code, row in rows.items()
        }
    )


@lru_cache(maxsize=1)
def _short_acts() -> dict[str, str]:
    acts = _file("acts")["acts"]
    return {
        title_key(text): code
        for code in sorted(SHORT_ACTS)
        for texts in acts.get(code, {"utterances": {}})["utterances"].values()
        for text in texts
    }


def _said(row: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {language: tuple(texts) for language, texts in row["utterances"].items()}


@lru_cache(maxsize=8)
def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(_DATA / f"{name}.yaml")
    return content
