"""Any number of invented services with their channels, as v11 objects: the same seed, the same county.

Objects are made when they are asked for, so ten thousand services cost memory for none of them.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, overload

from luotsi.integrations.ptv.twin import generating_channels as parts
from luotsi.integrations.ptv.twin import vocabulary as words
from luotsi.integrations.ptv.twin.generating_channels import areas, said, term, texts

Object = dict[str, Any]

FIRST_CHANGE = datetime(2026, 1, 1, 9, tzinfo=UTC)
"""The moment at which the first object was changed; each one later by a minute."""

_CHANNELS_IN_TEN_SERVICES = 8
_SERVICES_OF_A_DESCRIPTION = 12


class Made(Sequence[Object]):
    """Objects that are made when they are looked at."""

    def __init__(
        self, count: int, make: Callable[[int], Object], key: Callable[[int], tuple[str, str]]
    ) -> None:
        self._count, self._make = count, make
        self.key = key
        """The id of an object and the moment of its last change, without making it."""

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Object: ...

    @overload
    def __getitem__(self, index: slice) -> list[Object]: ...

    def __getitem__(self, index: int | slice) -> Object | list[Object]:
        if isinstance(index, slice):
            return [self._make(number) for number in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)

    def __iter__(self) -> Iterator[Object]:
        return map(self._make, range(self._count))


@dataclass(frozen=True)
class County:
    """An invented county: `services`, `channels`, `organisations` and `general_descriptions`, all v11.

    `seed` decides everything but the number of services. Raises ValueError for no services.
    """

    number_of_services: int
    seed: int = 1

    def __post_init__(self) -> None:
        if self.number_of_services < 1:
            raise ValueError("A county has at least one service.")

    @cached_property
    def services(self) -> Made:
        return self._made(self.number_of_services, self._service, "service")

    @cached_property
    def channels(self) -> Made:
        return self._made(self._number_of_channels, self._channel, "channel")

    @cached_property
    def organisations(self) -> Made:
        return self._made(1 + len(words.MUNICIPALITIES), self._organisation, "organisation")

    @cached_property
    def general_descriptions(self) -> Made:
        return self._made(
            1 + self.number_of_services // _SERVICES_OF_A_DESCRIPTION, self._description, "description"
        )

    def __iter__(self) -> Iterator[Object]:
        """Every object, what is referred to first."""
        for made in (self.organisations, self.general_descriptions, self.channels, self.services):
            yield from made

    def _made(self, count: int, make: Callable[[int], Object], kind: str) -> Made:
        return Made(count, make, lambda number: (self._id(kind, number), self._changed(kind, number)))

    @property
    def _number_of_channels(self) -> int:
        return max(1, self.number_of_services * _CHANNELS_IN_TEN_SERVICES // 10)

    @cached_property
    def _channels_of(self) -> list[tuple[int, ...]]:
        chance, last = self._chance("connections", 0), self._number_of_channels
        return [
            tuple(sorted(chance.sample(range(last), min(last, chance.choice((1, 2, 2, 3))))))
            for _ in range(self.number_of_services)
        ]

    @cached_property
    def _services_of(self) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = {}
        for service, channels in enumerate(self._channels_of):
            for channel in channels:
                found.setdefault(channel, []).append(service)
        return found

    def _chance(self, kind: str, number: int) -> random.Random:
        return random.Random(f"{self.seed}/{kind}/{number}")  # noqa: S311 - invented data

    def _id(self, kind: str, number: int) -> str:
        return str(uuid.UUID(int=self._chance(f"{kind}-id", number).getrandbits(128), version=4))

    def _name(self, kind: str, number: int) -> words.Words:
        chance = self._chance(f"{kind}-name", number)
        activity, target = chance.choice(words.ACTIVITIES), chance.choice(words.TARGETS)
        languages = parts.languages_of(chance)
        return {one: f"{activity[one]} {target[one]} {number + 1}" for one in languages}

    def _changed(self, kind: str, number: int) -> str:
        offset = {"organisation": 0, "description": 1, "channel": 2, "service": 3}[kind]
        return (FIRST_CHANGE + timedelta(minutes=number, seconds=offset)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def _common(self, kind: str, number: int) -> Object:
        return {
            "id": self._id(kind, number),
            "sourceId": None,
            "publishingStatus": "Published",
            "modified": self._changed(kind, number),
        }

    def _classes(self, chance: random.Random) -> Object:
        return {
            "serviceClasses": [
                term(code, *words.SERVICE_CLASSES[code], "ptvserclass")
                for code in chance.sample(sorted(words.SERVICE_CLASSES), chance.choice((1, 1, 2)))
            ],
            "targetGroups": [
                term(code, *words.TARGET_GROUPS[code], "ptvkohderyhmat")
                for code in chance.sample(sorted(words.TARGET_GROUPS), chance.choice((1, 1, 2)))
            ],
            "lifeEvents": [
                term(code, *words.LIFE_EVENTS[code], "ptvelamantilanteet")
                for code in chance.sample(sorted(words.LIFE_EVENTS), chance.choice((0, 0, 1)))
            ],
            "ontologyTerms": [
                {"name": texts(names), "code": None, "ontologyType": "JUPO", "uri": uri, "parentUri": parent}
                for uri, (parent, names) in chance.sample(
                    sorted(words.ONTOLOGY.items()), chance.choice((1, 2))
                )
            ],
            "industrialClasses": [
                {"name": texts(names), "code": uri.rsplit("/", 1)[-1], "ontologyType": None, "uri": uri}
                for uri, names in sorted(words.INDUSTRIES.items())
                if chance.random() < 0.2
            ],
        }

    def _service(self, number: int) -> Object:
        chance, names = self._chance("service", number), self._name("service", number)
        own = self._id("organisation", 0)
        maker = self._id("organisation", chance.randrange(len(self.organisations)))
        base = chance.randrange(len(self.general_descriptions)) if chance.random() < 0.3 else None
        return {
            **self._common("service", number),
            "type": "Service",
            "subType": None,
            "generalDescriptionId": None if base is None else self._id("description", base),
            "fundingType": "PubliclyFunded",
            "serviceChargeType": chance.choice((None, "FreeOfCharge", "Chargeable")),
            "serviceNames": said(names, "Name"),
            "serviceDescriptions": [
                *said(parts.sentences(chance, names, 1), "Summary"),
                *said(parts.paragraphs(chance, names), "Description"),
                *said(parts.sentences(chance, names, chance.choice((0, 2))), "UserInstruction"),
            ],
            **areas(chance),
            "languages": list(names),
            **self._classes(chance),
            "legislation": parts.laws(chance),
            "keywords": [
                {"language": one, "value": name.split(" ")[0].lower()} for one, name in names.items()
            ],
            "requirements": texts(parts.sentences(chance, names, chance.choice((0, 0, 1)))),
            "organizations": [
                parts.role(own, words.COUNTY["fi"], "Responsible", None),
                parts.role(maker, self._organisation_name(maker), "Producer", "SelfProducedServices"),
            ],
            "serviceVouchersInUse": False,
            "serviceVouchers": [],
            "serviceCollections": [],
            "responsibleSoteOrganization": None,
            "serviceChannels": [
                self._connection(number, one, "channel") for one in self._channels_of[number]
            ],
        }

    def _channel(self, number: int) -> Object:
        chance, names = self._chance("channel", number), self._name("channel", number)
        services = self._services_of.get(number, [])
        return {
            **self._common("channel", number),
            "organizationId": self._id("organisation", 0),
            "serviceChannelNames": said(names, "Name"),
            "serviceChannelDescriptions": [
                *said(parts.sentences(chance, names, 1), "Summary"),
                *said(parts.sentences(chance, names, 2), "Description"),
            ],
            **areas(chance),
            "languages": list(names),
            **parts.channel_of_a_kind(chance, names, number),
            "services": [self._connection(one, number, "service") for one in services],
            "serviceCollections": [],
            "ontologyTerms": [],
            "responsibleSoteOrganization": None,
        }

    def _connection(self, service: int, channel: int, told: str) -> Object:
        """What is said of a service at a channel, the same from both sides; `told` is the end it names."""
        chance = self._chance("connection", service * 100_003 + channel)
        number = service if told == "service" else channel
        name = self._name(told, number)
        field = "service" if told == "service" else "serviceChannel"
        return {
            field: {"id": self._id(told, number), "name": name.get("fi", next(iter(name.values())))},
            **parts.connection_details(chance),
            "modified": self._changed("service", service),
        }

    def _organisation_name(self, id_: str) -> str:
        return self._organisation_names[id_]

    @cached_property
    def _organisation_names(self) -> Mapping[str, str]:
        return {one["id"]: one["organizationNames"][0]["value"] for one in self.organisations}

    def _organisation(self, number: int) -> Object:
        if number == 0:
            code, names, kind = None, words.COUNTY, "RegionalOrganization"
        else:
            code = sorted(words.MUNICIPALITIES)[number - 1]
            names, kind = words.MUNICIPALITIES[code], "Municipality"
        return {
            **self._common("organisation", number),
            "oid": None,
            "organizationType": kind,
            "businessCode": f"{number:07d}-0",
            "parentOrganizationId": None,
            "municipality": {"code": code, "name": texts(words.MUNICIPALITIES[code])} if code else None,
            "organizationNames": said(names, "Name"),
            "displayNameType": [{"type": "Name", "language": one} for one in names],
            "organizationDescriptions": said(parts.sentences(random.Random(number), names, 1), "Summary"),  # noqa: S311
            "areaType": "LimitedType",
            "areas": [parts.county_area() if code is None else parts.municipality_area([code])],
            "emails": [{"language": "fi", "value": f"kirjaamo{number}@rantamaa.example"}],
            "phoneNumbers": [parts.phone(number, "fi")],
            "webPages": [{"language": "fi", "url": "https://rantamaa.example/", "value": names["fi"]}],
            "addresses": [],
        }

    def _description(self, number: int) -> Object:
        chance, names = self._chance("description", number), self._name("description", number)
        return {
            **self._common("description", number),
            "referenceCode": f"GEN-{number + 1:04d}",
            "type": "Service",
            "serviceChargeType": None,
            "names": said(names, "Name"),
            "descriptions": [
                *said(parts.sentences(chance, names, 2), "Description"),
                *said(parts.sentences(chance, names, 1), "BackgroundDescription"),
            ],
            "languages": [],
            **self._classes(chance),
            "legislation": parts.laws(chance),
            "keywords": [],
            "requirements": [],
            "generalDescriptionType": "Municipality",
        }


def county(services: int, seed: int = 1) -> County:
    """An invented county with this many services, and channels, organisations and descriptions to them."""
    return County(services, seed)
