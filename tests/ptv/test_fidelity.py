"""Nothing of PTV is lost unnoticed: every field is kept, or stands in NOT_KEPT with its reason.

A field is kept when its value is found in what is stored, or, for coded values, when another value of
it would be stored differently. Real objects and v11's shapes (filled with unlike values) are walked.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from luotsi.catalogue.storage import SHELVES
from luotsi.integrations.ptv.fidelity import NOT_KEPT, why_not_kept
from luotsi.integrations.ptv.reading import Read, read_file
from luotsi.integrations.ptv.texts import plain
from tests.ptv.makers import hour, said, write
from tests.shared_data import shared_data_folder

pytestmark = pytest.mark.shared_data

SHAPES = (
    "V11VmOpenApiService",
    "V11VmOpenApiServiceLocationChannel",
    "V11VmOpenApiPhoneChannel",
    "V11VmOpenApiElectronicChannel",
    "V11VmOpenApiWebPageChannel",
    "V11VmOpenApiPrintableFormChannel",
)
REAL = (
    "general-descriptions/gd.json",
    "services/services.json",
    "services/etalukio_service.json",
    "services/otava_service_channel.json",
)

OTHER_VALUES: dict[str, tuple[str, ...]] = {
    "language": ("sv", "en"),
    "languages": ("sv", "en"),
    "Lang": ("se", "smn"),
    "type": ("Summary", "AlternativeName", "Sms", "Postal", "Region", "PermissionAndObligation", "Delivery"),
    "ServiceType": ("PermissionAndObligation", "Service"),
    "serviceChargeType": ("FreeOfCharge", "Chargeable"),
    "ChargeType": ("Free", "Charged"),
    "areaType": ("Nationwide", "LimitedType"),
    "roleType": ("Producer", "Responsible"),
    "serviceHourType": ("OverMidnight", "Exceptional", "DaysOfTheWeek"),
    "dayFrom": ("Sunday", "Tuesday"),
    "dayTo": ("Sunday", "Wednesday"),
    "from": ("07:11:00",),
    "to": ("17:11:00",),
    "validFrom": ("2026-12-20T00:00:00",),
    "validTo": ("2026-12-30T00:00:00",),
    "serviceChannelType": ("WebPage", "Phone"),
    "latitude": ("6700001",),
    "longitude": ("500001",),
    "modified": ("2001-01-01T00:00:00Z",),
    "number": ("2000009",),
    "code": ("999",),
    "Key": ("http://rantamaa.example/term",),
}
"""For coded fields: values of which at least one differs from any given one and is valid."""

FILLED_BY_NAME: dict[str, Any] = {
    "language": "fi",
    "languages": "fi",
    "serviceChargeType": "Chargeable",
    "areaType": "LimitedType",
    "roleType": "OtherResponsible",
    "publishingStatus": "Published",
    "fundingType": "PubliclyFunded",
    "modified": "2026-02-06T10:55:23.538Z",
    "latitude": "6834688.027",
    "longitude": "503879.049",
    "number": "200000123",
    "prefixNumber": "+358",
    "signatureQuantity": 3,
}
FILLED_BY_PATH: dict[str, Any] = {
    "type": "Service",
    "areas[].type": "Region",
    "areas[].municipalities[].code": "491",
    "displayNameType[].type": "AlternativeName",
    "serviceNames[].type": "Name",
    "serviceChannelNames[].type": "Name",
    "addresses[].type": "Location",
    "phoneNumbers[].type": "Phone",
}
FILLED_BY_END: dict[str, Callable[[int], str]] = {
    "municipality.code": lambda count: f"{count:03d}",
    "municipalities[].code": lambda count: f"{count:03d}",
    "phoneNumbers[].type": lambda _: "Phone",
    "addresses[].type": lambda _: "Location",
    "Addresses[].type": lambda _: "Location",
    "url": lambda count: f"https://rantamaa.example/{count}",
    "accessibilityStatementWebPage": lambda count: f"https://rantamaa.example/{count}",
    "channelUrls[].value": lambda count: f"https://rantamaa.example/{count}",
    "mails[].value": lambda count: f"a{count}@rantamaa.example",
}
CHANNEL_TYPES = {
    "ServiceLocation": "ServiceLocation",
    "PhoneChannel": "Phone",
    "ElectronicChannel": "EChannel",
    "WebPageChannel": "WebPage",
    "PrintableForm": "PrintableForm",
}
HOURS = [
    hour("DaysOfTheWeek", ("Monday", "", "08:00:00", "16:00:00"), additionalInformation=[said("Tunnit 1")]),
    hour("OverMidnight", ("Friday", "Saturday", "20:00:00", "04:00:00"), validForNow=True),
    hour("Exceptional", validFrom="2026-12-24T00:00:00", validTo="2026-12-26T00:00:00", isClosed=True),
    hour(isAlwaysOpen=True),
    hour(isReservation=True),
]


def leaves(
    value: Any, path: str = "", place: tuple[Any, ...] = ()
) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """Every value that says something: its path, its place, itself."""
    if isinstance(value, dict) and says_nothing(value):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[]", (*place, index))
    elif value not in (None, "") and plain(str(value)):
        yield path, place, value


def says_nothing(value: dict[str, Any]) -> bool:
    """A localised text without text."""
    for language, text in (("language", "value"), ("Lang", "Label")):
        if {language, text} <= set(value) <= {language, text, "type"}:
            return not plain(str(value[text] or ""))
    return False


def with_value(given: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(given)
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


def stored(given: dict[str, Any], folder: Path) -> tuple[str, ...]:
    """What would be stored of an object: the bodies of its record and connections."""
    (read,) = read_file(write(folder, "one.json", given), "one.json")
    if not isinstance(read, Read):
        return ("refused", read.reason)
    return tuple(SHELVES[type(one)].row(one, "ptv").body for one in (read.record, *read.connections))


def strings(kept: tuple[str, ...]) -> frozenset[str]:
    """Every value in what is stored."""
    return frozenset(str(value) for body in kept for _, _, value in leaves(json.loads(body)))


def is_found(value: Any, found: frozenset[str]) -> bool:
    """Whether the very value stands in what is stored; short codes must be a whole value."""
    if not isinstance(value, str):
        return False
    parts = value.split(";") if value.startswith("http") else [plain(value)]
    return all(part in found or (len(part) > 6 and any(part in text for text in found)) for part in parts)


def makes_a_difference(given: dict[str, Any], place: tuple[Any, ...], value: Any, folder: Path) -> bool:
    """Whether another value in this place would be stored differently (and not refused)."""
    names = [step for step in place if isinstance(step, str)]
    others: tuple[Any, ...] = OTHER_VALUES.get(names[-1], ())
    if isinstance(value, bool):
        others = (not value,)
    elif isinstance(value, int):
        others = (value + 1,)
    before = stored(given, folder)
    after = [stored(with_value(given, place, other), folder) for other in others if other != value]
    return any(one != before and one[0] != "refused" for one in after)


def lost_fields(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Fields neither kept nor listed, with an example of each."""
    kept = stored(given, folder)
    assert kept[0] != "refused", kept
    found = strings(kept)
    coded: dict[str, list[tuple[tuple[Any, ...], Any]]] = {}
    for path, place, value in leaves(given):
        if why_not_kept(path) or is_found(value, found):
            continue
        coded.setdefault(path, []).append((place, value))
    return {
        path: instances[0][1]
        for path, instances in coded.items()
        if not any(makes_a_difference(given, place, value, folder) for place, value in instances[:6])
    }


def objects_of(file: str) -> list[dict[str, Any]]:
    content = json.loads((shared_data_folder() / "ptv" / file).read_text(encoding="utf-8-sig"))
    if isinstance(content, list):
        return content
    return [content] if "id" in content else list(content.values())


def filled(value: Any, path: str, channel_type: str, counter: list[int]) -> Any:
    """A shape of v11 with valid values in it that are all unlike each other."""
    name = path.rsplit(".", 1)[-1].removesuffix("[]")
    if name == "serviceHours":
        return copy.deepcopy(HOURS)
    if isinstance(value, dict):
        return {
            key: filled(inner, f"{path}.{key}" if path else key, channel_type, counter)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [filled(inner, f"{path}[]", channel_type, counter) for inner in value]
    if isinstance(value, bool):
        return True
    counter[0] += 1
    return _filled_leaf(name, path, channel_type, counter[0])


def _filled_leaf(name: str, path: str, channel_type: str, count: int) -> Any:
    if path in FILLED_BY_PATH:
        return FILLED_BY_PATH[path]
    if name in FILLED_BY_NAME:
        return FILLED_BY_NAME[name]
    if name == "serviceChannelType":
        return channel_type
    if name in {"id", "Id"} or (name.endswith("Id") and name != "sourceId"):
        return str(uuid.UUID(int=count))
    return next(
        (made(count) for end, made in FILLED_BY_END.items() if path.endswith(end)), f"arvonen {count}"
    )


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_of_the_v11_shapes_is_kept_or_listed(name: str, tmp_path: Path) -> None:
    file = shared_data_folder() / "ptv" / "v11" / f"{name}.json"
    shape = json.loads(file.read_text(encoding="utf-8-sig"))
    kind = next((kind for part, kind in CHANNEL_TYPES.items() if part in name), "")
    assert lost_fields(filled(shape, "", kind, [0]), tmp_path) == {}


@pytest.mark.parametrize("file", REAL)
def test_every_field_of_real_objects_is_kept_or_listed(file: str, tmp_path: Path) -> None:
    lost: dict[str, Any] = {}
    for given in objects_of(file)[::23]:
        lost |= lost_fields(given, tmp_path)
    assert lost == {}


def test_every_text_of_every_national_description_is_found_in_what_is_stored(tmp_path: Path) -> None:
    for given in objects_of("general-descriptions/gd.json"):
        found = strings(stored(given, tmp_path))
        lost = [
            (given["Id"], path)
            for path, _, value in leaves(given)
            if path.endswith(("Label", "Value", "Key"))
            and not why_not_kept(path)
            and not is_found(value, found)
        ]
        assert lost == []


def test_the_list_of_what_is_not_kept_has_no_line_without_a_reason_or_use() -> None:
    seen = set()
    for file in REAL:
        seen |= {path for given in objects_of(file)[::23] for path, _, _ in leaves(given)}
    for name in SHAPES:
        content = (shared_data_folder() / "ptv" / "v11" / f"{name}.json").read_text(encoding="utf-8-sig")
        seen |= {path for path, _, _ in leaves(json.loads(content))}
        seen |= {f"{path.rsplit('.', 1)[0]}.newUri" for path in seen if path.endswith(".parentUri")}
        seen |= {f"{path.rsplit('.', 1)[0]}.newParentUri" for path in seen if path.endswith(".parentUri")}
    assert all(len(reason) > 10 for reason in NOT_KEPT.values())
    unused = [pattern for pattern, reason in NOT_KEPT.items() if reason not in map(why_not_kept, seen)]
    assert unused == []


def test_the_documentation_lists_what_is_not_kept() -> None:
    page = (Path(__file__).parents[2] / "docs" / "ptv.md").read_text(encoding="utf-8")
    assert [path for path in NOT_KEPT if f"`{path}`" not in page] == []
