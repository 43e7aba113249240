"""From the small shapes of PTV to the small values of the catalogue: texts, codes, numbers, links, areas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from luotsi.catalogue.records import (
    Area,
    Attachment,
    Concept,
    Coverage,
    Email,
    Law,
    Municipality,
    Phone,
    Texts,
    WebLink,
)
from luotsi.integrations.ptv import shapes
from luotsi.integrations.ptv.codes import code_of
from luotsi.integrations.ptv.texts import plain

CHARGES = {
    "Chargeable": "charged",
    "Charged": "charged",
    "FreeOfCharge": "free",
    "Free": "free",
    "Other": "other",
}
EXTENTS = {
    "Nationwide": "nation",
    "WholeCountry": "nation",
    "NationwideExceptAlandIslands": "nation_except_aland",
    "WholeCountryExceptAlandIslands": "nation_except_aland",
    "LimitedType": "limited",
    "AreaType": "limited",
}
AREAS = {
    "Municipality": "municipality",
    "Region": "region",
    "Province": "region",
    "BusinessSubRegion": "business_region",
    "BusinessRegions": "business_region",
    "HospitalDistrict": "hospital_region",
    "HospitalRegions": "hospital_region",
    "WellbeingServiceCounty": "county",
    "WellbeingServicesCounty": "county",
}
PHONES = {"Phone": "phone", "Sms": "sms", "Fax": "fax"}

EARLIEST, LATEST = 1990, 2100
"""Years of a change; other ones would overflow where moments are reckoned with."""

MAX_ADDRESS = 2_000
"""Characters of a web address."""

_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,250}\.[^@\s<>\".]{2,63}\Z")
_FOUR_DIGIT_PREFIXES = ("0800", "0600", "0700")
_THREE_DIGIT_PREFIXES = ("010", "020", "029", "030", "039", "040", "041", "042", "043", "044", "045", "046")
_MORE_THREE_DIGIT_PREFIXES = ("049", "050", "071", "073", "075")
_BY_LENGTH = {5: (2, 3), 6: (3, 3), 7: (3, 4), 8: (4, 4)}


@dataclass(slots=True)
class Notes:
    """What is left out of one object while it is read, and why."""

    reasons: list[str] = field(default_factory=list)

    def leave_out(self, what: str, reason: str) -> None:
        """Remember that a part of the object is not kept."""
        self.reasons.append(f"{what} left out: {reason}")

    def known(self, what: str, value: str | None, names: Mapping[str, str]) -> str:
        """Our word for one of PTV's; "" (and a note) for one that nobody has heard of."""
        if value and value in names:
            return names[value]
        if value:
            self.leave_out(what, f"unknown value {value[:40]!r}")
        return ""


def texts(values: Iterable[shapes.LocalText]) -> Texts:
    """One map of cleaned texts; several in one language follow each other as paragraphs."""
    found: dict[str, list[str]] = {}
    for one in values:
        text = plain(one.value or "")
        if text and text not in found.setdefault(one.language, []):
            found[one.language].append(text)
    return {language: "\n\n".join(parts) for language, parts in found.items() if parts}


def texts_by_type(values: Iterable[shapes.LocalText]) -> dict[str, Texts]:
    """Maps of texts keyed by PTV's type."""
    groups: dict[str, list[shapes.LocalText]] = {}
    for one in values:
        groups.setdefault(plain(one.type or "")[:60], []).append(one)
    made = {kind: texts(group) for kind, group in groups.items()}
    return {kind: found for kind, found in made.items() if found}


def taken(found: dict[str, Texts], *types: str) -> Texts:
    """Take the texts of these types out of `found`, the first type first."""
    merged: dict[str, str] = {}
    for kind in types:
        for language, text in found.pop(kind, {}).items():
            merged[language] = f"{merged[language]}\n\n{text}" if language in merged else text
    return merged


def keywords(values: Iterable[shapes.LocalText]) -> Mapping[str, tuple[str, ...]]:
    """Words by language, in the order given."""
    found: dict[str, dict[str, None]] = {}
    for one in values:
        if word := plain(one.value or ""):
            found.setdefault(one.language, {})[word] = None
    return {language: tuple(words) for language, words in found.items()}


def concepts(terms: Iterable[shapes.Term]) -> tuple[Concept, ...]:
    """Terms of national lists, with the code looked up where only the address is given."""
    return tuple(
        Concept(
            code=plain(term.code or "") or code_of(term.uri or ""),
            uri=plain(term.uri or ""),
            scheme=plain(term.ontology_type or ""),
            names=texts(term.name),
            parent_uris=tuple(part for part in plain(term.parent_uri or "").split(";") if part),
        )
        for term in terms
        if term.code or term.uri
    )


def coverage(extent: str | None, areas: Iterable[shapes.AreaShape], notes: Notes) -> Coverage:
    """Whom something serves."""
    return Coverage(
        notes.known("areaType", extent, EXTENTS),
        tuple(
            Area(
                notes.known("areas.type", area.type, AREAS) or "other",
                plain(area.code or ""),
                texts(area.name),
                tuple(municipality(one) for one in area.municipalities),
            )
            for area in areas
        ),
    )


def municipality(shape: shapes.MunicipalityShape) -> Municipality:
    """A municipality with its three-digit code."""
    return Municipality(plain(shape.code).zfill(3), texts(shape.name))


def web_address(value: str | None) -> str:
    """A usable http or https address, or ""."""
    address = (value or "").strip()
    if address.lower().startswith("www."):
        address = f"https://{address}"
    if not address or len(address) > MAX_ADDRESS or re.search(r"[\s<>\"\x00-\x1f\\]", address):
        return ""
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return address if is_good else ""


def checked_address(what: str, value: str | None, notes: Notes) -> str:
    """A usable web address, or "" and a note."""
    address = web_address(value)
    if value and value.strip() and not address:
        notes.leave_out(what, "not a web address (http or https)")
    return address


def links(what: str, pages: Iterable[shapes.WebPage], notes: Notes) -> tuple[WebLink, ...]:
    """Web addresses, each once, with its names by language."""
    found: dict[str, tuple[dict[str, str], dict[str, None]]] = {}
    for page in pages:
        if not (address := checked_address(what, page.url or page.value, notes)):
            continue
        names, languages = found.setdefault(address, ({}, {}))
        languages[page.language] = None
        name = plain(page.value or "")
        if name and name != address:
            names.setdefault(page.language, name)
    return tuple(WebLink(address, names, tuple(languages)) for address, (names, languages) in found.items())


def attachments(what: str, shapes_: Iterable[shapes.AttachmentShape], notes: Notes) -> tuple[Attachment, ...]:
    """Documents behind web addresses."""
    made = []
    for one in shapes_:
        if address := checked_address(what, one.url or one.value, notes):
            kind, name, about = plain(one.type or ""), plain(one.name or ""), plain(one.description or "")
            made.append(Attachment(address, kind, name, about, one.language))
    return tuple(dict.fromkeys(made))


def emails(what: str, values: Iterable[shapes.LocalText], notes: Notes) -> tuple[Email, ...]:
    """E-mail addresses, each once with its languages."""
    found: dict[str, dict[str, None]] = {}
    for one in values:
        address = (one.value or "").strip()
        if _EMAIL.match(address):
            found.setdefault(address, {})[one.language] = None
        elif address:
            notes.leave_out(what, "not an e-mail address")
    return tuple(Email(address, tuple(languages)) for address, languages in found.items())


def laws(shapes_: Iterable[shapes.LawShape], notes: Notes) -> tuple[Law, ...]:
    """Acts and their addresses."""
    return tuple(Law(texts(one.names), links("legislation", one.web_pages, notes)) for one in shapes_)


def phones(what: str, shapes_: Iterable[shapes.PhoneShape], notes: Notes) -> tuple[Phone, ...]:
    """Numbers; PTV lists one for each language, here it stands once with all of them.

    A number listed twice in one language (say for two purposes) stays two.
    """
    made: list[Phone] = []
    for shape in shapes_:
        phone = _phone(what, shape, notes)
        if phone is None:
            continue
        if phone in made:
            continue
        for place, other in enumerate(made):
            if _is_same_number(phone, other) and not set(phone.languages) & set(other.languages):
                made[place] = _with_language(other, phone)
                break
        else:
            made.append(phone)
    return tuple(made)


def moment(what: str, value: str | None, notes: Notes) -> datetime | None:
    """An aware moment; PTV's stamps without a zone are UTC."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        notes.leave_out(what, "not a date")
        return None
    if not EARLIEST <= found.year <= LATEST:
        notes.leave_out(what, "not a date of our time")
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def shown_number(number: str) -> str:
    """A dialled number as people read it: +358447943552 becomes 044 794 3552, 116117 stays."""
    if number.startswith("+") and not number.startswith("+358"):
        return number
    national = f"0{number.removeprefix('+358')}" if number.startswith("+") else number
    if not national.startswith("0") or len(national) < 7:
        return national
    start = _prefix_length(national)
    rest = national[start:]
    sizes = _BY_LENGTH.get(len(rest), (len(rest),) if len(rest) < 5 else (3,) * ((len(rest) + 2) // 3))
    groups, at = [national[:start]], 0
    for size in sizes:
        groups.append(rest[at : at + size])
        at += size
    return " ".join(groups)


def _prefix_length(national: str) -> int:
    if national.startswith(_FOUR_DIGIT_PREFIXES):
        return 4
    return 3 if national.startswith((*_THREE_DIGIT_PREFIXES, *_MORE_THREE_DIGIT_PREFIXES)) else 2


def _phone(what: str, shape: shapes.PhoneShape, notes: Notes) -> Phone | None:
    digits = re.sub(r"[\s()\-–.\u00a0]", "", shape.number or "")
    if not digits:
        return None
    if not re.fullmatch(r"\+?[0-9]{2,15}", digits):
        notes.leave_out(what, "not a telephone number")
        return None
    prefix = re.sub(r"[^+0-9]", "", shape.prefix_number or "")
    is_service = bool(shape.is_finnish_service_number)
    number = digits if is_service or not prefix or digits.startswith("+") else prefix + digits.lstrip("0")
    return Phone(
        number=number,
        display=shown_number(number),
        kind=notes.known(f"{what}.type", shape.type, PHONES) or "phone",
        charge_kind=notes.known(f"{what}.serviceChargeType", shape.service_charge_type, CHARGES),
        charge=_one(shape.language, shape.charge_description),
        label=_one(shape.language, shape.additional_information),
        languages=(shape.language,),
        is_service_number=is_service,
        prefix=prefix,
    )


def _one(language: str, text: str | None) -> Texts:
    cleaned = plain(text or "")
    return {language: cleaned} if cleaned else {}


def _is_same_number(one: Phone, other: Phone) -> bool:
    return (one.number, one.kind, one.charge_kind, one.is_service_number) == (
        other.number,
        other.kind,
        other.charge_kind,
        other.is_service_number,
    )


def _with_language(phone: Phone, other: Phone) -> Phone:
    return Phone(
        number=phone.number,
        display=phone.display,
        kind=phone.kind,
        charge_kind=phone.charge_kind,
        charge={**phone.charge, **other.charge},
        label={**phone.label, **other.label},
        languages=(*phone.languages, *other.languages),
        is_service_number=phone.is_service_number,
        prefix=phone.prefix,
    )
