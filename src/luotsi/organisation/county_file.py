"""Reads a county's YAML file and says, all at once, what is wrong with it and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luotsi.flows.types import DocumentErrors
from luotsi.flows.yaml_tree import LARGEST, read_tree
from luotsi.foundation.languages import DEFAULT_ORDER, LANGUAGES_BY_LAW
from luotsi.organisation import register, rules, taxonomy
from luotsi.organisation.calendar import HoursError, OpeningHours
from luotsi.organisation.live_chat import read_chat

_KEYS = {
    "schema",
    "code",
    "names",
    "short_names",
    "languages",
    "required_languages",
    "colour",
    "logo",
    "site",
    "municipalities",
    "advice",
    "service_areas",
    "demo",
}


class CountyFileError(ValueError):
    """The county's file cannot be used. `faults` are sentences, each with its place in the file."""

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__("\n".join([f"{name} cannot be loaded:", *(f"  - {fault}" for fault in faults)]))
        self.faults = tuple(faults)


@dataclass(slots=True)
class CountyDocument:
    """What a county's file says, checked, as the tables keep it."""

    county: dict[str, Any] = field(default_factory=dict)
    service_areas: list[dict[str, Any]] = field(default_factory=list)


def read(path: Path) -> CountyDocument:
    """The checked content of the file. Raises CountyFileError with every fault that was found."""
    reader = _Reader(path)
    document = reader.document()
    if reader.faults:
        raise CountyFileError(path.name, reader.faults)
    return document


class _Reader:
    """Collects faults, so that a person mends the file once and not fault by fault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[str] = []
        self.required: tuple[str, ...] = LANGUAGES_BY_LAW

    def document(self) -> CountyDocument:
        data = self._load()
        if self.faults:
            return CountyDocument()
        for key in sorted(str(key) for key in data if key not in _KEYS):
            self.faults.append(f"{key}: is not known; known are {', '.join(sorted(_KEYS))}.")
        if data.get("schema") != 1:
            self.faults.append(f"schema: must be 1, not {data.get('schema')!r}.")
        languages, self.required = self._languages(data)
        code = str(data.get("code") or "")
        if not code:
            self.faults.append('code: is missing; write it in quotation marks, such as "08".')
        municipalities = self._municipalities(data.get("municipalities"), code)
        county = {
            "code": code,
            "names": self._names(data.get("names"), "names"),
            "short_names": self._texts(data.get("short_names"), "short_names"),
            "languages": list(languages),
            "required_languages": list(self.required),
            "colour": self._colour(data.get("colour")),
            "logo": self._logo(data.get("logo")),
            "site": self._texts(data.get("site"), "site"),
            "municipalities": municipalities,
            "advice": self._advice(data.get("advice")),
            "is_demo": self._truth(data.get("demo"), "demo"),
        }
        known = {one["code"] for one in municipalities} or _national(code)
        return CountyDocument(county, self._areas(data.get("service_areas"), known))

    def _load(self) -> Mapping[str, Any]:
        try:
            if self.path.stat().st_size > LARGEST:
                self.faults.append(f"the file is larger than {LARGEST} bytes; it should be a few thousand.")
                return {}
            data = read_tree(self.path.read_text(encoding="utf-8"), self.path.name).plain()
        except FileNotFoundError:
            self.faults.append(f"there is no file {self.path}.")
            return {}
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"the file cannot be read ({error}).")
            return {}
        except DocumentErrors as errors:
            self.faults += [f"line {fault.line}: {fault.message} {fault.advice}" for fault in errors.faults]
            return {}
        if not isinstance(data, Mapping):
            self.faults.append("the file must hold code, names, languages … at its top level.")
            return {}
        return data

    def _languages(self, data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        languages = self._words(data.get("languages"), "languages") or DEFAULT_ORDER
        required = self._words(data.get("required_languages"), "required_languages") or LANGUAGES_BY_LAW
        for language in sorted(set(languages) - set(DEFAULT_ORDER)):
            self.faults.append(f"languages: {language} is not spoken here yet; choose from fi, sv, en.")
        for language in sorted(set(required) - set(languages)):
            self.faults.append(f"required_languages: {language} is not among the languages.")
        return languages, required

    def _words(self, value: Any, where: str) -> tuple[str, ...]:
        if value is not None and not isinstance(value, list):
            self.faults.append(f"{where}: must be a list, such as [fi, sv].")
            return ()
        return tuple(str(word) for word in value or ())

    def _texts(self, value: Any, where: str) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            self.faults.append(f"{where}: must be keyed by language, such as {{fi: …, sv: …}}.")
            return {}
        return {str(language): " ".join(text.split()) for language, text in value.items() if text.strip()}

    def _names(self, value: Any, where: str) -> dict[str, str]:
        texts = self._texts(value, where)
        if missing := [language for language in self.required if language not in texts]:
            self.faults.append(f"{where}: lacks {', '.join(missing)}, which this county requires.")
        return texts

    def _colour(self, value: Any) -> str:
        try:
            return rules.brand_colour(str(value or ""))
        except rules.UnusableColour as error:
            self.faults.append(f"colour: {error}")
            return ""

    def _logo(self, value: Any) -> str:
        if not value:
            return ""
        file = (self.path.parent / str(value)).resolve()
        if not file.is_relative_to(self.path.parent.resolve()) or not file.is_file():
            self.faults.append(f"logo: there is no file {value!r} beside the county's file.")
            return ""
        try:
            return rules.safe_logo(file.read_text(encoding="utf-8"))
        except (rules.UnusableLogo, UnicodeDecodeError) as error:
            self.faults.append(f"logo: {error}")
            return ""

    def _municipalities(self, value: Any, code: str) -> list[dict[str, Any]]:
        """Rows of an invented county. A county of the national register has them there."""
        if _national(code):
            if value:
                self.faults.append(
                    f"municipalities: leave them out, the national register has those of {code}."
                )
            return []
        rows: list[dict[str, Any]] = [
            {"code": str(row.get("code") or ""), "names": self._names(row.get("names"), f"{where}.names")}
            for where, row in self._rows(value, "municipalities")
        ]
        if not rows:
            self.faults.append(
                f"municipalities: code {code!r} is in no national list, so list code and names of each."
            )
        taken = {row.code for row in register.municipalities()}
        for row in rows:
            if not row["code"] or row["code"] in taken:
                self.faults.append(
                    f"municipalities: the code {row['code']!r} is missing or taken by another."
                )
            taken.add(row["code"])
        return rows

    def _advice(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self.faults.append("advice: is missing; every page needs a person: names, phone, hours.")
            return {}
        phone = " ".join(str(value.get("phone") or "").split())
        if not any(sign.isdigit() for sign in phone):
            self.faults.append(
                'advice.phone: is missing; write it as people read it, such as "020 000 0100".'
            )
        return {
            "names": self._names(value.get("names"), "advice.names"),
            "phone": phone,
            "charge": self._texts(value.get("charge"), "advice.charge"),
            "hours": self._hours(value.get("hours"), "advice.hours"),
            "contact_point": str(value.get("contact_point") or ""),
        }

    def _truth(self, value: Any, where: str) -> bool:
        if value is not None and not isinstance(value, bool):
            self.faults.append(f"{where}: must be true or false, not {value!r:.60}.")
        return value is True

    def _hours(self, value: Any, where: str) -> dict[str, Any]:
        try:
            return OpeningHours.from_json(value, where).to_json()
        except HoursError as error:
            self.faults.append(str(error))
            return {}

    def _areas(self, value: Any, municipalities: set[str]) -> list[dict[str, Any]]:
        areas: list[dict[str, Any]] = [
            {
                "code": str(row.get("code") or ""),
                "names": self._names(row.get("names"), f"{where}.names"),
                "themes": list(self._themes(row.get("themes"), where)),
                "hours": self._hours(row.get("hours"), f"{where}.hours"),
                "chat": self._chat(row.get("chat"), f"{where}.chat"),
                "units": self._units(row.get("units"), f"{where}.units", municipalities),
            }
            for where, row in self._rows(value, "service_areas")
        ]
        self._distinct([area["code"] for area in areas], "service_areas")
        self._distinct([unit["code"] for area in areas for unit in area["units"]], "units")
        return areas

    def _chat(self, value: Any, where: str) -> dict[str, Any]:
        settings, faults = read_chat(value, where)
        self.faults += faults
        return settings

    def _themes(self, value: Any, where: str) -> Iterator[str]:
        if not value:
            self.faults.append(f"{where}.themes: name at least one theme that this service area serves.")
        for code in self._words(value, f"{where}.themes"):
            with self._fault(f"{where}.themes"):
                yield taxonomy.theme(code).code

    def _units(self, value: Any, where: str, municipalities: set[str]) -> list[dict[str, Any]]:
        units: list[dict[str, Any]] = []
        for place, row in self._rows(value, where):
            municipality = str(row.get("municipality") or "")
            if municipality and municipality not in municipalities:
                self.faults.append(f"{place}.municipality: the county has no municipality {municipality!r}.")
            names = self._names(row.get("names"), f"{place}.names")
            units.append({"code": str(row.get("code") or ""), "names": names, "municipality": municipality})
        return units

    def _rows(self, value: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if value is not None and not isinstance(value, list):
            self.faults.append(f"{where}: must be a list.")
            return
        for number, row in enumerate(value or (), start=1):
            if isinstance(row, Mapping):
                yield f"{where}[{row.get('code') or number}]", row
            else:
                self.faults.append(f"{where}[{number}]: must have code and names.")

    def _distinct(self, codes: list[str], where: str) -> None:
        for code in sorted({code for code in codes if codes.count(code) > 1 or not code}):
            self.faults.append(f"{where}: the code {code!r} is missing or used twice.")

    @contextmanager
    def _fault(self, where: str) -> Iterator[None]:
        try:
            yield
        except LookupError as error:
            self.faults.append(f"{where}: {error}")


def _national(code: str) -> set[str]:
    return {row.code for row in register.municipalities() if row.organiser == code}
