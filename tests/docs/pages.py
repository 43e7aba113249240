"""Reads the documentation as a reader would: pages, links, headings, commands, mentions of code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_INDENTED = re.compile(r"^    (?=\S).*$", re.M)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    file: Path

    @property
    def name(self) -> str:
        return self.file.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without its code blocks."""
        return _BLOCK.sub("", self.text)

    def blocks(self, language: str) -> list[str]:
        """Code blocks of one language."""
        return [body for found, body in _BLOCK.findall(self.text) if found == language]

    def links(self) -> list[str]:
        """Targets of links and pictures."""
        return _LINK.findall(_SPAN.sub("", self.prose))

    def spans(self) -> list[str]:
        """Inline code."""
        return _SPAN.findall(self.prose)

    def anchors(self) -> set[str]:
        """What a link may name after #, made of headings as code hosts make them."""
        found: dict[str, int] = {}
        for heading in _HEADING.findall(self.prose):
            slug = re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
            found[slug] = found.get(slug, -1) + 1
        return {f"{slug}-{n}" if n else slug for slug, last in found.items() for n in range(last + 1)}

    def command_lines(self) -> Iterator[str]:
        """Whatever a reader could type: inline code, lines of shell blocks and indented lines."""
        yield from self.spans()
        for block in (*self.blocks("sh"), *self.blocks("ini"), *_INDENTED.findall(self.prose)):
            yield from (line.strip() for line in block.splitlines())


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    """Every page of the documentation."""
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return tuple(Page(file) for file in sorted(files))


def page(name: str) -> Page:
    return Page(ROOT / name)


@lru_cache(maxsize=1)
def repository_files() -> tuple[str, ...]:
    """Every file that belongs to the project, ignored ones left out; also what is not committed yet."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    found = subprocess.run(command, capture_output=True, check=False, text=True).stdout.split("\0")
    if found != [""]:
        return tuple(sorted(name for name in found if name and (ROOT / name).is_file()))
    hidden = {".venv", ".git", "data", "build", "dist", "node_modules", "__pycache__"}
    files = (file.relative_to(ROOT) for file in ROOT.rglob("*") if file.is_file())
    return tuple(sorted(file.as_posix() for file in files if not hidden & set(file.parts)))
