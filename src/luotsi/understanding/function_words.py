"""Words that bind a sentence together and say nothing about the matter, in three languages.

Folded (lower case, no umlauts). Question words and polite words are here too: people write them to
a search as they would to a person. Our own list, kept short: a word that can be a matter by itself
in any of the three ("apu", "help", "barn", the Swedish "dö" and "minne") does not belong here.
"""

from __future__ import annotations

_FINNISH = """
ja tai vai eli seka mutta etta jos kun koska kuin niin nyt jo viela vain myos taas sitten siis
on ole olen olet olemme olette ovat oli olin olisi olla ollut ollaan en et ei emme ette eivat
mina sina han me te he ma sa mulla sulla mun sun mulle mua minun minua minulla minulle minut sinun
hanen hanella hanelle hanta meidan meilla meille teidan heidan heilla
se sen sita siina siita siihen silla sille ne niita niiden nama tama tan taman tata tassa tasta tahan
tuo tuon tuota joka jonka jota jossa josta johon jolla jolle jotka
mika mita mitka missa mista mihin milloin miten miksi kuka kuinka kenelle kenen kenelta mille
voi voin voiko voinko voisi voisin pitaa pitaisi taytyy pitaako tulee haluan haluaisin haluaa tarvitsen
tarvitsisin tarvitsee saan saanko saa saako saisin tehda teen tekee
hei moi terve kiitos kiitti ole hyva joo kylla aika tosi ihan hyvin paljon kovin kovasti
koko ajan enka etka eika emmeka ettekka eivatka itse enaa ennen mukaan joskus usein aina
oon oot mul ku et niinku siis esim kautta kanssa asti jotain jokin joku
"""

_SWEDISH = """
och eller men att om nar som an sa nu redan annu bara ocksa da for i pa av till fran med vid ur hos
ar var vara varit blir bli har hade ha haft inte ej
jag du han hon den det vi ni de dem mig dig honom henne oss er min mitt mina din ditt dina sin sitt sina
hans hennes dess var vart vara deras
en ett denna detta dessa man
vad vilken vilket vilka nar hur varfor vem vems vart
kan kunde ska skall skulle maste far fick vill ville behover behover borde gora gor
hej tack snalla ja nej mycket mera nagon nagot nagra sadan
"""

_ENGLISH = """
and or but that if when as than so now already yet just also then for in on at of to from with by
is are was were be been am has have had having not no does did done doing
i you he she it we they me him her us them my your his its our their mine
a an the this these those there here
what which who whom whose where when how why
can could shall should must may might would will want wants need needs get got
hi hello thanks thank please yes very much more some any such
im ive dont cant isnt
"""

FUNCTION_WORDS = frozenset((_FINNISH + _SWEDISH + _ENGLISH).split())
