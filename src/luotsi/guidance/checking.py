"""Checking files without a database: the packaged library, folders, single files among the packaged ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from luotsi.guidance import advising, gate
from luotsi.guidance.advising import Utterances
from luotsi.guidance.folder import (
    PACKAGED_LIBRARY,
    UTTERANCES_SUFFIX,
    Folder,
    PathFile,
    library_of,
    read_folder,
    read_path,
    read_utterances,
)
from luotsi.guidance.types import Checked, Flaw


@dataclass(frozen=True, slots=True)
class Remark:
    """A piece of advice, and the file in which it can be followed."""

    file: Path
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What the gate says of one file, and what a second reader would say of its words and utterances."""

    file: Path
    checked: Checked
    advice: tuple[Remark, ...] = ()


def check_files(files: Sequence[Path], languages: Iterable[str]) -> list[FileChecked]:
    """Check files and library folders; none given means the packaged library. In the order given.

    A path file inside a library folder is checked among that library, any other among the packaged one.
    Raises `NotALibrary` for a folder that is none.
    """
    required = tuple(languages)
    results: list[FileChecked] = []
    for place in files or [PACKAGED_LIBRARY]:
        if place.is_dir():
            results += _check_folder(read_folder(place), required)
        elif not place.name.endswith(UTTERANCES_SUFFIX):
            results.append(_check_file(place, required))
    return results


def _check_folder(folder: Folder, required: tuple[str, ...]) -> list[FileChecked]:
    shelf = folder.shelf(required)
    other: dict[Path, list[Flaw]] = {}
    for file, flaw in folder.flaws:
        other.setdefault(file, []).append(flaw)
    return [
        *(FileChecked(file, Checked(tuple(flaws))) for file, flaws in other.items()),
        *(_checked(path, shelf, folder.utterances.get(path.code, {})) for path in folder.paths.values()),
    ]


def _check_file(file: Path, required: tuple[str, ...]) -> FileChecked:
    shelf = read_folder(library_of(file)).shelf(required)
    path = read_path(file)
    if path.document is not None:
        shelf = replace(shelf, documents={**shelf.documents, path.code: path.document})
    beside = _utterances_of(path)
    return _checked(path, shelf, read_utterances(beside) if beside.exists() else {})


def _checked(path: PathFile, shelf: gate.Shelf, utterances: Utterances) -> FileChecked:
    if path.document is None:
        return FileChecked(path.file, Checked(path.flaws))
    checked = gate.check(path.document, path.code, shelf)
    paths = {code for code, document in shelf.documents.items() if document.kind == "path"}
    lost = gate.guides_to_nowhere(path.document, paths)
    checked = replace(checked, flaws=(*checked.flaws, *lost))
    checked = gate.with_lines(checked, path.document, path.text)
    return FileChecked(path.file, checked, tuple(_advice(path, utterances)))


def _utterances_of(path: PathFile) -> Path:
    return path.file.with_name(f"{path.code}{UTTERANCES_SUFFIX}")


def _advice(path: PathFile, utterances: Utterances) -> Iterator[Remark]:
    if path.document is None:
        return
    for flaw in advising.of_document(path.document, path.text):
        yield Remark(path.file, flaw)
    if path.document.kind != "path":
        return
    beside = _utterances_of(path)
    text = beside.read_text(encoding="utf-8") if utterances else ""
    for flaw in advising.of_utterances(utterances, text):
        yield Remark(beside, flaw)
