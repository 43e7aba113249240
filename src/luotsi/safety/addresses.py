"""E-mail and street addresses in three languages, also spoken, inflected and without capitals."""

from __future__ import annotations

import re

from luotsi.safety.reading import BLANK, GAP, Judge, Span, before, is_measured, whole

_EMAIL = re.compile(
    rf"(?<![\w.%+\-])[\w.%+\-]{{1,254}}(?:{BLANK}?@{BLANK}?|\s?[(\[{{](?:at|ät|@|a)[)\]}}]\s?)"
    rf"(?:[\w\-]{{1,63}}(?:\.|,|{BLANK}?[(\[](?:dot|piste|punkt)[)\]]{BLANK}?|{BLANK}(?:piste|dot|punkt){BLANK}))"
    r"{1,8}[^\W\d_]{2,24}",
    re.IGNORECASE,
)
_EMAIL_IN_PART = re.compile(
    r"(?<![\w.%+\-])(?=[\w.%+\-]{0,20}[^\W\d_])[\w.%+\-]{1,254}@[^\W\d_][\w\-]{1,63}", re.IGNORECASE
)
_DOT = (
    rf"(?:\.|{BLANK}(?:piste|dot|punkt){BLANK}|{BLANK}\.{BLANK}"
    rf"|{BLANK}?[(\[](?:dot|piste|punkt)[)\]]{BLANK}?)"
)
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.\-])(?P<name>(?:[\w\-]{{1,40}}{_DOT}){{0,4}}[\w\-]{{1,40}}){BLANK}"
    rf"(?P<at>at|ät|ätt|ät-merkki|at-merkki|miuku|miukumauku|kissanhäntä|snabel-?a|a-kissa){BLANK}"
    rf"(?P<place>(?:[\w\-]{{1,40}}{_DOT}){{1,3}}"
    r"(?:fi|com|net|org|se|eu|info|io|ru|ee|me|nu|ax|de|uk|co|example)\b)",
    re.IGNORECASE,
)

_PROVIDERS = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|icloud|me|yahoo|luukku|suomi24|kolumbus|elisanet|saunalahti"
    r"|pp|netti|proton|protonmail|welho|dnainternet|aland)\b",
    re.IGNORECASE,
)

_HOUSE = r"\d{0,3}(?:-\d{1,4})?(?!\d)"
_STAIR_AND_DOOR = (
    rf"(?:{BLANK}?[a-zåäö]\b)?(?:,?{BLANK}?(?:[A-Z]|[a-h])(?=\d|\b))?"
    rf"(?:[,/]?{BLANK}?(?:\b(?:as|asunto|bst|bostad|lgh|lägenhet|apt|flat|rappu|krs|ovi)\b\.?)?{BLANK}?[1-9]\d{{0,2}}\b(?![-.:]\d))?"
)
_CASE = r"(?::(?:ss[aä]|st[aä]|n|ll[aä]|lt[aä]|lle|een|aan|s)\b)?"
_POST = rf"(?:,?{GAP}(?:FI-)?\d{{5}}{BLANK}[A-ZÅÄÖ][\w\-]{{1,30}})?"
_NUMBER_AND_DOOR = rf"{_HOUSE}(?:{_STAIR_AND_DOOR}){_CASE}{_POST}"
_ROAD_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?<!\w-)(?P<road>[^\W\d_][^\W\d_]{{1,40}}(?:-[^\W\d_]{{2,20}}){{0,3}}){BLANK}{{0,2}}"
    rf"(?:(?:n:o|nro|nr|no|talo|numero|nummer)\.?{BLANK})?\Z"
)
_HOUSE_NUMBER = re.compile(rf"[1-9](?<!\d\d){_NUMBER_AND_DOOR}")
_NUMBER_AND_WORD = re.compile(
    rf"\d(?<![\w.,/:]\d)\d{{0,3}}[a-zA-Z]?{BLANK}(?P<road>[A-ZÅÄÖ][^\W\d_]{{2,40}})(?!\w)(?!{BLANK}?\d)"
)
_NUMBER_AND_ENGLISH = re.compile(
    rf"\d(?<!\w\d)\d{{0,3}}[a-zA-Z]?{BLANK}(?:[A-Z][\w']{{1,20}}{BLANK}){{1,3}}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Drive)\b"
)
_POST_BOX = re.compile(
    rf"\b(?:P[LB]{BLANK}\d{{1,5}},?{GAP}(?:FI-)?\d{{5}}(?:{BLANK}[A-ZÅÄÖ][\w\-]{{1,30}})?"
    rf"|(?i:postilokero|postbox|p\.?{BLANK}?o\.?{BLANK}?box){BLANK}\d{{1,5}}{_POST})(?!\w)"
)

_STEMS = {
    "katu": ("kadu", "katua"),
    "tie": ("tie", "tietä"),
    "kuja": ("kuja", "kujaa"),
    "polku": ("polu", "polkua"),
    "kaari": ("kaare", "kaarta"),
    "raitti": ("raiti", "raittia"),
    "rinne": ("rintee", "rinnettä"),
    "bulevardi": ("bulevardi", "bulevardia"),
    "esplanadi": ("esplanadi", "esplanadia"),
    "puistikko": ("puistiko", "puistikkoa"),
    "tanhua": ("tanhua", "tanhuaa"),
}
_SURER_STEMS = {
    "ranta": ("ranna", "rantaa"),
    "tori": ("tori", "toria"),
    "puisto": ("puisto", "puistoa"),
    "mäki": ("mäe", "mäkeä"),
    "portti": ("porti", "porttia"),
    "aukio": ("aukio", "aukiota"),
    "penger": ("penkeree", "pengertä"),
    "väylä": ("väylä", "väylää"),
    "kierto": ("kierro", "kiertoa"),
    "kaarre": ("kaartee", "kaarretta"),
    "laituri": ("laituri", "laituria"),
    "piha": ("piha", "pihaa"),
}
_CASES = ("n", "lla", "llä", "lta", "ltä", "lle", "ssa", "ssä", "sta", "stä")
_SWEDISH = (
    "gatan",
    "gata",
    "vägen",
    "väg",
    "gränden",
    "gränd",
    "stigen",
    "stig",
    "esplanaden",
    "allén",
    "svängen",
)
_SURER_SWEDISH = ("torget", "kajen", "backen", "bågen", "stranden", "parken", "plan", "ringen", "brinken")


def _inflected(stems: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    """Every ending, also as typed without umlauts."""
    forms = [
        form
        for base, (stem, part) in stems.items()
        for form in (base, part, *(stem + case for case in _CASES))
    ]
    return tuple(dict.fromkeys(forms + [_plain(form) for form in forms]))


def _plain(word: str) -> str:
    return word.replace("ä", "a").replace("ö", "o").replace("å", "a").replace("é", "e")


_ROADS = (*_inflected(_STEMS), *_SWEDISH, *map(_plain, _SWEDISH))
_ROADS_WITH_CAPITAL = (*_inflected(_SURER_STEMS), *_SURER_SWEDISH)
"""Endings of ordinary words too ("uimaranta 5 km"): an address only when written as a name."""

_NO_ROAD = re.compile(
    r"(?:valta|kanta|seutu|moottori|maan|yhdys|rauta|laiva|virtsa|hengitys|ilma|sappi|synnytys|hoito|palvelu"
    r"|asiakas|opinto|luonto|ura|kuntoutus|oppimis|potilas|elämän|elaman|sateen|perintö|oikeudenkäymis|maa|kauppa"
    r"|rakennus|ulosotto|rikos|naimis|naima)(?:tie|polku|polu|kaari|kaare|kaarta)\w{0,4}\Z"
    r"|(?:motor|riks|lands|järn|urin|luft|om|halv|ut|gen|all|europa)väg(?:en)?\Z|(?:vård|tids|lek|service)plan\Z"
    r"|(?:uima|lappeen)ran\w{1,5}\Z|katu\Z|tie\Z",
    re.IGNORECASE,
)
_CAPITALS_BEFORE = re.compile(rf"(?<!\w)[A-ZÅÄÖ][\w\-]{{1,30}}{BLANK}(?:[A-ZÅÄÖ][\w\-]{{1,30}}{BLANK})?\Z")
_ADJECTIVE_BEFORE = re.compile(
    r"(?<!\w)(?:iso|pieni|vanha|uusi|itäinen|läntinen|pohjoinen|eteläinen|norra|södra|östra|västra|stora|lilla"
    rf"|gamla|nya|ison?|pienen|vanhan|uuden){BLANK}\Z",
    re.IGNORECASE,
)
_LAW_AFTER = re.compile(r"\s?(?:§|/\s?\d{4}|:\d|(?:luku|luvu|kap|mom|artikla|art\b|pykälä))", re.IGNORECASE)
_FINNISH_WORDS = ("katu", "kadun", "kadulla", "tie", "tien", "tiellä", "kuja", "kujalla", "polku")
_ROAD_WORDS = frozenset(
    (*_FINNISH_WORDS, "väg", "gata", "gränd", "street", "road", "lane", "avenue", "drive")
)
"""Streets of two words ("Kiven katu 5"): an address when what stands before is a name."""


def _spoken_email(match: re.Match[str]) -> Span | None:
    """Not "look at example.com": a bare word before "at" needs a sign that an address is meant."""
    name, at, place = match["name"], match["at"], match["place"]
    is_meant = at.lower() != "at" or re.search(r"[.\d_ ]", name) or " " in place or _PROVIDERS.match(place)
    return match.span() if is_meant else None


def _is_road(word: str) -> bool:
    lower = word.lower()
    if _NO_ROAD.match(lower):
        return False
    if lower.endswith(_ROADS):
        return len(word) > 5 or (len(word) > 4 and word[0].isupper())
    return word[0].isupper() and lower.endswith(_ROADS_WITH_CAPITAL) and len(word) > 5


def _street(match: re.Match[str]) -> Span | None:
    """A number after a street's name."""
    words = before(match, 110)
    named = _ROAD_BEFORE.search(words)
    if not named or is_measured(match) or _LAW_AFTER.match(match.string, match.end()):
        return None
    road, words = named["road"], words[: named.start()]
    if road.lower() in _ROAD_WORDS:
        first = _CAPITALS_BEFORE.search(words)
        is_street = first is not None
    else:
        first = _ADJECTIVE_BEFORE.search(words)
        is_street = _is_road(road)
    start = match.start() - len(named.group()) - (len(first.group()) if first else 0)
    return (start, match.end()) if is_street else None


def _number_first(match: re.Match[str]) -> Span | None:
    road = match["road"]
    is_strict = road.lower().endswith(("katu", "tie", "kuja", "polku", "gatan", "vägen", "gränden", "stigen"))
    return match.span() if is_strict and _is_road(road) else None


MAY_BE_EMAIL = re.compile(
    r"@|[(\[{](?:at|ät|a)[)\]}]|[ \u00ad](?:[aä]tt?|[aä]t-merkki|miuku|kissa|snabel|a-kissa)", re.I
)
"""What no e-mail address is without."""

EMAILS: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_EMAIL, whole),
    (_EMAIL_IN_PART, whole),
    (_SPOKEN_EMAIL, _spoken_email),
)

STREETS: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_HOUSE_NUMBER, _street),
    (_NUMBER_AND_WORD, _number_first),
    (_NUMBER_AND_ENGLISH, whole),
    (_POST_BOX, whole),
)
