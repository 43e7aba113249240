"""Greetings, thanks and goodbyes: of a message of nothing else the classifier is not asked.

The rules that alarm alone read it all the same; those that only signal ("goodbye all") do not count. Words
that are said once and for all ("hyvästi", "farväl", "farewell") are not here: alone they may be meant.
"""

from __future__ import annotations

from collections.abc import Iterable

_FI = """
hei heippa heipat hei moi moikka moikat moro morjens morjes terve tere hyvaa hyvat huomenta paivaa
iltaa yota paivanjatkoa jatkoa jatkot illanjatkoa viikonloppua viikkoa syksya talvea kevatta kesaa
joulua kiitos kiitti kiitoksia kiitan kiitoksemme paljon kovasti oikein tuhannesti avusta avustasi
avustanne kaikesta tiedosta tiedoista neuvosta neuvoista ohjeista vastauksesta vastauksestasi ajasta
ajastasi palvelusta ja no ok okei selva hyva juu joo sitten sit nyt vaan nakemiin nahdaan kuulemiin
palataan teille sinulle sulle kaikille
"""
_SV = """
hej hejsan hejda da tja tjena moj mojn moin god goda gott natt kvall dag morgon morron formiddag
fortsattning helg tack tackar tusen sa jattemycket mycket for hjalpen svaret svar allt infon
informationen radet raden tiden och nu okej bra ha det adjo ses vi hors er dig alla
"""
_EN = """
hi hello hey bye goodbye good night evening morning afternoon day nice weekend thanks thank you very
much so for your help the answer advice information info everything all and ok okay great see later
cheers have a i got it that was helpful helped
"""

COURTESIES = frozenset(f"{_FI} {_SV} {_EN}".split())
"""Folded words, of all three languages together, because people mix."""


def are_courtesies(words: Iterable[str]) -> bool:
    """Whether folded words are courtesies and nothing else."""
    return COURTESIES.issuperset(words)
