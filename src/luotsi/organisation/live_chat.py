"""What a county's file may say of live contacts in a service area, under `chat:`.

The room of contacts gives these settings their meaning and their defaults; here they are only read, so that a
person learns everything that is wrong with the file at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from luotsi.organisation import taxonomy
from luotsi.organisation.calendar import HoursError, OpeningHours

NUMBERS: Mapping[str, tuple[int, int]] = {
    "queue_limit": (1, 500),
    "capacity": (1, 20),
    "idle_warning_s": (60, 7200),
    "idle_end_s": (80, 14400),
    "keep_place_s": (60, 7200),
    "give_up_s": (80, 14400),
    "lost_after_s": (90, 3600),
    "lost_return_s": (60, 7200),
    "hold_allowed_s": (60, 14400),
    "skill_wait_s": (0, 3600),
    "closing_notice_s": (0, 7200),
    "retention_days": (0, 30),
    "identified_retention_days": (0, 90),
}
"""Whole numbers with the least and the most that make sense."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "sharing": ("manual", "automatic"),
    "opens_with": ("assistant", "path", "search", "chat"),
}
SWITCHES = ("call_back", "identification")
"""True or false."""

SHORTEST_NOTICE = 20
"""Seconds between warning and end that a person must have (WCAG 2.2.1)."""

_ONE_BEFORE_THE_OTHER = (("idle_warning_s", "idle_end_s"), ("keep_place_s", "give_up_s"))
"""Times of which the second comes after the first."""

_KNOWN = (*NUMBERS, *WORDS, *SWITCHES, "skills", "form", "hours")

MOST_SKILLS = 20
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def read_chat(value: Any, where: str) -> tuple[dict[str, Any], list[str]]:
    """The settings as they are kept, and faults as sentences. `false` offers no live contacts at all."""
    if value is None:
        return {}, []
    if value is False:
        return {"is_offered": False}, []
    if not isinstance(value, Mapping):
        return {}, [f"{where}: must be false, or hold settings such as {{queue_limit: 20, capacity: 3}}."]
    faults = [
        f"{where}: does not know {key}; it knows {', '.join(_KNOWN)}." for key in value if key not in _KNOWN
    ]
    faults += _faults(value, where)
    settings = {key: value[key] for key in _KNOWN if key in value}
    if "hours" in settings:
        try:
            settings["hours"] = OpeningHours.from_json(settings["hours"], f"{where}.hours").to_json()
        except HoursError as error:
            faults.append(str(error))
    return settings, faults


def _faults(value: Mapping[str, Any], where: str) -> Iterator[str]:
    for key, (least, most) in NUMBERS.items():
        number = value.get(key, least)
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            yield f"{where}.{key}: must be a whole number from {least} to {most}."
    for key, words in WORDS.items():
        if value.get(key, words[0]) not in words:
            yield f"{where}.{key}: must be one of {', '.join(words)}."
    for key in SWITCHES:
        if not isinstance(value.get(key, False), bool):
            yield f"{where}.{key}: must be true or false."
    yield from _faults_of_times(value, where)
    yield from _faults_of_skills(value.get("skills", []), f"{where}.skills")
    form = value.get("form", {})
    if not isinstance(form, Mapping) or not all(str(one).startswith("https://") for one in form.values()):
        yield f"{where}.form: must be addresses by language, such as {{fi: https://…, sv: https://…}}."


def _faults_of_skills(skills: Any, where: str) -> Iterator[str]:
    if not isinstance(skills, list) or len(skills) > MOST_SKILLS:
        yield f"{where}: must be a list of at most {MOST_SKILLS}, each {{code, names, reasons}}."
        return
    codes: set[str] = set()
    asked: set[str] = set()
    for number, skill in enumerate(skills):
        here = f"{where}[{number}]"
        if not isinstance(skill, Mapping) or set(skill) != {"code", "names", "reasons"}:
            yield f"{here}: must hold code, names and reasons."
            continue
        code, names, reasons = str(skill["code"]), skill["names"], skill["reasons"]
        if not _CODE.fullmatch(code) or code in codes:
            yield f"{here}.code: must be a code of its own, of small letters and digits."
        codes.add(code)
        if not isinstance(names, Mapping) or not names or not all(_is_name(one) for one in names.values()):
            yield f"{here}.names: must be names by language, such as {{fi: Velat, sv: Skulder}}."
        if not isinstance(reasons, list) or not reasons:
            yield f"{here}.reasons: must be a list of contact reasons."
            continue
        for reason in map(str, reasons):
            if reason not in taxonomy.CONTACT_REASONS:
                yield f"{here}.reasons: there is no contact reason {reason}."
            elif reason in asked:
                yield f"{here}.reasons: {reason} asks for another skill already."
            asked.add(reason)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _faults_of_times(value: Mapping[str, Any], where: str) -> Iterator[str]:
    for earlier, later in _ONE_BEFORE_THE_OTHER:
        first, second = value.get(earlier), value.get(later)
        if (first is None) != (second is None):
            yield f"{where}: give {earlier} and {later} together."
        elif isinstance(first, int) and isinstance(second, int) and second < first + SHORTEST_NOTICE:
            yield f"{where}.{later}: must be at least {SHORTEST_NOTICE} seconds after {earlier}."
