"""What a replay tells of an old system's messages: counts, groups of misses, words; never an emergency."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from luotsi.assistant import replay_report, replaying
from luotsi.assistant.clustering import groups
from luotsi.assistant.message_log import HowToRead, MessageLog, read_log
from luotsi.assistant.replay_types import Replay
from luotsi.assistant.replay_words import unknown_words
from luotsi.assistant.types import Asked, Authority, Reply
from luotsi.safety.emergency import Assessment
from luotsi.understanding.vocabulary import Nearest
from tests.assistant.replies import nothing_found, offer, question, reply

ALARM = Assessment(is_emergency=True, kinds=("suicide",))
KELA = Authority("kela", {"fi": "Kela"}, {}, {}, {})
LOG = """viesti;määrä
hammas särkee kovasti;40
rokotus koiralle rabies;5
koiran rabiesrokotus;4
rabies koira matkalle;2
väestönsuojan avain kateissa;3
mistä saan väestönsuojan avaimen;2
en jaksa enää elää 131052-308T;2
missä <script>alert(1)</script> on;3
kuka maksaa kelan tuet;6
hei;7
haluan ihmisen;1
mun lapsi ehkä;2
помогите мне;1
"""


def unsure(text: str) -> Reply:
    weak = offer(text, "lost-key")
    return replace(weak, candidates=(replace(weak.candidates[0], score=0.1),), offered=1)


SCRIPT: dict[str, Callable[[str], Reply]] = {
    "elää": lambda text: reply("emergency", text, assessment=ALARM),
    "hammas": lambda text: offer(text, "toothache"),
    "ehkä": lambda text: reply("clarify", text, question=question()),
    "kelan": lambda text: reply("out_of_scope", text, authorities=(KELA,)),
    "hei": lambda text: reply("none", text, act="greeting"),
    "ihmisen": lambda text: reply("person", text, act="person"),
    "помогите": lambda text: reply("none", text, language="", foreign="ru"),
    "avain": unsure,
}
"""A turn that knows teeth, and what else the stories need, by a word of the message."""


def scripted(asked: Asked) -> Reply:
    for word in asked.text.split():
        if word in SCRIPT:
            return SCRIPT[word](asked.text)
    return nothing_found(asked.text, miss="below_floor")


def unseen(done: int, whole: int) -> None:
    assert done <= whole


@pytest.fixture(autouse=True)
def a_small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying.queries, "turn", scripted)
    monkeypatch.setattr(replaying.guidance, "published_documents", dict)
    known = {"hammas", "sarkee", "kovasti", "matkalle", "avain", "missa"}
    monkeypatch.setattr(replaying, "nearest", lambda word: Nearest(word, float(word in known)))


def replayed(text: str = LOG) -> tuple[MessageLog, Replay]:
    log = read_log(text.encode(), HowToRead())
    return log, replaying.replay(log, "fi", unseen)


def people(found: Replay) -> dict[str, int]:
    return {one.name: one.people for one in found.kinds}


def test_every_person_is_counted_once_in_the_order_of_answers() -> None:
    _, found = replayed()
    assert people(found) == {
        "answered": 40,
        "unsure": 3,
        "clarified": 2,
        "person": 1,
        "declined": 6,
        "talk": 7,
        "missed": 5 + 4 + 2 + 2 + 3 + 1,
        "emergency": 2,
    }
    assert found.people == sum(people(found).values()) == 78
    assert {one.name: one.people for one in found.misses} == {"below_floor": 16, "other_language": 1}
    assert {one.name: one.people for one in found.authorities} == {"kela": 6}


def test_misses_are_grouped_by_meaning_and_the_most_wanted_comes_first() -> None:
    _, found = replayed()
    first = found.clusters[0]
    assert (first.people, first.messages, first.missed) == (11, 3, 11)
    assert "rabies" in first.words[0]
    assert len(first.examples) == 3
    assert [one.people for one in found.clusters] == sorted(
        (one.people for one in found.clusters), reverse=True
    )
    keys = next(one for one in found.clusters if "väestönsuojan" in one.words)
    assert (keys.people, keys.path, keys.is_near_a_path) == (5, "lost-key", False)
    assert "väestönsuojan" in keys.words, "as it is written, not folded"


def test_an_emergency_is_a_number_and_a_warning_and_its_words_are_nowhere() -> None:
    log, found = replayed()
    terminal = "\n".join(replay_report.lines(log, found))
    page, machine = replay_report.as_html(log, found), replay_report.as_json(log, found)
    assert "WARNING: 2 people told of an emergency (suicide 2)" in terminal
    assert "Emergencies: 2 people" in page
    for told in (terminal, page, machine):
        assert "elää" not in told
        assert "jaksa" not in told
        assert "131052" not in told


def test_the_page_escapes_what_people_wrote_and_runs_no_script() -> None:
    log, found = replayed()
    page = replay_report.as_html(log, found)
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_same_log_gives_the_same_report_whatever_its_order() -> None:
    head, *rows = LOG.strip().split("\n")
    first = replay_report.as_json(*replayed())
    assert first == replay_report.as_json(*replayed())
    assert first == replay_report.as_json(*replayed("\n".join([head, *reversed(rows)])))
    assert json.loads(first)["log"]["rows"] == 13


def test_a_terminal_obeys_nothing_that_somebody_wrote() -> None:
    log, found = replayed(
        "viesti\n" + "kummallinen \x1b[31m punainen \x9b teksti, jolla on pituutta ihan riittävästi\n" * 4
    )
    assert "\x1b" not in "\n".join(replay_report.lines(log, found))
    assert "\x9b" not in "\n".join(replay_report.lines(log, found))


def test_unknown_words_in_their_forms_but_not_of_one_person() -> None:
    usual = Counter(
        {"fysioaku": 5, "fysioakun": 4, "fysioakulle": 1, "hammas": 90, "virtanen": 2, "moikka": 50}
    )
    known = {"hammas": 1.0, "fysioaku": 0.6}
    found = list(unknown_words(usual, {"moikka"}, lambda word: Nearest("fysio", known.get(word, 0.0))))
    assert [(one.word, one.people, one.forms, one.near) for one in found] == [
        ("fysioaku", 9, ("fysioakun",), "fysio")
    ]


def test_groups_are_of_alike_words_and_the_rest_stays_alone() -> None:
    texts = [
        "pyörätuolin huolto",
        "pyörätuoli huoltoon",
        "pyörätuolini huoltaminen",
        "sähkölasku myöhässä",
        "ja se on",
        "myöhässä oleva sähkölasku",
        "villasukat",
    ]
    found, alone = groups(texts, [1, 2, 1, 5, 9, 1, 1])
    assert [sorted(group.members) for group in found] == [[3, 5], [0, 1, 2]]
    assert [group.people for group in found] == [6, 4]
    assert alone == [4, 6], "words that only bind, and a message like no other"
    assert groups([], []) == ([], [])


def test_more_messages_than_are_compared_at_once_still_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luotsi.assistant.clustering.AT_ONCE", 6)
    texts = [
        f"{word} numero {letter}"
        for letter in "abcdefgh"
        for word in ("taksikortti", "hautajaiset", "lääkejako")
    ]
    found, alone = groups(texts, [1] * len(texts))
    together = {frozenset(texts[place].split()[0] for place in group.members) for group in found}
    assert all(len(words) == 1 for words in together)
    assert sum(len(group.members) for group in found) + len(alone) == len(texts)
    assert max(len(group.members) for group in found) >= 6
