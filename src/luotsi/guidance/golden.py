"""Golden walks: beside each path of a library a file that tells where answers lead, one walk a line.

`who=self wish=talk reach.channel=call → call_dental`. The files are generated; a test compares them with the
paths, so that whoever changes where answers lead renews them and a reviewer sees it in the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from luotsi.flows.covering import Walk, covering_walks
from luotsi.flows.encoding import TooManyValues
from luotsi.flows.linking import link
from luotsi.flows.types import LinkError
from luotsi.guidance.folder import Folder

FOLDER = "walks"
WALK_DAY = date(2026, 1, 1)
"""The day on which all golden walks are walked: answers that are dates are counted from it."""
HEAD = "# Where answers lead; `luotsi paths golden --write` renews it. Look at what changes.\n"
ARROW = " → "


def text_of(folder: Folder, code: str) -> str:
    """The golden walks of a path as its file holds them; "" for one that cannot be walked yet."""
    documents = folder.documents
    try:
        flow = link(documents[code], documents)
        walks = covering_walks(flow, WALK_DAY, kept=_kept(folder.root, code))
    except (LinkError, TooManyValues):
        return ""
    return HEAD + "".join(f"{_line(walk)}\n" for walk in walks)


def file_of(root: Path, code: str) -> Path:
    """Where the golden walks of a path lie in a library folder."""
    return root / FOLDER / f"{code}.txt"


def differences(folder: Folder) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Files that are not as the paths are now, with the lines that go and those that come."""
    for code in folder.documents:
        file = file_of(folder.root, code)
        before = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        after = text_of(folder, code).splitlines()
        if before != after:
            yield (
                file,
                [line for line in before if line not in after],
                [line for line in after if line not in before],
            )
    for file in sorted((folder.root / FOLDER).glob("*.txt")):
        if file.stem not in folder.paths:
            yield file, file.read_text(encoding="utf-8").splitlines(), []


def write(folder: Folder) -> list[Path]:
    """Renew the files that differ, and take away those without a path. Answers which."""
    changed = [file for file, _, _ in differences(folder)]
    (folder.root / FOLDER).mkdir(exist_ok=True)
    for file in changed:
        if text := text_of(folder, file.stem) if file.stem in folder.documents else "":
            file.write_text(text, encoding="utf-8")
        else:
            file.unlink(missing_ok=True)
    return changed


def read_line(line: str) -> tuple[dict[str, list[str]], str]:
    """The answers of a line and the end to which they lead."""
    answers, _, end = line.rpartition(ARROW)
    pairs = (part.partition("=") for part in answers.split())
    return {key: values.split(",") for key, _, values in pairs}, end


def _line(walk: Walk) -> str:
    return " ".join(f"{key}={','.join(values)}" for key, values in walk.answers) + ARROW + walk.end


def _kept(root: Path, code: str) -> list[dict[str, list[str]]]:
    """The answers of the walks that the file holds already."""
    file = file_of(root, code)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [read_line(line)[0] for line in lines if ARROW in line]
