"""Every part in every state, with invented content: to look at, and for the browser tests.

The pages are in Finnish whatever the language of the frame, because they show the target of docs/parts.md.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luotsi.foundation.languages import Worded
from luotsi.web.parts.security import same_origin_only
from luotsi.web.parts.types import (
    Badge,
    Call,
    Choice,
    ContactCard,
    GivenAnswer,
    Link,
    Page,
    Problem,
    SearchHit,
    StaffLink,
)

OPEN = Badge(is_open=True, words="Auki nyt, sulkeutuu klo 15")
CLOSED = Badge(is_open=False, words="Kiinni, avautuu ma klo 9")
ADVICE = Call("020 000 0100", "pvm/mpm", "neuvonta")

DENTAL = ContactCard(
    title="Suun hoidon ajanvaraus ja päivystys",
    badge=OPEN,
    calls=(
        Call(
            "020 000 0110",
            "Puhelu maksaa saman kuin tavallinen puhelu (pvm/mpm). Ruuhkassa soitamme takaisin.",
        ),
    ),
    links=(Link("https://rantamaa.example/suun-terveys", "Varaa aika verkossa"),),
    hours="Tänään ma 8–15. Huomenna ti 8–15.",
    all_hours=(("ma–to", "8–15"), ("pe", "8–14"), ("la–su", "kiinni")),
    address=("Satamakatu 4", "00000 Kuusiniemi"),
    map_url="https://rantamaa.example/kartta",
    access="esteetön sisäänkäynti",
)
CLOSED_PLACE = ContactCard(
    title="Satamalan perhekeskus",
    href="#",
    badge=CLOSED,
    links=(Link("https://rantamaa.example/perhekeskus", "Lähetä viesti"),),
    address=("Rantatie 2", "00000 Satamala"),
)

SITUATIONS = (
    ("Sairastuin tai loukkasin itseni", "Oireet, vammat, päivystys", "bandage", "warm"),
    ("Suu ja hampaat", "Särky, ajanvaraus, hoito", "smile", "brand"),
    ("Mieli ja jaksaminen", "Huoli, kriisi, uupumus", "heart", "calm"),
    ("Vauva, lapsi ja perhe", "Neuvola, vanhemmuus", "baby", "warm"),
    ("Nuori", "Koulu, ihmissuhteet, päihteet", "graduation-cap", "brand"),
    ("Ikääntyvän arki", "Kotihoito, turva, muisti", "house", "ok"),
    ("Raha, asuminen ja arki", "Toimeentulo, asunnottomuus", "wallet", "warm"),
    ("Autan läheistäni", "Omaishoito, puolesta asiointi", "heart-handshake", "calm"),
)

HELP_CHOICES = (
    Choice("pain", "Minulla on särkyä tai muu vaiva", hint="Haluan puhua ammattilaisen kanssa"),
    Choice("check", "Haluan ajan tarkastukseen", is_chosen=True),
    Choice("change", "Haluan siirtää tai perua ajan"),
)
DONT_KNOW = Choice("dont_know", "En tiedä")
ANSWERS = (
    GivenAnswer("Kenen asiasta on kyse?", "Omasta", "?change=who"),
    GivenAnswer("Missä kunnassa asut?", "Kuusiniemi", "?change=where"),
)
HITS = (
    SearchHit(
        "Pääsenkö fysioterapeutille ilman lähetettä?",
        "#",
        "Selkä-, niska- ja nivelvaivoissa pääset usein suoraan. Katsotaan yhdessä.",
        chip="Ohjaus, 3 kysymystä",
        icon="arrow-right",
        why="fyssari = fysioterapia",
    ),
    SearchHit(
        "Fysioterapian ajanvaraus, Kuusiniemi", "#", "Soita tai varaa aika.", kind="professional", badge=OPEN
    ),
    SearchHit("Egenvård vid ryggsmärta", "#", "Rör på dig som vanligt.", kind="self_care", lang="sv"),
)

CONTENT = {
    "open_badge": OPEN,
    "closed_badge": CLOSED,
    "advice": ADVICE,
    "dental": DENTAL,
    "closed_place": CLOSED_PLACE,
    "situations": SITUATIONS,
    "choices": HELP_CHOICES,
    "dont_know": DONT_KNOW,
    "answers": ANSWERS,
    "hits": HITS,
    "list_page": Page(4, 12, "?page={page}"),
    "kinds": ("professional", "low_threshold", "self_care", "wellbeing"),
    "signs": ("hengitys tai nieleminen vaikeutuu", "kasvojen tai kaulan turvotus lisääntyy nopeasti"),
    "step_list": (
        "Soita ja kerro, missä kipu tuntuu ja kuinka kauan se on kestänyt.",
        "Pidä käsillä lista lääkkeistäsi.",
        "Jos et voi soittaa, pyydä läheistä soittamaan.",
    ),
    "do": ("Ota särkylääkettä pakkauksen ohjeen mukaan.", "Pidä poskea viileänä.", "Nuku pää koholla."),
    "dont": ("Älä laita lääkettä suoraan hampaan päälle.",),
    "ways": (Link("#", "Chat avautuu ma klo 9"), Link("#", "Pyydä apua, vastaus 2–3 arkipäivässä")),
    "swedish": Worded("Ring mottagningen på morgonen.", "sv", is_fallback=True),
    "municipalities": (Choice("001", "Kuusiniemi"), Choice("002", "Satamala", is_chosen=True)),
    "address": "https://rantamaa.example/fi/ohje/hammassarky",
    "problems_shown": (Problem("help", "Valitse yksi vaihtoehto. Jos et tiedä, valitse ”En tiedä”."),),
}


def parts_page(request: HttpRequest) -> HttpResponse:
    """All parts below one another."""
    return render(request, "parts/gallery/parts.html", CONTENT)


def home_page(request: HttpRequest) -> HttpResponse:
    """The home page's layout."""
    return render(request, "parts/gallery/home.html", CONTENT)


def question_page(request: HttpRequest) -> HttpResponse:
    """A question; `?error` shows it sent without an answer."""
    problems = CONTENT["problems_shown"] if "error" in request.GET else ()
    return render(
        request,
        "parts/gallery/question.html",
        {**CONTENT, "problems": problems, "has_errors": bool(problems)},
    )


def outcome_page(request: HttpRequest) -> HttpResponse:
    """An outcome with its aside."""
    return render(request, "parts/gallery/outcome.html", CONTENT)


@same_origin_only
def sensitive_page(request: HttpRequest) -> HttpResponse:
    """A sensitive step: its answers are posted and shown in place."""
    response = render(
        request,
        "parts/gallery/sensitive.html",
        {
            **CONTENT,
            "sensitive": True,
            "chosen": request.POST.get("help", ""),
            "visit": "gallery" if request.method == "POST" else "",
            "action": request.path,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def staff_page(request: HttpRequest) -> HttpResponse:
    """A page of staff's own screens."""
    links = (StaffLink("#", "Ohjeet", is_current=True), StaffLink("#", "Ihmiset"))
    return render(request, "parts/gallery/staff.html", {**CONTENT, "staff_links": links})
