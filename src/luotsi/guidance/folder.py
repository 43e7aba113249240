"""A library folder: paths/CODE.yaml, paths/CODE.utterances.yaml, sources.yaml, facts.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luotsi.flows.document import PathDocument
from luotsi.flows.types import DocumentErrors
from luotsi.flows.yaml_tree import read_tree
from luotsi.guidance import gate, registers
from luotsi.guidance.types import Flaw

PACKAGED_LIBRARY = Path(__file__).resolve().parent / "library"
UTTERANCES_SUFFIX = ".utterances.yaml"
MAX_UTTERANCE = 500


class NotALibrary(Exception):
    """The folder has no `paths` folder in it."""


@dataclass(frozen=True, slots=True)
class PathFile:
    """One path file as it lies in the folder."""

    code: str
    file: Path
    text: str
    document: PathDocument | None
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A library folder, read. What could not be read is in `flaws`, by file."""

    root: Path
    paths: Mapping[str, PathFile] = field(default_factory=dict)
    utterances: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flaws: tuple[tuple[Path, Flaw], ...] = ()

    @property
    def documents(self) -> dict[str, PathDocument]:
        """The documents that could be read, by code."""
        return {code: path.document for code, path in self.paths.items() if path.document is not None}

    def shelf(self, languages: tuple[str, ...]) -> gate.Shelf:
        """What the folder's paths are checked against when it stands alone."""
        return gate.Shelf(self.documents, frozenset(self.sources), frozenset(self.facts), languages)


def read_folder(root: Path) -> Folder:
    """Read a library folder. Raises `NotALibrary`; what is wrong inside a file becomes a flaw."""
    if not (root / "paths").is_dir():
        raise NotALibrary(f"{root} is not a library: it has no folder named paths.")
    flaws: list[tuple[Path, Flaw]] = []
    files = sorted((root / "paths").glob("*.yaml"))
    paths = [read_path(file) for file in files if not file.name.endswith(UTTERANCES_SUFFIX)]
    utterances = {
        file.name.removesuffix(UTTERANCES_SUFFIX): _utterances(file, flaws)
        for file in files
        if file.name.endswith(UTTERANCES_SUFFIX)
    }
    sources = _register(root / "sources.yaml", "sources", flaws)
    facts = _register(root / "facts.yaml", "facts", flaws)
    flaws += [(root / name, flaw) for name, flaw in registers.faults(sources, facts)]
    known = {path.code for path in paths}
    flaws += [
        (
            root / "paths" / f"{code}{UTTERANCES_SUFFIX}",
            Flaw("document", code, "There is no path with this code."),
        )
        for code in utterances
        if code not in known
    ]
    return Folder(root, {path.code: path for path in paths}, utterances, sources, facts, tuple(flaws))


def library_of(file: Path) -> Path:
    """The library folder in whose `paths` a file lies; the packaged library for any other file."""
    beside = file.resolve().parent.parent
    return beside if (beside / "paths").is_dir() and (beside / "sources.yaml").exists() else PACKAGED_LIBRARY


def read_path(file: Path) -> PathFile:
    """Read one path file; its name is its code."""
    code = file.name.removesuffix(".yaml")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return PathFile(code, file, "", None, (Flaw("document", "", f"The file cannot be read: {error}."),))
    reading = gate.read(text, code)
    return PathFile(code, file, text, reading.document, reading.flaws)


def read_utterances(file: Path) -> dict[str, tuple[str, ...]]:
    """The utterances of one file by language; what cannot be read is left out."""
    return _utterances(file, [])


def _plain(file: Path, flaws: list[tuple[Path, Flaw]]) -> Mapping[str, Any]:
    try:
        content = read_tree(file.read_text(encoding="utf-8"), file.name).plain()
    except DocumentErrors as error:
        flaws += [
            (file, Flaw("document", one.where, one.message, one.advice, one.line or None))
            for one in error.faults
        ]
        return {}
    except (OSError, UnicodeDecodeError) as error:
        flaws.append((file, Flaw("document", "", f"The file cannot be read: {error}.")))
        return {}
    if not isinstance(content, Mapping):
        flaws.append((file, Flaw("document", "", "The file does not hold named lines.")))
        return {}
    return content


def _register(file: Path, name: str, flaws: list[tuple[Path, Flaw]]) -> dict[str, Mapping[str, Any]]:
    if not file.exists():
        return {}
    entries = _plain(file, flaws).get(name) or {}
    if not isinstance(entries, Mapping):
        flaws.append((file, Flaw("document", name, f"{name} is not a group of named lines.")))
        return {}
    unfit = [str(key) for key, entry in entries.items() if not isinstance(entry, Mapping)]
    flaws += [(file, Flaw("document", key, "The entry is not a group of named lines.")) for key in unfit]
    return {str(key): entry for key, entry in entries.items() if isinstance(entry, Mapping)}


def _utterances(file: Path, flaws: list[tuple[Path, Flaw]]) -> dict[str, tuple[str, ...]]:
    content = _plain(file, flaws)
    by_language = content.get("utterances", content)
    found: dict[str, tuple[str, ...]] = {}
    for language, sentences in by_language.items() if isinstance(by_language, Mapping) else ():
        if language in gate.ALL_LANGUAGES and isinstance(sentences, list):
            tidy = (" ".join(str(sentence).split()) for sentence in sentences)
            found[language] = tuple(dict.fromkeys(words[:MAX_UTTERANCE] for words in tidy if words))
    return found
