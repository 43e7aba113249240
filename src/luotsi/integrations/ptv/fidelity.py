"""What of PTV's objects is not kept, and why. A test walks every field of real objects and holds us to it."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

_PARENT_KEY = "PTV's own key of the parent term; the parent's address is kept (parentUri)"
_NEW_ADDRESS = "follows from the code of the term, which is kept"

NOT_KEPT: Mapping[str, str] = {
    "*.parentId": _PARENT_KEY,
    "*.newUri": _NEW_ADDRESS,
    "*.newParentUri": _NEW_ADDRESS,
    "serviceClasses[].description[].*": "the national list's definition of the class, the same everywhere",
    "*serviceHours[].validForNow": "only says that there are no dates of validity",
    "publishingStatus": "decides whether the object is published; nothing else is stored of it",
    "TypeId": "zeros in every description",
    "Laws[].Id": "PTV's own key of the act; its name and addresses are kept",
    "Laws[].LawReference": "the first of the act's addresses, which are kept",
}
"""Path of a field, [] for any member of a list and * for anything, to the reason."""


def why_not_kept(path: str, listed: Mapping[str, str] = NOT_KEPT) -> str | None:
    """The reason for which a field is not kept, of the list of its version; None when it is kept."""
    escaped = path.replace("[]", "()")
    for pattern, reason in listed.items():
        if fnmatchcase(escaped, pattern.replace("[]", "()")):
            return reason
    return None
