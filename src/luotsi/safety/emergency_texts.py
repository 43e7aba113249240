"""The fixed texts that stand first when a message tells of an emergency, and the softer ones for distress.

They are static: which texts are shown depends on the kinds that were recognised and on nothing else that the
person wrote. They name whom to call and how to stay reachable, and give no advice on care. The numbers are
those of guidance/library/facts.yaml; this module holds its own so that it works when all else is down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FALLBACK = "fi"


@dataclass(frozen=True, slots=True)
class Call:
    """A number to call: what answers there, the number as it is written, and its address for a link."""

    label: str
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """A text that is shown before everything else. `advice` is what to do, one short sentence each."""

    title: str
    lead: str
    calls: tuple[Call, ...]
    advice: tuple[str, ...]


def block(kinds: Iterable[str], language: str, *, with_person: bool = False) -> Block:
    """The block for an emergency of these kinds, the first leading; unknown languages get Finnish.

    `with_person`: it stands in a chat with a professional, and says so instead of "this is a machine".
    """
    texts = _TEXTS.get(language, _TEXTS[FALLBACK])
    named = [kind for kind in dict.fromkeys(kinds) if kind in _CALLS] or ["medical"]
    leads, advice = texts["leads"], texts["advice"]
    calls = dict.fromkeys(("112", *(call for kind in named for call in _CALLS[kind])))
    more = dict.fromkeys(line for kind in named for line in _lines(advice, kind))
    return Block(
        title=_text(texts, "title"),
        lead=_lines(leads, named[0])[0],
        calls=tuple(_call(call, language) for call in calls),
        advice=(*more, *_lines(advice, "always"), *_lines(advice, "person" if with_person else "machine")),
    )


def soft_block(language: str, *, with_person: bool = False) -> Block:
    """The block for distress without immediate danger: somebody to talk to, and 112 if it gets worse."""
    texts = _TEXTS.get(language, _TEXTS[FALLBACK])
    return Block(
        title=_text(texts, "soft_title"),
        lead=_text(texts, "soft_lead"),
        calls=tuple(_call(call, language) for call in ("crisis", "social", "116117", "112")),
        advice=(
            *_lines(texts["advice"], "soft"),
            *_lines(texts["advice"], "person" if with_person else "machine"),
        ),
    )


def _text(texts: dict[str, str | dict[str, tuple[str, ...]]], key: str) -> str:
    return str(texts[key])


def _lines(texts: str | dict[str, tuple[str, ...]], key: str) -> tuple[str, ...]:
    return texts[key] if isinstance(texts, dict) else (texts,)


def _call(code: str, language: str) -> Call:
    labels, numbers = _NUMBERS[code]
    known = language if language in _TEXTS else FALLBACK
    number = numbers.get(known, numbers[FALLBACK])
    return Call(labels[known], number, f"tel:{number.replace(' ', '')}")


_CALLS: dict[str, tuple[str, ...]] = {
    "medical": (),
    "suicide": ("crisis",),
    "violence": ("nollalinja", "social"),
    "child": ("social",),
    "poisoning": ("poison",),
    "psychosis": ("social",),
}
"""Whom each kind calls after 112."""

_NUMBERS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "112": (
        {"fi": "Hätänumero", "sv": "Nödnumret", "en": "Emergency number"},
        {"fi": "112"},
    ),
    "116117": (
        {
            "fi": "Päivystysapu, maksuton ympäri vuorokauden",
            "sv": "Jourhjälpen, avgiftsfri dygnet runt",
            "en": "Medical Helpline, free, 24 hours",
        },
        {"fi": "116117"},
    ),
    "social": (
        {
            "fi": "Sosiaalipäivystys: kysy numero Päivystysavusta",
            "sv": "Socialjouren: fråga Jourhjälpen efter numret",
            "en": "Emergency social services: ask the Medical Helpline for the number",
        },
        {"fi": "116117"},
    ),
    "poison": (
        {
            "fi": "Myrkytystietokeskus, maksuton ympäri vuorokauden",
            "sv": "Giftinformationscentralen, avgiftsfri dygnet runt",
            "en": "Poison Information Centre, free, 24 hours",
        },
        {"fi": "0800 147 111"},
    ),
    "crisis": (
        {
            "fi": "Kriisipuhelin, ympäri vuorokauden",
            "sv": "Kristelefonen på svenska, vissa tider. På finska dygnet runt: 09 2525 0111",
            "en": "Crisis Helpline in Finnish, 24 hours. Other languages and their hours: mieli.fi",
        },
        {"fi": "09 2525 0111", "sv": "09 2525 0112"},
    ),
    "nollalinja": (
        {
            "fi": "Nollalinja väkivallasta, maksuton ympäri vuorokauden",
            "sv": "Nollinjen vid våld, avgiftsfri dygnet runt",
            "en": "Nollalinja helpline on violence, free, 24 hours",
        },
        {"fi": "080 005 005"},
    ),
}

_TEXTS: dict[str, dict[str, str | dict[str, tuple[str, ...]]]] = {
    "fi": {
        "title": "Soita heti 112, jos joku on vaarassa",
        "leads": {
            "medical": ("Jos sinulla tai jollakulla muulla on hätä, älä jää odottamaan. Apua saa heti.",),
            "suicide": ("Hyvä, että kerroit. Sinun ei tarvitse jäädä yksin. Apua on juuri nyt.",),
            "violence": ("Kenelläkään ei ole oikeutta satuttaa sinua. Jos olet vaarassa, soita heti 112.",),
            "child": (
                "Lapsen pitää olla turvassa. Jos olet itse lapsi, tämä ei ole sinun syytäsi. Apua saa heti.",
            ),
            "poisoning": ("Soita heti, vaikka vointi tuntuisi vielä hyvältä.",),
            "psychosis": ("Jos pelkäät, että jollekulle käy huonosti, soita heti 112. Apua saa nyt.",),
        },
        "advice": {
            "medical": (),
            "suicide": (
                "Pyydä joku luoksesi tai mene toisen ihmisen luo.",
                "Jos pelkäät toisen puolesta, pysy hänen luonaan tai linjalla.",
            ),
            "violence": (
                "Mene turvaan, jos pystyt, ja soita sieltä.",
                "Jos et voi puhua, pidä puhelu auki ja noudata hätäkeskuksen ohjeita.",
            ),
            "child": ("Jos olet lapsi, kerro myös aikuiselle, johon luotat. Sinäkin voit soittaa 112.",),
            "poisoning": (
                "Jos joku ei herää tai hengittää huonosti, soita 112. Muuten Myrkytystietokeskus neuvoo.",
            ),
            "psychosis": ("Jos joku on vaaraksi itselleen tai muille, soita 112.",),
            "always": (
                "Vastaa hätäkeskuksen kysymyksiin ja pysy linjalla, kunnes saat luvan lopettaa puhelun.",
                "Jos pystyt ja se on turvallista, avaa ovi, jotta auttajat pääsevät sisään.",
                "Kun soitat 112 Suomi -sovelluksella, hätäkeskus saa tiedon, missä olet. Jos et voi puhua, "
                "lähetä tekstiviesti numeroon 112 ja kerro osoite ja mitä on tapahtunut.",
                "Jos vaaraa ei ole, mutta tarvitset neuvoa terveydestä heti, soita Päivystysapuun 116117.",
            ),
            "machine": (
                "Tämä on kone. Se ei voi lähettää apua, eikä täällä kukaan voi selvittää, missä olet.",
            ),
            "person": ("Chatista ei voi lähettää apua, eikä ammattilainen saa selville, missä olet.",),
            "soft": (
                "Voit soittaa nimettömänä. Sinun ei tarvitse tietää etukäteen, mitä sanot.",
                "Kerro voinnistasi jollekulle, johon luotat.",
                "Jos ajattelet satuttaa itseäsi tai olet vaarassa, soita heti 112.",
            ),
        },
        "soft_title": "Sinun ei tarvitse jaksaa yksin",
        "soft_lead": "Kuulostaa raskaalta. Voit puhua siitä jonkun kanssa heti. Alla on muutakin apua.",
    },
    "sv": {
        "title": "Ring genast 112 om någon är i fara",
        "leads": {
            "medical": ("Om du eller någon annan är i nöd, vänta inte. Du får hjälp genast.",),
            "suicide": ("Det är bra att du berättade. Du behöver inte vara ensam. Det finns hjälp just nu.",),
            "violence": ("Ingen har rätt att skada dig. Om du är i fara, ring genast 112.",),
            "child": (
                "Barn ska vara trygga. Om du själv är ett barn är det här inte ditt fel. "
                "Du får hjälp genast.",
            ),
            "poisoning": ("Ring genast, också om allt ännu känns bra.",),
            "psychosis": ("Om du är rädd för att någon råkar illa ut, ring genast 112. Det finns hjälp nu.",),
        },
        "advice": {
            "medical": (),
            "suicide": (
                "Be någon komma till dig eller gå till en annan människa.",
                "Om du är rädd för någon annans skull, stanna hos personen eller kvar i telefonen.",
            ),
            "violence": (
                "Ta dig i säkerhet om du kan och ring därifrån.",
                "Om du inte kan tala, håll samtalet öppet och följ nödcentralens anvisningar.",
            ),
            "child": (
                "Om du är ett barn, berätta också för en vuxen som du litar på. Du får själv ringa 112.",
            ),
            "poisoning": (
                "Om någon inte vaknar eller har svårt att andas, ring 112. Annars får du råd av "
                "Giftinformationscentralen.",
            ),
            "psychosis": ("Om någon är till fara för sig själv eller andra, ring 112.",),
            "always": (
                "Svara på nödcentralens frågor och stanna kvar i telefonen tills du får lov att lägga på.",
                "Om du kan och det är tryggt, öppna dörren så att hjälpen kommer in.",
                "När du ringer med appen 112 Suomi får nödcentralen veta var du är. Om du inte kan tala, "
                "skicka ett sms till 112 och berätta adressen och vad som har hänt.",
                "Om det inte är någon fara men du behöver råd om hälsan genast, ring Jourhjälpen 116117.",
            ),
            "machine": (
                "Det här är en maskin. Den kan inte skicka hjälp, och ingen här kan ta reda på var du är.",
            ),
            "person": ("Hjälp kan inte skickas från chatten, och yrkespersonen får inte veta var du är.",),
            "soft": (
                "Du kan ringa utan att säga vem du är. Du behöver inte veta på förhand vad du ska säga.",
                "Berätta för någon som du litar på hur du mår.",
                "Om du tänker skada dig själv eller är i fara, ring genast 112.",
            ),
        },
        "soft_title": "Du behöver inte orka ensam",
        "soft_lead": "Det låter tungt. Det finns människor du kan prata med. Nedan finns också annan hjälp.",
    },
    "en": {
        "title": "Call 112 now if someone is in danger",
        "leads": {
            "medical": ("If you or someone else is in trouble, do not wait. You can get help right away.",),
            "suicide": (
                "It is good that you told us. You do not have to be alone. There is help right now.",
            ),
            "violence": ("Nobody has the right to hurt you. If you are in danger, call 112 now.",),
            "child": (
                "Children must be safe. If you are a child yourself, this is not your fault. "
                "You can get help right away.",
            ),
            "poisoning": ("Call right away, even if you still feel fine.",),
            "psychosis": ("If you fear that someone will come to harm, call 112 now. There is help.",),
        },
        "advice": {
            "medical": (),
            "suicide": (
                "Ask someone to come to you, or go to another person.",
                "If you fear for someone else, stay with them or on the line.",
            ),
            "violence": (
                "Get to safety if you can, and call from there.",
                "If you cannot speak, keep the call open and follow what the emergency centre tells you.",
            ),
            "child": ("If you are a child, also tell an adult you trust. You may call 112 yourself.",),
            "poisoning": (
                "If someone does not wake up or has trouble breathing, call 112. Otherwise the Poison "
                "Information Centre can advise you.",
            ),
            "psychosis": ("If someone is a danger to themselves or others, call 112.",),
            "always": (
                "Answer the questions of the emergency centre and stay on the line until told to hang up.",
                "If you can and it is safe, open the door so that help gets in.",
                "When you call with the 112 Suomi app, the emergency centre learns where you are. If you "
                "cannot speak, text 112 and give the address and what has happened.",
                "If there is no danger but you need health advice now, call the Medical Helpline 116117.",
            ),
            "machine": (
                "This is a machine. It cannot send help, and nobody here can find out where you are.",
            ),
            "person": (
                "Help cannot be sent from a chat, and the professional cannot find out where you are.",
            ),
            "soft": (
                "You can call without giving your name. You need not know beforehand what to say.",
                "Tell someone you trust how you are.",
                "If you think of hurting yourself or are in danger, call 112 now.",
            ),
        },
        "soft_title": "You do not have to cope alone",
        "soft_lead": "That sounds hard. There are people you can talk to. There is other help below, too.",
    },
}
