"""A small world of six meanings in three languages, for what the classifier makes of messages."""

from __future__ import annotations

from luotsi.understanding.lexicon import Term
from luotsi.understanding.types import Meaning

PATH, ACT = "path", "act"

TEETH = Meaning(
    PATH,
    "toothache",
    {
        "fi": (
            "hammas särkee",
            "hampaaseen koskee kovasti",
            "paikka irtosi hampaasta",
            "viisaudenhammas on kipeä",
            "tarvitsen hammaslääkärin",
        ),
        "sv": ("jag har ont i en tand", "tanden värker", "en plomb har lossnat", "jag behöver tandläkare"),
        "en": ("my tooth hurts", "i have a toothache", "a filling fell out", "i need a dentist"),
    },
    {"fi": (("Hammassärky", 1.0),), "sv": (("Tandvärk", 1.0),), "en": (("Toothache", 1.0),)},
)
MONEY = Meaning(
    PATH,
    "money",
    {
        "fi": (
            "rahat ovat loppu",
            "ei ole rahaa ruokaan",
            "en pysty maksamaan vuokraa",
            "tili on tyhjä ja laskut maksamatta",
        ),
        "sv": ("pengarna är slut", "jag har inga pengar till mat", "jag kan inte betala hyran"),
        "en": ("i have run out of money", "no money for food", "i cannot pay my rent"),
    },
)
HOME = Meaning(
    PATH,
    "home-care",
    {
        "fi": (
            "äiti ei pärjää enää yksin kotona",
            "isä tarvitsee kotihoitoa",
            "kuka auttaa mummoa suihkuun",
            "vanhus kaatuilee kotona",
        ),
        "sv": ("mamma klarar sig inte ensam hemma", "pappa behöver hemvård", "vem hjälper mormor att duscha"),
        "en": ("mother cannot cope alone at home", "my father needs home care", "help for an old parent"),
    },
)
MIND = Meaning(
    PATH,
    "low-mood",
    {
        "fi": ("olen masentunut", "mieli on maassa", "en jaksa enää mitään", "kaikki tuntuu raskaalta"),
        "sv": ("jag är deprimerad", "jag orkar inte längre", "allt känns tungt"),
        "en": ("i feel depressed", "i feel low", "everything feels heavy"),
    },
)
BACK = Meaning(
    PATH,
    "back",
    {
        "fi": ("selkä on jumissa", "selkään sattuu", "fysioterapeutti selkäkipuun", "polvi on turvonnut"),
        "sv": ("ryggen är stel", "ont i ryggen", "fysioterapeut för ryggont"),
        "en": ("my back is stiff", "my back aches", "physiotherapist for back pain"),
    },
)
PERSON = Meaning(
    ACT,
    "person",
    {
        "fi": ("haluan puhua ihmiselle", "yhdistä asiakaspalvelijalle", "onko siellä ketään ihmistä"),
        "sv": ("jag vill prata med en människa", "koppla mig till kundtjänst"),
        "en": ("i want to talk to a human", "connect me to an agent"),
    },
)

MEANINGS = (PERSON, BACK, HOME, MIND, MONEY, TEETH)

TERMS = (
    Term("fi", ("fyssari", "fyssa"), ("fysioterapeutti",)),
    Term("fi", ("massit", "hilut"), ("rahat",)),
    Term("fi", ("mummeli",), ("mummo", "vanhus")),
    Term("sv", ("stålar",), ("pengar",)),
    Term("en", ("skint",), ("no money",)),
)

ASKED = (
    ("hammasta särkee kauheasti", "fi", "toothache"),
    ("HAMPAASEEN SATTUU", "fi", "toothache"),
    ("hamas särke", "fi", "toothache"),
    ("jag har tandvärk", "sv", "toothache"),
    ("tooth aches badly", "en", "toothache"),
    ("rahat on ihan loppu", "fi", "money"),
    ("inga pengar kvar till hyran", "sv", "money"),
    ("cant pay the rent", "en", "money"),
    ("isäni ei pärjää kotona", "fi", "home-care"),
    ("pappa klarar sig inte hemma", "sv", "home-care"),
    ("father at home cannot cope", "en", "home-care"),
    ("olen tosi masentunut", "fi", "low-mood"),
    ("jag känner mig deprimerad", "sv", "low-mood"),
    ("feeling so depressed", "en", "low-mood"),
    ("selkäni on kipeä ja jumissa", "fi", "back"),
    ("min rygg är stel", "sv", "back"),
    ("stiff back", "en", "back"),
    ("saisinko puhua ihmiselle", "fi", "person"),
)
"""Messages that stand nowhere in the world, their language, and what they mean."""
