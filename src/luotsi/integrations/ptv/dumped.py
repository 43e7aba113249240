"""The national file of general descriptions (gd.json), whose shape differs from v11's."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from luotsi.integrations.ptv.shapes import MAX_LIST, Id, Language, Text

_Listed = BeforeValidator(lambda value: [] if value is None else value)


class _Dumped(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_pascal)


class _Said(_Dumped):
    lang: Language
    label: Text | None = None


_Texts = Annotated[list[_Said], _Listed, Field(max_length=MAX_LIST)]


class _Key(_Dumped):
    key: Text
    value: Text | None = None


_Keys = Annotated[list[_Key], _Listed, Field(max_length=MAX_LIST)]


class _DumpedLaw(_Dumped):
    law_reference: Text | None = None
    links: _Texts = []
    names: _Texts = []


class DumpedDescription(_Dumped):
    """One general description as the national file has it."""

    id: Id
    reference_code: Text | None = None
    service_type: Text | None = None
    name: _Texts = []
    short_description: _Texts = []
    description: _Texts = []
    background_description: _Texts = []
    laws: Annotated[list[_DumpedLaw], _Listed, Field(max_length=MAX_LIST)] = []
    service_restrictions: _Texts = []
    user_instructions: _Texts = []
    charge_type_additional_info: _Texts = []
    dead_line_additional_info: _Texts = []
    processing_time_additional_info: _Texts = []
    validity_time_additional_info: _Texts = []
    charge_type: Text | None = None
    service_class: _Keys = []
    ontology_term: _Keys = []
    target_group: _Keys = []
    life_event: _Keys = []
    industrial_class: _Keys = []

    def as_v11(self) -> dict[str, Any]:
        """The same as v11 would give it."""
        told = {
            "Summary": self.short_description,
            "Description": self.description,
            "BackgroundDescription": self.background_description,
            "UserInstruction": self.user_instructions,
            "ChargeTypeAdditionalInfo": self.charge_type_additional_info,
            "DeadLine": self.dead_line_additional_info,
            "ProcessingTime": self.processing_time_additional_info,
            "ValidityTime": self.validity_time_additional_info,
        }
        return {
            "id": self.id,
            "referenceCode": self.reference_code if self.reference_code != self.id else None,
            "type": self.service_type,
            "names": _texts(self.name, "Name"),
            "descriptions": [said for kind, texts in told.items() for said in _texts(texts, kind)],
            "requirements": _texts(self.service_restrictions),
            "serviceChargeType": self.charge_type,
            "legislation": [
                {
                    "names": _texts(law.names),
                    "webPages": [{"url": one.label, "language": one.lang} for one in law.links if one.label],
                }
                for law in self.laws
            ],
            "serviceClasses": _terms(self.service_class),
            "ontologyTerms": _terms(self.ontology_term),
            "targetGroups": _terms(self.target_group),
            "lifeEvents": _terms(self.life_event),
            "industrialClasses": _terms(self.industrial_class),
        }


def _texts(said: list[_Said], kind: str | None = None) -> list[dict[str, str | None]]:
    return [{"language": one.lang, "value": one.label, "type": kind} for one in said]


def _terms(keys: list[_Key]) -> list[dict[str, Any]]:
    return [{"uri": one.key, "name": [{"language": "fi", "value": one.value}]} for one in keys]
