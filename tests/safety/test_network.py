"""The network beside the linear part of the classifier: what it sees, and that it learns what it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luotsi.safety.features import Passage, Sheet, word_pieces
from luotsi.safety.network import Network, shapes
from luotsi.safety.rulebook import read_book
from luotsi.safety.signs import read_signs

ROOT = Path(__file__).resolve().parents[2]
BOOK = read_book()
SIGNS = read_signs()


def passage(text: str) -> Passage:
    reading = BOOK.read(text)
    return Sheet(reading, BOOK.names, SIGNS).passage(0, len(reading.words.words))


@given(st.lists(st.text("abcdefäöå", min_size=1, max_size=12), min_size=1, max_size=30))
def test_a_word_has_the_same_pieces_whatever_stands_around_it(words: list[str]) -> None:
    pieces, starts = word_pieces(words)
    parts = np.split(pieces, starts[1:])
    assert [part.tolist() for part in parts] == [word_pieces([word])[0].tolist() for word in words]


def test_concepts_signs_and_questions_stand_at_their_words_in_every_language() -> None:
    fi, sv = passage("Isä kaatui eikä herää."), passage("Pappa ramlade och vaknar inte.")
    assert set(fi.marks.tolist()) & set(sv.marks.tolist()), "what means the same counts as the same"
    told, asked = passage("voiko tulla huomenna"), passage("voiko tulla huomenna?")
    assert asked.places.tolist().count(2) == told.places.tolist().count(2) + 1


def test_a_sentence_of_a_message_is_seen_as_if_it_stood_alone() -> None:
    reading = BOOK.read("Kysyn laskusta. Isä ei hengitä.")
    alone = passage("Isä ei hengitä.")
    part = Sheet(reading, BOOK.names, SIGNS).passage(2, 5)
    assert (part.pieces == alone.pieces).all()
    assert (part.starts == alone.starts).all()
    assert sorted(zip(part.places, part.marks, strict=True)) == sorted(
        zip(alone.places, alone.marks, strict=True)
    )


def test_an_unknown_word_or_a_single_letter_is_no_fault() -> None:
    arrays = {name: np.zeros(shape, kind) for name, (kind, shape) in shapes(3).items()}
    for text in ("a", "x" * 10_000, "ö ä å", "о привет 你好"):
        assert Network(arrays).odds(passage(text)).tolist() == [0, 0, 0]


LEARNING = """
import sys
import numpy as np
from luotsi.safety.training.fitting import packed
from luotsi.safety.training.network import fit_network
from tests.safety.test_network import passage

said = [
    (who, whom, when)
    for who, whom in (("isä", "äiti"), ("äiti", "isä"))
    for when in ("eilen", "nyt", "illalla", "taas", "kotona", "pihalla", "heti", "kerran")
]
passages = [passage(f"{who} löi {whom} {when}") for who, whom, when in said]
flags = np.array([[who == "isä"] for who, _, _ in said])
np.savez(sys.argv[1], **packed(fit_network([(passages, flags, np.ones(len(said)))] * 120, seed=1)))
"""
"""In a process of its own: a library of the learning closes what others write to when it is put away."""


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Learnt from messages of the same words in another order."""
    file = tmp_path_factory.mktemp("learnt") / "network.npz"
    subprocess.run([sys.executable, "-c", LEARNING, str(file)], cwd=ROOT, check=True)
    return Network(np.load(file))


@pytest.mark.parametrize("when", ["eilen", "aamulla"])
def test_it_learns_what_only_the_order_of_words_tells(learnt: Network, when: str) -> None:
    """Also beside a word that it has not seen; and the same network is read that was learnt."""
    assert learnt.odds(passage(f"isä löi äiti {when}"))[0] > 1
    assert learnt.odds(passage(f"äiti löi isä {when}"))[0] < -1
