"""Reads the rules for emergencies from the package's own text files, one for each language.

    concept breath: hengit*, henki kulk*, en saa .. henke*     phrases; `..` is up to three words between
    concept breath: happea                                     more of the same
    context past told: viime vuonna, lapsena                   silences; `told` is its scope
    context pet clause medical poisoning: koira*               silences only these kinds
    rule medical.breath: not + breath | choking - joke         sums; `-` must not stand in the sentence
    signal medical.help: help + ill                            does not alarm alone (see Rule)
    rule medical.chest: ~chest + ache                          `~` is only a hint for the classifier
      within 5                                                 words between the concepts
      despite past question                                    contexts that do not silence it
      unless question                                          optional contexts that do
      yes: Isä ei hengitä                                      examples, which a test runs
      no: Hengitän syvään
    known: hengitysteho                                        words that are no slips of others

In a phrase `a/b` is either word and `@name` any single word of a concept defined above. After a line
`alternatives phrases` an alternative may have several words: `want/longs .. to die/be dead`.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from luotsi.safety.lexicon import Lexicon
from luotsi.safety.matching import Book, Context, Element, Phrase, Rule, Sum
from luotsi.safety.words import fold

LANGUAGES = ("fi", "sv", "en")
KNOWN = "known"
"""The file of words that are no slips, whatever the language."""

GAP = 3


class RuleError(ValueError):
    """A line of a rule file that cannot be read; the message names the file and the line."""


class _Reader:
    """Collects what the files say."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.phrases: list[Phrase] = []
        self.concepts: dict[str, int] = {}
        self.single: dict[str, set[int]] = {}
        self.rules: list[Rule] = []
        self.contexts: list[Context] = []
        self._code = ""
        self._has_phrases = False
        self._used: set[int] = set()
        self._sets: dict[frozenset[int], frozenset[int]] = {}

    def read(self, code: str, text: str) -> None:
        """One language's file."""
        self._code = code
        self._has_phrases = False
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.split(" #")[0].rstrip()
            if not line or line.startswith("#"):
                continue
            try:
                if raw[0] == " ":
                    self._option(line.strip())
                else:
                    self._entry(line)
            except (ValueError, KeyError, IndexError) as error:
                raise RuleError(f"{code}.txt, line {number}: {error}") from error

    def _number(self, name: str) -> int:
        return self.concepts.setdefault(f"{self._code}.{name}", len(self.concepts))

    def _entry(self, line: str) -> None:
        head, _, rest = line.partition(":")
        word, *names = head.split()
        if word == "alternatives":
            self._has_phrases = names == ["phrases"]
        elif word == "known":
            self.lexicon.know(fold(one.strip()) for one in rest.split(","))
        elif word == "concept":
            self._phrases(names[0], rest)
        elif word == "context":
            self._context(names, rest)
        elif word in ("rule", "signal"):
            self._rule(names[0], rest, is_signal=word == "signal")
        else:
            raise ValueError(f"unknown word {word!r}")

    def _context(self, names: list[str], rest: str) -> None:
        concept = self._number(f"context {names[0]}")
        if all(one.concept != concept for one in self.contexts):
            kinds = frozenset(names[2:]) - {"optional"}
            self.contexts.append(Context(names[0], self._code, names[1], concept, kinds, "optional" in names))
        self._phrases(f"context {names[0]}", rest)

    def _phrases(self, name: str, rest: str) -> None:
        concept = self._number(name)
        self.single.setdefault(name_of := f"{self._code}.{name}", set())
        for text in rest.split(","):
            for elements in self._variants(fold(text).split()):
                if len(elements) == 1:
                    self.single[name_of] |= elements[0].fits
                self.phrases.append(Phrase(concept, elements))

    def _variants(self, words: list[str]) -> list[tuple[Element, ...]]:
        """The ways in which a phrase may be written: one, unless alternatives have several words."""
        variants: list[tuple[Element, ...]] = [()]
        gap = 0
        for part, has_gap in self._segments(words):
            gap = GAP if has_gap else 0
            ways = self._ways(part, gap)
            variants = [(*variant, *way) for variant in variants for way in ways]
        return [variant for variant in variants if variant]

    def _segments(self, words: list[str]) -> list[tuple[str, bool]]:
        """The slots of a phrase, and whether a gap comes before each."""
        if not self._has_phrases:
            return [
                (word, place > 0 and words[place - 1] == "..")
                for place, word in enumerate(words)
                if word != ".."
            ]
        parts = " ".join(words).split("..")
        return [(part.strip(), place > 0) for place, part in enumerate(parts) if part.strip()]

    def _ways(self, part: str, gap: int) -> list[tuple[Element, ...]]:
        """A slot with all its single words, and a way for each alternative of several words."""
        alternatives = [one.split() for one in part.split("/") if one.strip()]
        single = [one[0] for one in alternatives if len(one) == 1]
        ways: list[tuple[Element, ...]] = [(Element(self._fits("/".join(single)), gap),)] if single else []
        for one in alternatives:
            if len(one) > 1:
                first, *others = (self._fits(word) for word in one)
                ways.append((Element(first, gap), *(Element(fits) for fits in others)))
        return ways

    def _fits(self, word: str) -> frozenset[int]:
        fits: set[int] = set()
        for one in word.split("/"):
            if one.startswith("@"):
                fits |= self.single[f"{self._code}.{one[1:]}"]
            else:
                fits.add(self.lexicon.add(one))
        # Thousands of slots hold the same few words: one set serves them all.
        found = frozenset(fits)
        return self._sets.setdefault(found, found)

    def _rule(self, code: str, rest: str, *, is_signal: bool) -> None:
        sums = []
        for part in rest.split("|"):
            positive, *negative = part.split(" - ")
            names = positive.strip().removeprefix("~").split("+")
            is_weak = positive.strip().startswith("~")
            sums.append(Sum(self._known(names), self._known(negative), is_weak))
        kind = code.partition(".")[0]
        self.rules.append(Rule(f"{self._code}.{code}", kind, tuple(sums), is_signal=is_signal))

    def _known(self, names: list[str]) -> tuple[int, ...]:
        numbers = tuple(self._number(name.strip()) for name in names)
        self._used.update(numbers)
        return numbers

    def check(self) -> None:
        """RuleError if a rule names a concept that no file describes."""
        missing = self._used - {phrase.concept for phrase in self.phrases}
        if missing:
            names = sorted(name for name, number in self.concepts.items() if number in missing)
            raise RuleError(f"concepts without phrases: {', '.join(names)}")

    def _option(self, line: str) -> None:
        rule = self.rules[-1]
        word, _, rest = line.partition(" ")
        if word == "yes:":
            rule = replace(rule, yes=(*rule.yes, rest.strip()))
        elif word == "no:":
            rule = replace(rule, no=(*rule.no, rest.strip()))
        elif word == "within":
            rule = replace(rule, within=int(rest))
        elif word == "despite":
            rule = replace(rule, despite=frozenset(rest.split()))
        elif word == "unless":
            rule = replace(rule, unless=frozenset(rest.split()))
        else:
            raise ValueError(f"unknown option {word!r}")
        self.rules[-1] = rule


def read_book() -> Book:
    """The rules of all languages. RuleError if a file of the package is damaged."""
    reader = _Reader()
    folder = files("luotsi.safety") / "rules"
    for code in (*LANGUAGES, KNOWN):
        reader.read(code, (folder / f"{code}.txt").read_text(encoding="utf-8"))
    reader.check()
    names = {number: name for name, number in reader.concepts.items()}
    return Book(reader.lexicon, reader.phrases, reader.rules, reader.contexts, names)
