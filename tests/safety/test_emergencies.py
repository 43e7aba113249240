"""People in danger, people who only use strong words, and what must hold for every text."""

from __future__ import annotations

import gc
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.safety import classifier, emergency
from luotsi.safety.emergency import KINDS, Assessment, assess
from luotsi.safety.matching import Rule
from luotsi.safety.rulebook import read_book
from luotsi.safety.training.messages import LIBRARY_LABEL, NEAR_MISS, ORDINARY, digest, messages

ROOT = Path(__file__).resolve().parents[2]
BOOK = read_book()
RULES = BOOK.rules


@pytest.fixture
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine whose classifier is lost."""
    monkeypatch.setattr(emergency, "_CLASSIFIER", None)


def codes(text: str) -> set[str]:
    return {rule.code for rule in BOOK.read(text).matched}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_knows_its_examples(rule: Rule) -> None:
    assert rule.yes, "a rule without an example"
    assert rule.no, "a rule without a counterexample"
    assert [text for text in rule.yes if rule.code not in codes(text)] == []
    assert [text for text in rule.no if rule.code in codes(text)] == []


def test_codes_name_a_kind_and_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert {rule.kind for rule in RULES} == {*KINDS, "soft"}
    assert ("emergency", *KINDS, "soft") == classifier.CLASSES
    for language in ("fi", "sv", "en"):
        assert {rule.kind for rule in RULES if rule.code.startswith(f"{language}.")} == {*KINDS, "soft"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("isä ei hengitä", "medical"),
        ("ISÄ EI HENGITÄ!!!", "medical"),
        ("isa ei hengita", "medical"),
        ("rintaa puristaa ja vasen käsi puutuu", "medical"),
        ("pitäisikö odottaa huomiseen, äidin suupieli roikkuu", "medical"),
        ("haluan kuolla", "suicide"),
        ("en haluu enää elää", "suicide"),
        ("hän uhkaa tappaa minut", "violence"),
        ("naapurin kaksivuotias on yksin kotona ja itkee", "child"),
        ("lapsi söi pesuainetta", "poisoning"),
        ("äänet käskee satuttaa lapsia", "psychosis"),
        ("pappa andas inte", "medical"),
        ("ja vill int leva mer", "suicide"),
        ("barnet har druckit tändvätska", "poisoning"),
        ("my husband is hitting me", "violence"),
        ("I can't breathe", "medical"),
        ("I cant brethe, my chest hurts", "medical"),
        ("the voices tell me to kill him", "psychosis"),
    ],
)
@pytest.mark.usefixtures("rules_alone")
def test_someone_in_danger_is_recognised_by_rules_alone(text: str, kind: str) -> None:
    found = assess(text)
    assert found.is_emergency
    assert kind in found.kinds
    assert found.by == "rules"
    assert not found.is_soft


@pytest.mark.parametrize(
    "text",
    [
        "meinasin kuolla nauruun",
        "mitkä on aivohalvauksen oireet",
        "isä sai sydäninfarktin viime vuonna, mistä kuntoutusta?",
        "sain laskun ambulanssista",
        "Haluaisin varata ajan lääkärille",
        "koiran resepti loppui",
        "jag drunknar i papper",
        "när ska man ringa 112",
        "såg en dokumentär om självmord",
        "we laughed until I died laughing",
        "first aid and CPR course",
        "my mother had a stroke in 2019 and needs rehab",
        "",
        "?",
        "112",
    ],
)
@pytest.mark.usefixtures("rules_alone")
def test_strong_words_alone_are_no_emergency(text: str) -> None:
    assert not assess(text).is_emergency


@pytest.mark.usefixtures("rules_alone")
def test_what_was_and_what_is_now() -> None:
    """A past time silences its own sentence, and neither the next one nor what happens now."""
    assert not assess("Isällä oli rintakipua viime vuonna.").is_emergency
    assert assess("Isällä oli rintakipua viime vuonna. Nyt isä ei hengitä.").is_emergency
    assert assess("Isä sai infarktin vuosi sitten ja nyt taas rintaa puristaa").is_emergency
    assert assess("Näin elokuvan eilen. Mies makaa lattialla eikä vastaa.").is_emergency


@pytest.mark.usefixtures("rules_alone")
def test_an_errand_does_not_hide_an_emergency() -> None:
    assert assess("Haluaisin perua hammaslääkärin, mies ei reagoi mihinkään").is_emergency
    assert assess("Mistä saan laskun? Minulla on lapsi joka ei hengitä.").is_emergency


ASKED = {"fi": "{}, onko se vaarallista?", "sv": "{}, är det farligt?", "en": "{}, is it dangerous?"}
ERRANDS = {
    "fi": "Haluan perua hammaslääkärin, {}",
    "sv": "Vill avboka tandläkaren, {}",
    "en": "I want to cancel the dentist, {}",
}


@pytest.mark.parametrize("frames", [ASKED, ERRANDS], ids=["a question after it", "an errand before it"])
def test_what_else_a_sentence_says_does_not_hide_an_emergency(frames: dict[str, str]) -> None:
    """Whether there is a risk in general is asked first; who tells of danger and then asks is in danger."""
    dangers = [(rule, text) for rule in RULES if rule.kind != "soft" for text in rule.yes]
    messages = [(rule, frames[rule.language].format(text)) for rule, text in dangers]
    hidden = [text for _, text in messages if not any(one.kind != "soft" for one in BOOK.read(text).matched)]
    assert hidden == []
    missed = [rule for rule, text in messages if not assess(text).is_emergency]
    assert [rule for rule in missed if not rule.is_signal] == []
    assert len(missed) <= MISSED_SIGNALS * len([rule for rule, _ in messages if rule.is_signal])
    assert not assess("Onko vaarallista, jos lapsi nielee pariston?").is_emergency


@pytest.mark.usefixtures("rules_alone")
@pytest.mark.parametrize(
    ("calm", "danger"),
    [
        ("Puolisolla on vitsi kädessä", "Puolisolla on veitsi kädessä"),
        ("Pappa on veteraani", "Pappa on velttona"),
        ("Jag säljer en mopedbil", "min man blev påkörd, han rör sig inte"),
        ("EpiPen vanhenee, uusi resepti", "EpiPen vanhentunut ja nyt kieli turpoaa"),
        ("I don't want to hurt myself, I am only tired", "I don't want to hurt myself but I can't stop"),
        ("Jag svimmar alltid av sprutor", "Jag svimmade nyss i trappan"),
        ("Isällä roikkuu suupieli yhä Bellin pareesin jäljiltä", "Isällä roikkuu suupieli tänä aamuna"),
        ("Mummo haluaa kuolla kotona kun aika tulee", "Mummo haluaa kuolla kotona"),
    ],
)
def test_a_little_decides_between_calm_and_danger(calm: str, danger: str) -> None:
    assert not assess(calm).is_emergency
    assert assess(danger).is_emergency


def test_only_words_of_the_rules_are_remembered() -> None:
    """Meanings are kept for speed; a name, or a word that is only a slip away, is read anew each time."""
    BOOK.read("Wirtasen Aatu hengittää eikä hengtitää")
    assert "hengittaa" in BOOK._met
    assert not {"wirtasen", "aatu", "hengtitaa"} & set(BOOK._met)


@pytest.mark.usefixtures("rules_alone")
def test_languages_mix_and_the_hint_changes_nothing() -> None:
    text = "hei my dad is not breathing, apua"
    assert (
        assess(text, "fi") == assess(text, "sv") == assess(text, "en") == assess(text) == assess(text, "xx")
    )
    assert assess(text).kinds == ("medical",)


def test_distress_gets_the_softer_answer() -> None:
    for text in ("en jaksa enää mitään", "jag är så ensam", "I feel hopeless and I cry every night"):
        found = assess(text)
        assert (found.is_emergency, found.is_soft) == (False, True), text


def test_the_most_dangerous_kind_comes_first() -> None:
    kinds = assess("söin koko purkin unilääkkeitä, haluan kuolla, en saa henkeä").kinds
    assert {"medical", "suicide", "poisoning"} <= set(kinds)
    assert list(kinds) == sorted(kinds, key=KINDS.index)


class Certain:
    """A classifier that gives every message the same score."""

    thresholds = {"emergency": 1.0, "signal": 0.0, "soft": 0.0}

    def __init__(self, score: float) -> None:
        self.score = score

    def scores(self, reading: object) -> dict[str, float]:
        return dict.fromkeys(("emergency", "signal", "soft", *KINDS), self.score)


DECIDING = [rule for rule in RULES if rule.kind != "soft" and not rule.is_signal]
SIGNALS = [rule for rule in RULES if rule.is_signal]


def test_the_classifier_silences_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says, an emergency of the rules that alarm alone stays one."""
    texts = [text for rule in DECIDING for text in rule.yes]
    before = [assess(text) for text in texts]
    monkeypatch.setattr(emergency, "_CLASSIFIER", Certain(-99.0))
    assert [assess(text) for text in texts] == before
    assert all(found.is_emergency for found in before)


def test_a_signal_alarms_unless_the_message_is_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {text for rule in SIGNALS for text in rule.yes} - {text for rule in DECIDING for text in rule.yes}
    texts = {text for text in texts if all(rule.is_signal for rule in BOOK.read(text).matched)}
    for score, is_emergency in ((-0.1, False), (0.1, True)):
        monkeypatch.setattr(emergency, "_CLASSIFIER", Certain(score))
        assert {text for text in texts if assess(text).is_emergency != is_emergency} == set()
    monkeypatch.setattr(emergency, "_CLASSIFIER", None)
    assert {text for text in texts if not assess(text).is_emergency} == set()


def test_what_a_rule_must_find_is_found_in_the_middle_of_a_long_calm_story() -> None:
    """A message of many words is calm on the whole; the sentence that tells of danger is read alone too."""
    known = [one for one in messages() if one.label == LIBRARY_LABEL and not codes(one.text)]
    calm = {
        language: [one.text for one in known if one.language == language][:400:33]
        for language in ("fi", "sv", "en")
    }

    def is_missed(rule: Rule, text: str) -> bool:
        story = ". ".join([*calm[rule.language][:6], text, *calm[rule.language][6:]])
        return not assess(story).is_emergency

    assert [text for rule in DECIDING for text in rule.yes if is_missed(rule, text)] == []
    signals = [(rule, text) for rule in SIGNALS for text in rule.yes]
    missed = [text for rule, text in signals if is_missed(rule, text)]
    assert len(missed) <= MISSED_SIGNALS * len(signals), missed


MISSED_SIGNALS = 0.03
"""Share of the signals' examples that the classifier may find calm."""


def test_every_place_where_a_rule_signals_is_read_and_not_only_the_first() -> None:
    calm = "Isä ei hengitä savuja sisään vaan polttaa parvekkeella."
    reading = BOOK.read(f"{calm} Kysyn laskusta. Isä ei hengitä.")
    assert [rule.is_signal for rule in reading.matched] == [True]
    assert [reading.words.words[first] for first, _ in reading.signals] == ["isa", "isa"]
    assert assess(f"{calm} Kysyn laskusta. Isä ei hengitä.").is_emergency


def test_a_rule_that_alarms_alone_was_never_met_in_a_calm_message() -> None:
    """If this fails after new messages: make the rule a `signal`, or narrow it."""
    calm = [one for one in messages() if one.label in (ORDINARY, NEAR_MISS)]
    alone = {rule.code for rule in DECIDING}
    met = {rule.code: one.text for one in calm for rule in BOOK.read(one.text).matched if rule.code in alone}
    assert met == {}


ANYTHING = st.text(st.characters(codec=None), max_size=300)
ALARMING = st.lists(
    st.sampled_from([text for rule in RULES for text in (*rule.yes, *rule.no)]), min_size=1, max_size=3
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(ANYTHING, ALARMING))
def test_no_text_raises_and_the_answer_is_always_the_same(text: str) -> None:
    found = assess(text)
    assert isinstance(found, Assessment)
    assert found == assess(text)
    assert found.is_emergency == bool(found.kinds)
    assert not (found.is_emergency and found.is_soft)
    assert bool(found.because) == (found.is_emergency or found.is_soft) == bool(found.by)


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "\x00" * 50,
        "😱🔪🩸",
        "救命，他不呼吸了",
        "مساعدة",
        "a" * 100_000,
        "ei " * 33_000,
        "\u0301" * 10_000,
    ],
    ids=["surrogate", "nul", "emoji", "chinese", "arabic", "one letter", "one word", "marks"],
)
def test_strange_texts_are_read(text: str) -> None:
    assert isinstance(assess(text), Assessment)


@settings(max_examples=40, deadline=None)
@given(ALARMING)
def test_capitals_and_dots_over_letters_make_no_difference(text: str) -> None:
    dotless = text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))
    assert codes(text) == codes(text.upper()) == codes(dotless)


@pytest.mark.parametrize(
    "unit",
    [
        "isä ei hengitä eikä vastaa. ",
        "ei ei ei ei en en ",
        "viime vuonna nyt lapsi lapsi söi söi ",
        "tapan " * 5,
        "Haluaisin varata ajan lääkärille ensi viikolle, koska polvi on kipeä. ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_time_is_proportional_to_the_text(unit: str) -> None:
    """Ten times the text takes at most twelve times as long (with room for a busy machine)."""
    short, long = (unit * (2_000 * times // len(unit)) for times in (1, 10))
    assess(long)

    def seconds(text: str) -> float:
        times = []
        gc.disable()  # It would walk the heap of the whole test run.
        for _ in range(5):
            start = time.process_time()
            assess(text)
            times.append(time.process_time() - start)
        gc.enable()
        return min(times)

    assert seconds(long) <= 12 * max(seconds(short), 0.0005) * 1.3


def test_an_ordinary_message_takes_about_a_millisecond() -> None:
    text = (
        "Hei, haluaisin varata ajan lääkärille, koska polveen on sattunut jo kolme viikkoa. Milloin pääsisi?"
    )
    assess(text)
    times = []
    for _ in range(30):
        start = time.process_time()
        assess(text)
        times.append(time.process_time() - start)
    assert statistics.median(times) < 0.003


ALONE = """
import builtins, sys
for name in ("django", "wagtail", "yaml"):
    sys.modules[name] = None
opened = []
real = builtins.open
def watched(file, mode="r", *rest, **named):
    if set(mode) & set("wax+"):
        raise AssertionError(f"{file} opened for writing")
    return real(file, mode, *rest, **named)
builtins.open = watched
%s
from luotsi.safety.emergency import assess
from luotsi.safety.emergency_texts import block
import json
found = assess("isä ei hengitä")
print(json.dumps([found.kinds, found.by, block(found.kinds, "fi").calls[0].number, "django" in
    {name for name, module in sys.modules.items() if module is not None}]))
"""


@pytest.mark.parametrize("without", ["", "sys.modules['numpy'] = None"], ids=["as it is", "without numpy"])
def test_it_runs_alone(without: str, tmp_path: Path) -> None:
    """No Django, no data folder, a folder that cannot be written, nothing in the environment."""
    tmp_path.chmod(0o500)
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-c", ALONE % without],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [["medical"], "rules", "112", False]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5_000,
        classifier.MAGIC + b"{",
        classifier.MAGIC + b"{}" + b" " * 4_000,
        classifier.FILE.read_bytes()[:-1],
        classifier.FILE.read_bytes().replace(b'"signal"', b'"signet"'),
        classifier.FILE.read_bytes().replace(b'"psychosis"', b'"psychotic"'),
        re.sub(rb'"biases": \[[^,]*,', b'"biases": [', classifier.FILE.read_bytes(), count=1),
    ],
    ids=[
        "empty",
        "zeros",
        "cut head",
        "nothing told",
        "cut",
        "no threshold",
        "other classes",
        "a bias short",
    ],
)
def test_a_damaged_classifier_is_left_out(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "classifier.bin"
    file.write_bytes(content)
    assert classifier.load(BOOK.names, file) is None
    assert classifier.load(BOOK.names, tmp_path / "none.bin") is None


def test_the_classifier_is_small_and_made_of_the_present_messages_and_rules() -> None:
    """If this fails after a change of messages or rules: run scripts/train-safety."""
    loaded = classifier.load(BOOK.names)
    assert loaded is not None
    assert classifier.FILE.stat().st_size < 8_000_000
    assert loaded.digest == digest()


def cases(name: str, tag: str = "") -> list[tuple[str, bool]]:
    """Texts of the cases of one file that have a tag, and whether the block must come first."""
    lines = (ROOT / "evaluation" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    told = [line for line in map(json.loads, lines) if not tag or tag in line["tags"]]
    return [(line["text"], line["expect"]["kind"] == "emergency") for line in told]


def alarmed(*known: list[tuple[str, bool]]) -> float:
    return statistics.mean(assess(text).is_emergency for some in known for text, _ in some)


def test_measures_on_the_cases_for_development() -> None:
    """A floor below what is reached, so that a change that makes it worse is seen."""
    assert alarmed(cases("emergencies.dev")) >= RECALL
    assert alarmed(cases("near_misses.dev")) <= NEAR_MISSES
    needs = [(text, wanted) for text, wanted in cases("needs.dev") if not wanted]
    later = [cases(f"near_misses.{name}", "everyday") for name in ("third", "fourth", "fifth", "sixth")]
    assert sum(map(len, later)) > 1_000
    assert alarmed(needs) <= EVERYDAY
    assert alarmed(*later) <= EVERYDAY


def test_measures_on_cases_that_nobody_wrote_a_rule_or_a_message_after() -> None:
    assert alarmed(cases("emergencies.fourth"), cases("emergencies.fifth")) >= UNSEEN_RECALL
    assert (
        alarmed(*(cases(f"near_misses.{name}", "near_miss") for name in ("fourth", "fifth"))) <= NEAR_MISSES
    )


RECALL, UNSEEN_RECALL, NEAR_MISSES, EVERYDAY = 0.98, 0.9, 0.05, 0.02


def test_no_rule_is_written_as_a_pattern_that_can_run_away() -> None:
    """The rules are words, never regular expressions."""
    for language in ("fi", "sv", "en"):
        text = (ROOT / "src/luotsi/safety/rules" / f"{language}.txt").read_text(encoding="utf-8")
        rules = [line for line in text.splitlines() if line.startswith(("concept", "context"))]
        assert [line[:60] for line in rules if re.search(r"[\\\[\]{}$^]", line)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Hei hei!",
        "Kiitos ja näkemiin",
        "kiitos kaikesta, hyvää päivänjatkoa",
        "tack för hjälpen, hejdå",
        "God natt",
        "thanks, bye",
        "ok thanks I got it, bye bye",
        "goodbye all",
        "hei " * 1_000,
    ],
)
def test_thanks_and_goodbyes_are_no_emergency(text: str) -> None:
    assert emergency.assess(text) == emergency.NOTHING


@pytest.mark.parametrize(
    "text", ["Kiitos kaikesta, hyvästi", "hei hei maailma, en jaksa enää elää", "hei, mieheni ei hengitä"]
)
def test_a_goodbye_for_good_is_heard(text: str) -> None:
    assert emergency.assess(text).is_emergency
