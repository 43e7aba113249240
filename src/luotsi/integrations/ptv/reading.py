"""A folder of JSON files, and the PTV objects in it, known by what they hold and not by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from luotsi.catalogue.records import ConnectionRecord, Record
from luotsi.integrations.ptv import mapping, shapes
from luotsi.integrations.ptv.dumped import DumpedDescription
from luotsi.integrations.ptv.types import Refusal, raw_text
from luotsi.integrations.ptv.values import Notes

MAX_FILE = 200 * 1024 * 1024
"""Bytes of one file; the whole national catalogue in one file is well below it."""

PUBLISHED = "Published"
UNPUBLISHED = {"Draft", "Modified", "Deleted", "Archived", "OldPublished", "Removed", "Withdrawn"}


@dataclass(frozen=True, slots=True)
class Read:
    """One object that can be stored (or withdrawn), with the connections told by it."""

    file: str
    record: Record
    is_published: bool = True
    connections: tuple[ConnectionRecord, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file without any PTV object."""

    file: str
    reason: str


def files_of(folder: Path) -> list[Path]:
    """The JSON files of a folder and its folders, in the order of their names."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() == ".json" and path.is_file())
    return sorted(found)


def read_file(path: Path, name: str) -> Iterator[Read | Refusal | Skipped]:
    """Every PTV object of one file. Nothing in the file can raise."""
    try:
        if path.stat().st_size > MAX_FILE:
            yield Refusal(name, "", f"the file is larger than {MAX_FILE // 1024**2} MB")
            return
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        yield Refusal(name, "", "the file cannot be read as UTF-8 text")
    except RecursionError:
        yield Refusal(name, "", "the file is nested too deeply")
    except ValueError as error:
        yield Refusal(name, "", f"the file is not JSON: {error}")
    else:
        yield from _read_content(content, name)


def _read_content(content: Any, name: str) -> Iterator[Read | Refusal | Skipped]:
    candidates = list(_candidates(content))
    known = [one for one in candidates if _sign(one)]
    if not known:
        yield Skipped(name, "nothing in it is a service, channel, organisation or general description")
        return
    if len(known) < len(candidates):
        left = len(candidates) - len(known)
        yield Refusal(name, "", f"{left} of {len(candidates)} members are not objects of PTV")
    for one in known:
        yield read_object(one, name)


def _candidates(content: Any) -> Iterator[Any]:
    """The objects of a file: one by itself, a list, a page with itemList, or a map from id to object."""
    if isinstance(content, list):
        yield from content
    elif isinstance(content, dict) and isinstance(content.get("itemList"), list):
        yield from content["itemList"]
    elif isinstance(content, dict) and not _sign(content) and _is_map_of_objects(content):
        yield from content.values()
    else:
        yield content


def _is_map_of_objects(content: dict[str, Any]) -> bool:
    return bool(content) and all(isinstance(one, dict) for one in content.values())


_Reader = Callable[[dict[str, Any], Notes], tuple[Record, str | None, tuple[ConnectionRecord, ...]]]


def _sign(candidate: Any) -> _Sign | None:
    """What kind an object is, by the fields that only its kind has."""
    if not isinstance(candidate, dict):
        return None
    return next((one for one in _SIGNS if all(field in candidate for field in one.fields)), None)


def read_object(candidate: Any, name: str) -> Read | Refusal:
    """One object of PTV; `name` says where it came from. Nothing in it can raise."""
    sign = _sign(candidate)
    if sign is None:
        return Refusal(name, "", "is not an object of PTV", raw=raw_text(candidate))
    outcome = _read_one(candidate, sign.reader, name)
    if isinstance(outcome, Refusal):
        return replace(outcome, kind=sign.kind, raw=raw_text(candidate))
    return outcome


def _read_one(candidate: dict[str, Any], reader: _Reader, name: str) -> Read | Refusal:
    given = candidate.get("id", candidate.get("Id"))
    identity = given[:80] if isinstance(given, str) else ""
    if "id" not in candidate and "Id" not in candidate and reader is not _read_connection:
        return Refusal(
            name, "", "has no id: it has the shape for writing to PTV, not of what is read from it"
        )
    notes = Notes()
    try:
        record, status, connections = reader(candidate, notes)
    except ValidationError as error:
        return Refusal(name, identity, shapes.reasons(error))
    except mapping.Unusable as error:
        return Refusal(name, identity, str(error))
    except (ValueError, OverflowError, RecursionError) as error:
        return Refusal(name, identity, f"cannot be read: {error}"[:300])
    if status not in {None, PUBLISHED, *UNPUBLISHED}:
        return Refusal(name, identity, f"publishingStatus: unknown value {str(status)[:40]!r}")
    return Read(name, record, status in {None, PUBLISHED}, connections, tuple(notes.reasons))


def _read_service(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    shape = shapes.ServiceShape.model_validate(given)
    record = mapping.service(shape, notes)
    connections = tuple(
        mapping.connection(one, shape.id, one.service_channel.id, notes)
        for one in shape.service_channels
        if one.service_channel
    )
    return record, shape.publishing_status, connections


def _read_channel(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    shape = shapes.ChannelShape.model_validate(given)
    record = mapping.contact_point(shape, notes)
    connections = tuple(
        mapping.connection(one, one.service.id, shape.id, notes) for one in shape.services if one.service
    )
    return record, shape.publishing_status, connections


def _read_organisation(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    shape = shapes.OrganisationShape.model_validate(given)
    return mapping.organisation(shape, notes), shape.publishing_status, ()


def _read_description(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    shape = shapes.GeneralDescriptionShape.model_validate(given)
    return mapping.general_description(shape, notes), shape.publishing_status, ()


def _read_dumped(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    return _read_description(DumpedDescription.model_validate(given).as_v11(), notes)


def _read_connection(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    shape = shapes.ConnectionShape.model_validate(given)
    if shape.service is None or shape.service_channel is None:
        raise mapping.Unusable("a connection that names only one of its ends")
    return mapping.connection(shape, shape.service.id, shape.service_channel.id, notes), None, ()


def _read_collection(
    given: dict[str, Any], notes: Notes
) -> tuple[Record, str | None, tuple[ConnectionRecord, ...]]:
    raise mapping.Unusable(
        "a service collection: services and channels tell themselves which ones they are in"
    )


@dataclass(frozen=True, slots=True)
class _Sign:
    """The fields by which a kind is known, what we call the kind, and how it is read."""

    fields: tuple[str, ...]
    kind: str
    reader: _Reader


_SIGNS = (
    _Sign(("serviceNames",), "service", _read_service),
    _Sign(("serviceChannelNames",), "contact_point", _read_channel),
    _Sign(("organizationNames",), "organisation", _read_organisation),
    _Sign(("serviceCollectionNames",), "", _read_collection),
    _Sign(("ReferenceCode", "ServiceClass"), "general_description", _read_dumped),
    _Sign(("names", "descriptions", "serviceClasses"), "general_description", _read_description),
    _Sign(("service", "serviceChargeType"), "connection", _read_connection),
    _Sign(("serviceChannel", "serviceChargeType"), "connection", _read_connection),
)
"""Whatever else is called something like these fields is passed by."""
