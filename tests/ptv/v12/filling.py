"""Objects with a value in every field of the description, all of them unlike each other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

Schema = dict[str, Any]

BY_END: dict[str, Callable[[int], Any]] = {
    "url": lambda n: f"https://rantamaa.example/{n}",
    "email": lambda n: f"a{n}@rantamaa.example",
    "number": lambda n: f"2000{n:05d}",
    "dialCode": lambda _: "+358",
    "postalCode": lambda n: f"{n:05d}",
    "easting": lambda n: 452_000 + n,
    "northing": lambda n: 6_692_000 + n,
    "start": lambda n: f"{n % 12:02d}:{n % 60:02d}",
    "end": lambda n: f"{12 + n % 11:02d}:{n % 60:02d}",
    "fromTime": lambda n: f"{n % 12:02d}:{n % 60:02d}",
    "toTime": lambda n: f"{12 + n % 11:02d}:{n % 60:02d}",
    "fromDate": lambda n: f"2026-0{1 + n % 5}-{1 + n % 28:02d}",
    "toDate": lambda n: f"2026-1{n % 3}-{1 + n % 28:02d}",
    "municipalities[]": lambda n: f"{n % 1000:03d}",
    "regions[]": lambda n: f"{n % 100:02d}",
    "wellbeingServicesCounties[]": lambda n: f"{n % 100:02d}",
    "serviceLanguages[]": lambda n: ("fi", "sv", "en", "ru")[n % 4],
    "system": lambda _: "EPSG:3067",
    "source": lambda _: "User",
    "years[]": lambda n: 2026 + n % 5,
}
BY_FORMAT: dict[str, Callable[[int], Any]] = {
    "uuid": lambda n: str(uuid.UUID(int=n)),
    "uri": lambda n: f"http://www.yso.fi/onto/koko/p{n}",
    "date-time": lambda n: f"2026-02-06T10:55:{n % 60:02d}.538Z",
}


class _Counter:
    count = 0
    pick = -1

    def next(self) -> int:
        self.count += 1
        return self.count


def filled(schema: Schema, pick: int = -1) -> Any:
    """A value of a schema with every field.

    Of several choices each stands once where a list can hold them, elsewhere the first (`pick` 0) or last.
    """
    counter = _Counter()
    counter.pick = pick
    return _filled(schema, "", counter)


def _filled(schema: Schema, path: str, counter: _Counter) -> Any:
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], path, counter)
    if "oneOf" in schema:
        return _filled(schema["oneOf"][counter.pick], path, counter)
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"]:
        case "object":
            return {
                name: _filled(inner, f"{path}.{name}", counter)
                for name, inner in schema["properties"].items()
            }
        case "array":
            choices = schema["items"].get("oneOf", [schema["items"]])
            return [_filled(one, f"{path}[]", counter) for one in choices]
    return _leaf(schema, path, counter.next())


def _leaf(schema: Schema, path: str, count: int) -> Any:
    if schema["type"] == "boolean":
        return True
    made = next((make for end, make in BY_END.items() if path.endswith(f".{end}")), None)
    if made is None:
        made = BY_FORMAT.get(schema.get("format", ""))
    if made is not None:
        return made(count)
    if schema["type"] in {"integer", "number"}:
        return count
    return f"P{count}" if "pattern" in schema else f"arvonen {count}"
