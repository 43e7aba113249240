"""A filter for every log: no personal data in a message, its arguments, a trace or an extra field."""

from __future__ import annotations

import logging

from luotsi.safety.masking import mask

UNREADABLE = "[log record left out: it could not be masked]"

_OWN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_plain = logging.Formatter()


class PersonalDataFilter(logging.Filter):
    """Masks a record in place before a handler writes it. Never raises, never drops a record.

    Put it on handlers: a logger's own filters do not see what its children log. The message is
    formatted first, so that data split between message and arguments is seen as one text. The
    exception is kept as masked text only, because handlers would print the original again.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            _mask_record(record)
        except Exception:  # noqa: BLE001 - whatever a caller's argument does in str(), it must not leak
            record.msg, record.args = UNREADABLE, None
            record.exc_info, record.exc_text, record.stack_info = None, None, None
        return True


def _mask_record(record: logging.LogRecord) -> None:
    record.msg, record.args = mask(record.getMessage()).text, None
    if record.exc_info and not record.exc_text:
        record.exc_text = _plain.formatException(record.exc_info)
    record.exc_info = None
    if record.exc_text:
        record.exc_text = mask(record.exc_text).text
    if record.stack_info:
        record.stack_info = mask(record.stack_info).text
    for name, value in record.__dict__.items():
        if name not in _OWN_FIELDS and isinstance(value, str):
            record.__dict__[name] = mask(value).text
