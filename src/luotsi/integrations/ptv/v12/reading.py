"""One v12 object, known by what it holds, as what an import stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from luotsi.catalogue.records import Record
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.shapes import reasons
from luotsi.integrations.ptv.types import Refusal
from luotsi.integrations.ptv.v12 import mapping, shapes
from luotsi.integrations.ptv.v12.codebook import CodeBook
from luotsi.integrations.ptv.values import Notes


def read_object(candidate: Any, name: str, codes: CodeBook | None = None) -> Read | Refusal:
    """Read one object of v12; nothing in it can raise.

    `name` is told in the report (the path of the request), `codes` gives names to bare codes.
    """
    reader = _reader(candidate)
    if reader is None:
        return Refusal(name, identity_of(candidate), "is not an object of PTV v12")
    notes = Notes()
    try:
        record = reader(candidate, codes or CodeBook(), notes)
    except ValidationError as error:
        return Refusal(name, identity_of(candidate), reasons(error))
    except mapping.Unusable as error:
        return Refusal(name, identity_of(candidate), str(error))
    except (ValueError, OverflowError, RecursionError) as error:
        return Refusal(name, identity_of(candidate), f"cannot be read: {error}"[:300])
    return Read(name, record, is_published=True, notes=tuple(notes.reasons))


def identity_of(candidate: Any) -> str:
    """The id of an object, for a report; "" when there is none. A connection's is both ids."""
    if not isinstance(candidate, dict):
        return ""
    given = candidate.get("contentId")
    if given is None and "channelContentId" in candidate:
        given = f"{candidate.get('serviceContentId')}/{candidate.get('channelContentId')}"
    return given[:80] if isinstance(given, str) else ""


_Reader = Callable[[dict[str, Any], CodeBook, Notes], Record]


def _reader(candidate: Any) -> _Reader | None:
    """How to read an object, by the fields that only its kind has."""
    if not isinstance(candidate, dict):
        return None
    return next((reader for fields, reader in _SIGNS if all(one in candidate for one in fields)), None)


def _service(given: dict[str, Any], codes: CodeBook, notes: Notes) -> Record:
    return mapping.service(shapes.ServiceShape.model_validate(given), codes, notes)


def _description(given: dict[str, Any], codes: CodeBook, notes: Notes) -> Record:
    return mapping.general_description(shapes.GeneralDescriptionShape.model_validate(given), codes, notes)


def _channel(given: dict[str, Any], codes: CodeBook, notes: Notes) -> Record:
    return mapping.contact_point(shapes.ChannelShape.model_validate(given), codes, notes)


def _organisation(given: dict[str, Any], codes: CodeBook, notes: Notes) -> Record:
    return mapping.organisation(shapes.OrganisationShape.model_validate(given), codes, notes)


def _connection(given: dict[str, Any], codes: CodeBook, notes: Notes) -> Record:
    return mapping.connection(shapes.ConnectionShape.model_validate(given), codes, notes)


_SIGNS: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (("serviceContentId", "channelContentId"), _connection),
    (("serviceChannelType",), _channel),
    (("serviceType", "generalDescriptionTypes"), _description),
    (("serviceType", "serviceClasses"), _service),
    (("organizationType",), _organisation),
)
