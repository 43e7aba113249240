"""Languages that Luotsi recognises but does not speak: by their script, or by a few very common words."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[а-яА-ЯёЁ]{3}")),
    ("fa", re.compile(r"[پچژگی]")),
    ("ar", re.compile(r"[\u0621-\u064a]{3}")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]{3}")),
    ("el", re.compile(r"[\u0370-\u03ff]{3}")),
    ("hi", re.compile(r"[\u0900-\u097f]{3}")),
    ("ti", re.compile(r"[\u1200-\u137f]{2}")),
)
_WORDS = {
    "et": {
        "ma",
        "olen",
        "vajan",
        "tere",
        "kuidas",
        "palun",
        "mul",
        "lapsel",
        "arst",
        "aega",
        "kus",
        "saab",
        "ei",
        "tahan",
    },
    "so": {
        "waan",
        "waxaan",
        "caawimo",
        "ma",
        "fadlan",
        "dhakhtar",
        "ilmaha",
        "ku",
        "baahanahay",
        "mahadsanid",
    },
    "de": {"ich", "brauche", "hilfe", "nicht", "und", "bitte", "einen", "arzt", "mein", "habe", "wo", "kann"},
    "fr": {
        "je",
        "besoin",
        "aide",
        "médecin",
        "pour",
        "mon",
        "bonjour",
        "suis",
        "comment",
        "est",
        "une",
        "vous",
    },
    "es": {
        "necesito",
        "ayuda",
        "hola",
        "médico",
        "por",
        "favor",
        "tengo",
        "dónde",
        "mi",
        "para",
        "una",
        "cita",
    },
    "pl": {"potrzebuję", "pomocy", "dzień", "dobry", "proszę", "lekarza", "jestem", "gdzie", "nie", "mam"},
    "vi": {"tôi", "cần", "giúp", "bác", "sĩ", "xin", "chào", "con", "không", "đau"},
    "tr": {"yardım", "doktor", "merhaba", "için", "ihtiyacım", "var", "nerede", "benim", "lütfen", "randevu"},
}
_LEAST_HITS = 2


def language_of(text: str) -> str:
    """The code of another language than Finnish, Swedish and English, or "" where none is recognised."""
    part = text[:2000]
    for code, script in _SCRIPTS:
        if script.search(part):
            return code
    words = set(re.findall(r"[^\W\d_]+", part.lower()))
    hits = {code: len(words & known) for code, known in _WORDS.items()}
    best = max(hits, key=lambda code: hits[code])
    is_clear = hits[best] >= max(_LEAST_HITS, len(words) // 4)
    return best if is_clear else ""
