"""Reads an old system's log of messages: CSV of any separator and encoding, with or without a head row.

Pure. Whatever the file holds, the answer is messages or a `BadLog` that says in words what is wrong. The
message itself is masked here, where it is read, and the unmasked one is not kept.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from luotsi.safety.masking import mask

LARGEST, MOST_ROWS = 20_000_000, 200_000
"""Bytes and rows of an ordinary log; a larger one is read only when that is asked for."""
LARGEST_ASKED, MOST_ROWS_ASKED = 200_000_000, 2_000_000
LONGEST_MESSAGE = 10_000
"""Characters that are read of one message."""
MOST_TIMES = 10_000_000
"""How often one row may say that its message was written."""
MOST_LINES_IN_A_CELL = 100
"""A cell of more lines is a quotation mark that was opened and never closed."""
SAMPLE = 300
"""Rows by which separator and columns are judged."""
SEPARATORS = (";", ",", "\t", "|")
STEADY = 0.9
"""Share of the rows that must have equally many cells, for a separator to be one."""
BINARY = 0.02
"""Share of control characters from which a file is no text."""

TEXT_NAMES = frozenset(
    """
    message messages text viesti viestit teksti kysymys kysymykset question query queries haku hakusana
    hakusanat hakulause hakutermi search searchterm searchterms utterance utt fraga fragor meddelande
    meddelanden sokord sokning sokterm fritext vapaateksti input userinput usermessage content sisalto
    asia term lause
    """.split()  # noqa: SIM905 - easier to read and to add to
)
"""Folded names, without anything but letters, of a column of messages; then of one of counts."""
COUNT_NAMES = frozenset(
    """
    count counts n maara lkm lukumaara kpl kertaa antal ganger frequency freq hits searches times
    uniquesearches totaluniquesearches total haut hakuja sokningar
    """.split()  # noqa: SIM905
)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"^\s*(\d{1,3}(?:[ \u00a0.,]\d{3})+|\d+)(?:[.,]\d{1,2})?\s*$")
_PLAIN = str.maketrans("äöåé", "aoae")


class BadLog(ValueError):
    """The file cannot be read as a log of messages; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What the person has told about the file. Names of columns, or their numbers from 1; "" to be found."""

    column: str = ""
    count_column: str = ""
    language: str = "fi"
    """The language of the page the messages came from."""
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A masked message and how many times it was written."""

    text: str
    people: int


@dataclass(frozen=True, slots=True)
class MessageLog:
    """A log that was read: its different messages, the commonest first, and how it was read."""

    messages: tuple[Message, ...]
    rows: int
    """Rows with a message."""
    blank: int
    """Rows without one."""
    masked: int
    """Rows in which something was masked."""
    unread_counts: int
    """Rows whose count is no number; they count once."""
    encoding: str
    separator: str
    column: str
    count_column: str

    @property
    def people(self) -> int:
        """How many times messages were written in all."""
        return sum(message.people for message in self.messages)


@dataclass(frozen=True, slots=True)
class _Columns:
    text: int
    count: int | None
    has_head: bool
    names: tuple[str, ...]

    def name(self, place: int | None) -> str:
        if place is None:
            return ""
        named = self.names[place] if self.has_head and place < len(self.names) else ""
        return _shown(named) or f"column {place + 1}"


def read_file(path: Path, how: HowToRead) -> MessageLog:
    """Read a file, but not one that is too large. Raises BadLog and OSError."""
    with path.open("rb") as file:
        return read_log(file.read(_largest(how) + 1), how)


def read_log(raw: bytes, how: HowToRead) -> MessageLog:
    """Read a whole file. Raises BadLog."""
    if len(raw) > _largest(how):
        raise BadLog(_too_large("more bytes", f"{_largest(how) // 1_000_000} MB", how))
    text, encoding = decoded(raw)
    separator = separator_of(text, how.column)
    sample = list(islice(_rows(text, separator), SAMPLE))
    if not sample:
        raise BadLog("The file is empty.")
    columns = _columns(sample, how)
    return _gathered(text, how, _Format(encoding, separator, columns))


@dataclass(frozen=True, slots=True)
class _Format:
    encoding: str
    separator: str
    columns: _Columns


def _gathered(text: str, how: HowToRead, form: _Format) -> MessageLog:
    columns, most = form.columns, MOST_ROWS_ASKED if how.is_large else MOST_ROWS
    seen: dict[str, tuple[str, int]] = {}
    tally: Counter[str] = Counter()
    rows = islice(_rows(text, form.separator), int(columns.has_head), None)
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise BadLog(_too_large("more rows", f"{most:,} rows", how))
        message = " ".join(row[columns.text].split())[:LONGEST_MESSAGE] if columns.text < len(row) else ""
        times = 1 if columns.count is None else _times(row, columns.count)
        if not message or times == 0:
            tally["blank"] += 1
            continue
        masked = mask(message, how.language)
        tally["rows"] += 1
        tally["masked"] += bool(masked.found)
        tally["unread"] += times is None
        key = masked.text.casefold()
        first, people = seen.get(key, (masked.text, 0))
        seen[key] = (first, people + (times or 1))
    if not seen:
        raise BadLog(f"No row has a message in {columns.name(columns.text)}. Name another one with --column.")
    messages = [Message(first, people) for first, people in seen.values()]
    return MessageLog(
        messages=tuple(sorted(messages, key=lambda one: (-one.people, one.text))),
        rows=tally["rows"],
        blank=tally["blank"],
        masked=tally["masked"],
        unread_counts=tally["unread"],
        encoding=form.encoding,
        separator=form.separator,
        column=columns.name(columns.text),
        count_column=columns.name(columns.count),
    )


def decoded(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, UTF-16 with a mark, or else cp1252, in which any byte is something.

    Raises BadLog for what is no text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, encoding = raw.decode("utf-16", "replace"), "utf-16"
    else:
        try:
            text, encoding = raw.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            text, encoding = raw.decode("cp1252", "replace"), "cp1252"
    part = text[:100_000]
    if len(_CONTROL.findall(part)) > BINARY * max(len(part), 1):
        raise BadLog("This is no text file. Save the log as CSV, for example from Excel, and try again.")
    return _CONTROL.sub(" ", text), encoding


def separator_of(text: str, column: str = "") -> str:
    """What separates the cells, "" where each line is one message."""
    head = text[:200_000]
    best, best_share = "", 0.0
    for separator in SEPARATORS:
        rows = list(islice(_rows(head, separator), SAMPLE))
        rows = rows[:-1] if len(rows) > 2 and len(head) < len(text) else rows
        if not rows or max(map(len, rows)) < 2:
            continue
        names = {_plain(cell) for cell in rows[0]}
        if len(rows[0]) > 1 and (names & TEXT_NAMES or (column and _plain(column) in names)):
            return separator
        width, times = Counter(map(len, rows)).most_common(1)[0]
        share = times / len(rows)
        if width > 1 and len(rows) > 1 and share >= STEADY and share > best_share:
            best, best_share = separator, share
    return best


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows of cells that are not wholly blank. Without a separator each line is a row of one cell."""
    if not separator:
        quoted = _quoted_rows(text, ",") if text.startswith('"') else None
        yield from quoted if quoted and max(map(len, quoted)) == 1 else ([line] for line in _lines(text))
        return
    quoted = _quoted_rows(text, separator)
    if quoted is None:
        # A quotation mark opened and never closed: then marks are letters like any other.
        quoted = ([cell.strip().strip('"') for cell in line.split(separator)] for line in _lines(text))
    yield from quoted


def _quoted_rows(text: str, separator: str) -> list[list[str]] | None:
    """Rows by the rules of CSV, or None where a quotation mark swallows half of the file."""
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True):
            if any(cell.count("\n") > MOST_LINES_IN_A_CELL for cell in row):
                return None
            if any(cell.strip() for cell in row):
                rows.append(row)
    except csv.Error:
        return None
    return rows


def _lines(text: str) -> Iterator[str]:
    return (line for line in io.StringIO(text, newline=None) if line.strip())


def _columns(sample: Sequence[Sequence[str]], how: HowToRead) -> _Columns:
    head = tuple(sample[0])
    named = {name: place for place, name in reversed(list(enumerate(map(_plain, head))))}
    text = _asked_for(how.column, named, head) if how.column else _known(named, TEXT_NAMES)
    count = _asked_for(how.count_column, named, head) if how.count_column else _known(named, COUNT_NAMES)
    has_head = _has_head(sample, named, how)
    if text is None:
        text = _wordiest(sample[1:] if has_head and len(sample) > 1 else sample)
    if count == text or not (has_head or how.count_column):
        count = None
    return _Columns(text, count, has_head, head)


def _has_head(sample: Sequence[Sequence[str]], named: Iterable[str], how: HowToRead) -> bool:
    """A first row that names a column, or that is all words where a column below it is all numbers."""
    asked = {_plain(name) for name in (how.column, how.count_column) if name and not name.isdigit()}
    if set(named) & (TEXT_NAMES | COUNT_NAMES | asked):
        # A one-column log of search words may itself begin with the word "haku".
        return len(sample[0]) > 1 or bool(asked) or len(sample) > 1
    if len(sample) < 3 or any(re.search(r"\d", cell) for cell in sample[0]):
        return False
    return any(
        all(place < len(row) and re.match(r"\s*\d", row[place]) for row in sample[1:])
        for place in range(len(sample[0]))
    )


def _asked_for(name: str, named: dict[str, int], head: Sequence[str]) -> int:
    if name.isdigit() and _plain(name) not in named:
        place = int(name) - 1
        if 0 <= place < len(head):
            return place
        raise BadLog(f"There is no column {name}: the rows have {len(head)}.")
    exact = [place for place, cell in enumerate(head) if cell.strip() == name.strip()]
    if exact:
        return exact[0]
    if _plain(name) in named:
        return named[_plain(name)]
    shown = ", ".join(repr(_shown(cell)) for cell in head[:12])
    raise BadLog(f"There is no column {name!r}. The first row has: {shown}. A number counts columns from 1.")


def _known(named: dict[str, int], names: frozenset[str]) -> int | None:
    return min((place for name, place in named.items() if name in names), default=None)


def _wordiest(rows: Sequence[Sequence[str]]) -> int:
    """The column with the most letters: people write more than systems do."""
    letters: Counter[int] = Counter()
    for row in rows:
        letters.update({place: len(_LETTER.findall(cell[:500])) for place, cell in enumerate(row)})
    return max(letters, key=lambda place: (letters[place], -place))


def _times(row: Sequence[str], place: int) -> int | None:
    """How often a row says its message was written; None where that is no number."""
    found = _NUMBER.match(row[place]) if place < len(row) else None
    return min(MOST_TIMES, int(re.sub(r"\D", "", found[1])[:12])) if found else None


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.casefold().translate(_PLAIN)) or name.strip()


def _shown(name: str) -> str:
    """A cell of the first row, which may turn out to be a message."""
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return mask(plain, "fi").text.strip()[:40]


def _largest(how: HowToRead) -> int:
    return LARGEST_ASKED if how.is_large else LARGEST


def _too_large(has: str, most: str, how: HowToRead) -> str:
    advice = "Split it." if how.is_large else "Split it, or add --large."
    return f"The log has {has}; at most {most} are read. {advice}"
