"""How staff write a day and a time, in every language of the screens: as in Finland, 24.12.2026 8:00."""

from __future__ import annotations

DATETIME_INPUT_FORMATS = [
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H.%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
]
