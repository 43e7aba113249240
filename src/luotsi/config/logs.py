"""How a log line is made: which request it belongs to, and nothing of who asked or of what they asked.

Two filters stand on every handler. `Discreet` (here) leaves out what an exception or Django would repeat
of a request; `PersonalDataFilter` (safety) then masks whatever looks personal in what is left.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

MOST_FRAMES = 60
MOST_CAUSES = 5

DJANGOS = ("django.request", "django.security", "django.server")
"""Loggers whose own words repeat the address that was asked for."""

FIELDS = ("method", "route", "status", "ms")
"""What a request's line tells besides its words; only these reach a JSON log."""


@dataclass(slots=True)
class Served:
    """The request at hand: its id, and the name of its route once that is known."""

    id: str
    request: Any = field(repr=False, default=None)

    @property
    def route(self) -> str:
        return route_of(self.request)


_served: ContextVar[Served | None] = ContextVar("served", default=None)


def route_of(request: Any) -> str:
    """The name of a request's route, the same whatever stands in its address; "-" when it has none."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match and match.view_name else "-"


class serving:  # noqa: N801 - it is used like a function
    """Everything logged inside belongs to this request. A stream of live chat is inside for an hour."""

    __slots__ = ("_served", "_token")

    def __init__(self, served: Served) -> None:
        self._served = served

    def __enter__(self) -> None:
        self._token = _served.set(self._served)

    def __exit__(self, *_raised: object) -> None:
        _served.reset(self._token)


class Discreet(logging.Filter):
    """Ties a record to its request and leaves out what came with that request. Never drops a record.

    Messages and values of exceptions are left out, because they repeat what a person sent: kept are the
    types and the places in the code. `show_values` is for developers.
    """

    def __init__(self, *, show_values: bool = False) -> None:
        super().__init__()
        self.show_values = show_values

    def filter(self, record: logging.LogRecord) -> bool:
        served = _served.get()
        record.request_id = served.id if served else ""
        if record.name.startswith(DJANGOS):
            _reword(record, served)
        if not self.show_values:
            _leave_out_values(record)
        return True


def _reword(record: logging.LogRecord, served: Served | None) -> None:
    request = record.__dict__.pop("request", None)
    status = record.__dict__.get("status_code", "")
    route = route_of(request) if request is not None else (served.route if served else "-")
    record.msg, record.args = f"{record.name} answered {status} at {route}".replace("  ", " "), None


def _leave_out_values(record: logging.LogRecord) -> None:
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text = trace(record.exc_info[1])
    record.exc_info = None
    if isinstance(record.args, tuple):
        record.args = tuple(_without_words(given) for given in record.args)


def _without_words(given: object) -> object:
    return name_of(given) if isinstance(given, BaseException) else given


def name_of(error: BaseException) -> str:
    """Type of an exception, and of the system's own errors the reason, such as "No space left on device"."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror and error.errno:
        return f"{kind}: {error.strerror}"
    state = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", None)
    return f"{kind}: {state}" if isinstance(state, str) else kind


def trace(error: BaseException) -> str:
    """Where an exception came from, its causes first, without messages, source lines and values."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and len(chain) < MOST_CAUSES and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n".join(line for one in reversed(chain) for line in _places(one))


def _places(error: BaseException) -> Iterator[str]:
    frames = list(traceback.walk_tb(error.__traceback__))[-MOST_FRAMES:]
    for frame, line in frames:
        yield f"  {_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
    yield name_of(error)


def _short(file: str) -> str:
    """From the package on: where Luotsi is installed is nobody's business."""
    for root in ("/site-packages/", "/src/", "/lib/"):
        _, found, rest = file.rpartition(root)
        if found:
            return rest
    return file.rpartition("/")[2]


class TextFormatter(logging.Formatter):
    """A line for people: time with zone, level, logger, words; the request's id where they do not tell it.

    A line break in the words is written as two signs, so that nobody can make up a line.
    """

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        moment = datetime.fromtimestamp(record.created).astimezone()
        return moment.isoformat(sep=" ", timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        line = "\\n".join(super().formatMessage(record).splitlines())
        request_id = getattr(record, "request_id", "")
        return line if not request_id or request_id in line else f"{line} ({request_id})"


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for a collector of logs. Fields: time (UTC), level, logger, message,
    request_id, of a request also method, route, status, ms, and of a failure trace."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := getattr(record, "request_id", ""):
            told["request_id"] = request_id
        told.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            told["trace"] = record.exc_text
        return json.dumps(told, ensure_ascii=False)


def configuration(*, level: str, form: str, debug: bool) -> dict[str, Any]:
    """Settings for `logging`. `form` is TEXT or JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "discreet": {"()": "luotsi.config.logs.Discreet", "show_values": debug},
            "personal_data": {"()": "luotsi.safety.logging_filter.PersonalDataFilter"},
        },
        "formatters": {
            "text": {
                "()": "luotsi.config.logs.TextFormatter",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": {"()": "luotsi.config.logs.JsonFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form.lower(),
                "filters": ["discreet", "personal_data"],
            },
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "luotsi": {"level": level},
            # The daily end of the audit trail is a witness, however quiet the log is.
            "luotsi.audit": {"level": "INFO"},
            # Django's own handlers would print unmasked; a missing page is no event worth a line.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }


def catch_the_uncaught() -> None:
    """What ends a process or thread goes through the log, not past it to the terminal with all its values."""
    logger = logging.getLogger("luotsi.process")

    def ended(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, at)
        else:
            logger.critical("The process ends", exc_info=(kind, error, at))

    def thread_ended(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            found = (told.exc_type, told.exc_value, told.exc_traceback)
            logger.critical("A thread ends", exc_info=found)

    sys.excepthook = ended
    threading.excepthook = thread_ended
