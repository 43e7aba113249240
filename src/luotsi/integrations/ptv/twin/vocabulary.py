"""The words from which invented services are made. Codes are national, everything else is made up."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]


def _w(fi: str, sv: str, en: str) -> Words:
    return {"fi": fi, "sv": sv, "en": en}


MUNICIPALITIES: Mapping[str, Words] = {
    "001": _w("Kuusiniemi", "Gransudd", "Kuusiniemi"),
    "002": _w("Satamala", "Hamnby", "Satamala"),
    "003": _w("Koivuranta", "Björkstrand", "Koivuranta"),
    "004": _w("Lehtosaari", "Lundö", "Lehtosaari"),
    "006": _w("Myllykoskela", "Kvarnfors", "Myllykoskela"),
}
COUNTY_CODE = "99"
COUNTY = _w("Rantamaan hyvinvointialue", "Strandlands välfärdsområde", "Rantamaa Wellbeing Services County")

SERVICE_CLASSES: Mapping[str, tuple[str, Words]] = {
    "P4.13": (
        "v1036",
        _w("Sosiaalineuvonta", "Socialrådgivning", "Social guidance"),
    ),
    "P5.1": ("v1039", _w("Perusterveydenhuolto", "Primärvård", "Primary health care")),
    "P5.2": ("v1040", _w("Neuvolapalvelut", "Rådgivningstjänster", "Health clinic services")),
    "P5.5": ("v1043", _w("Ensiapu ja päivystys", "Förstahjälpen och jouren", "First aid and emergency care")),
    "P5.8": ("v1046", _w("Terveystarkastukset", "Hälsoundersökningar", "Health examinations")),
    "P5.10": ("v1048", _w("Suun ja hampaiden hoito", "Mun- och tandvård", "Oral and dental care")),
    "P5.11": ("v1049", _w("Oma- ja itsehoito", "Egen- och självvård", "Self-care")),
    "P5.17": ("v1055", _w("Terveysneuvonta", "Hälsorådgivning", "Health advice")),
}
TARGET_GROUPS: Mapping[str, tuple[str, Words]] = {
    "KR1": ("v2001", _w("Kansalaiset", "Medborgare", "Citizens")),
    "KR1.1": ("v2002", _w("Ikäihmiset", "De äldre", "Seniors")),
    "KR1.2": ("v2003", _w("Lapset ja lapsiperheet", "Barn och barnfamiljer", "Families with children")),
    "KR1.3": ("v2004", _w("Nuoret", "De unga", "Young people")),
}
LIFE_EVENTS: Mapping[str, tuple[str, Words]] = {
    "KE1": ("v3001", _w("Lapsen saaminen", "Att få barn", "Having a child")),
    "KE11": ("v3004", _w("Sairastuminen", "Att insjukna", "Falling ill")),
}
ONTOLOGY: Mapping[str, tuple[str, Words]] = {
    "http://www.yso.fi/onto/koko/p6198": (
        "http://www.yso.fi/onto/koko/p77930",
        _w("palveluohjaus", "servicerådgivning", "service counselling"),
    ),
    "http://www.yso.fi/onto/koko/p13395": (
        "http://www.yso.fi/onto/koko/p2062",
        _w("hammashuolto", "tandvård", "dental care"),
    ),
    "http://www.yso.fi/onto/koko/p4971": (
        "http://www.yso.fi/onto/koko/p77844",
        _w("äitiysneuvolat", "mödravårdscentraler", "prenatal clinics"),
    ),
}
INDUSTRIES: Mapping[str, Words] = {
    "http://uri.suomi.fi/codelist/jhs/toimiala_1_20080101/code/86": _w(
        "Terveyspalvelut", "Hälso- och sjukvård", "Human health activities"
    ),
}
ACTIVITIES: tuple[Words, ...] = (
    _w("Vastaanotto", "Mottagning", "Reception"),
    _w("Neuvonta", "Rådgivning", "Advice"),
    _w("Ajanvaraus", "Tidsbokning", "Appointments"),
    _w("Kotipalvelu", "Hemservice", "Help at home"),
    _w("Ryhmätoiminta", "Gruppverksamhet", "Group activity"),
    _w("Kuntoutus", "Rehabilitering", "Rehabilitation"),
    _w("Perheohjaus", "Familjehandledning", "Family guidance"),
    _w("Vertaistuki", "Kamratstöd", "Peer support"),
    _w("Apuvälineet", "Hjälpmedel", "Assistive devices"),
    _w("Kuljetuspalvelu", "Färdtjänst", "Transport"),
)
TARGETS: tuple[Words, ...] = (
    _w("lapsille", "för barn", "for children"),
    _w("nuorille", "för unga", "for young people"),
    _w("aikuisille", "för vuxna", "for adults"),
    _w("perheille", "för familjer", "for families"),
    _w("ikäihmisille", "för äldre", "for older people"),
    _w("omaisille", "för anhöriga", "for relatives"),
)
SENTENCES: tuple[Words, ...] = (
    _w(
        "Saat tukea arkeen silloin, kun et pärjää yksin.",
        "Du får stöd i vardagen när du inte klarar dig ensam.",
        "You get support in everyday life when you cannot manage alone.",
    ),
    _w("Palvelu on tarkoitettu alueen asukkaille.", "Tjänsten är för invånarna.", "It is for residents."),
    _w(
        "Voit tulla yksin tai läheisen kanssa.",
        "Du kan komma ensam eller med en närstående.",
        "You can come alone or with someone close to you.",
    ),
    _w(
        "Ota mukaan henkilöllisyystodistus ja aiemmat päätökset.",
        "Ta med en identitetshandling och tidigare beslut.",
        "Bring an identity document and earlier decisions.",
    ),
    _w("Lähetettä ei tarvita.", "Ingen remiss behövs.", "No referral is needed."),
    _w(
        "Sovimme yhdessä, miten asia etenee ja milloin tapaamme uudelleen.",
        "Vi kommer tillsammans överens om hur ärendet går vidare och när vi träffas på nytt.",
        "Together we agree how the matter goes on and when we meet again.",
    ),
)
STREETS: tuple[Words, ...] = (
    _w("Satamakatu", "Hamngatan", "Satamakatu"),
    _w("Koulutie", "Skolvägen", "Koulutie"),
    _w("Rantakatu", "Strandgatan", "Rantakatu"),
    _w("Myllymäki", "Kvarnbacken", "Myllymäki"),
)
ENTRANCE = _w("Pääsisäänkäynti", "Huvudingången", "Main entrance")
ROUTE = _w("Reitti pääsisäänkäynnille", "Vägen till huvudingången", "The way to the main entrance")
ROUTE_SENTENCES: tuple[Words, ...] = (
    _w("Reitti on tasainen ja valaistu.", "Vägen är jämn och upplyst.", "The way is level and lit."),
    _w("Ovessa ei ole kynnystä.", "Dörren har ingen tröskel.", "The door has no threshold."),
)
CHRISTMAS = _w("Joulu", "Jul", "Christmas")
