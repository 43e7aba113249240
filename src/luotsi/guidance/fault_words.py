"""Faults in the words of whoever reads them.

`flows` and the gate say what is wrong in English, as whole sentences with names in them. Here each sentence
has its template, which is looked for and told again in the language of the screen. A test walks through the
source of `flows`, so that no sentence is left without one.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from luotsi.guidance.types import Flaw

TEMPLATES = (
    # What is wrong with the text itself.
    _("The YAML cannot be read: {problem}."),
    _("Check indentation, colons and quotes on this line and the one before."),
    _("The text is not valid Unicode."),
    _("Save the file as UTF-8."),
    _("The document is larger than 1 MB."),
    _("Split it into sub-paths."),
    _("The document is empty."),
    _("Begin with “schema: 1”."),
    _("This is not a path document."),
    _("Begin with “schema: 1”; docs/path-format.md shows the form."),
    _("The document uses an alias (*name)."),
    _("The document uses an anchor (&name)."),
    _("Write the text out where it is needed."),
    _("The document uses a YAML tag (!name)."),
    _("There is a second document after “---”."),
    _("Keep one in each file."),
    _("There are more than {number} levels."),
    _("Write it flatter."),
    _("A name is a list or a group."),
    _("Write a plain name before the colon."),
    _("“{name}” stands here twice (first on line {number})."),
    _("Keep one of them."),
    # What the YAML reader says.
    _("mapping values are not allowed in this context"),
    _("did not find expected key"),
    _("could not find expected ':'"),
    _("did not find expected '-' indicator"),
    _("did not find expected ',' or ']'"),
    _("did not find expected ',' or '}'"),
    _("did not find expected node content"),
    _("found character that cannot start any token"),
    _("found unexpected end of stream"),
    _("found a tab character that violates indentation"),
    _("found a tab character where an indentation space is expected"),
    _("block sequence entries are not allowed in this context"),
    _("did not find expected <document start>"),
    _("found unknown escape character"),
    _("control characters are not allowed"),
    _("unreadable character"),
    # What is wrong with a value.
    _("“{name}” is not known here."),
    _("“{name}” has no known type."),
    _("“{name}” has no type."),
    _("Write `type:` with one of {names}."),
    _("“{name}” is missing."),
    _("Add it; docs/path-format.md shows how."),
    _("Add it; every path has it."),
    _("docs/path-format.md shows the form."),
    _("Here a text is expected."),
    _("Write words or a code, not a list or a group of lines."),
    _("The text is too long (at most {number} characters)."),
    _("Shorten or split it."),
    _("The text is empty."),
    _("Write it, or leave the line out."),
    _("Here true or false is expected."),
    _("Write true or false."),
    _("Here a whole number is expected."),
    _("Write digits only."),
    _("Here a group of named lines is expected."),
    _("Write `name: value` lines below, indented."),
    _("Here a list is expected."),
    _("Write [one, two], or lines that begin with “- ”."),
    _("“{name}” is not possible here."),
    _("Choose {names}."),
    _("“{name}” is not a date."),
    _("Here a date is expected."),
    _("Write it as 2027-05-31."),
    _("Here at least {number} are needed."),
    _("Add what is missing."),
    _("Here at most {number} are possible."),
    _("Leave out the least important."),
    _("The number is too small."),
    _("At least {number}."),
    _("The number is too great."),
    _("At most {number}."),
    _("“{name}” is not a language."),
    _("Use fi, sv, en or another language tag."),
    _("“{name}” is not a phone number."),
    _("Write digits, such as 112."),
    _("“{name}” is not a reference."),
    _("Use letters, digits and . / : ~ - _ without spaces."),
    _("“{name}” is not a code."),
    _("Use small letters a–z, digits, _ and -, beginning with a letter."),
    _("The text holds an invisible control character ({code})."),
    _("Type the word anew."),
    _("“{name}” means something of its own in conditions."),
    _("Choose another name."),
    _("The rule has no condition."),
    _("Write `when:` and `to:`, or `otherwise:` alone."),
    _("`otherwise` stands alone in its rule."),
    _("Put it into a rule of its own, as the last one."),
    _("`otherwise` is not the last rule."),
    _("Move it to the end; there can be only one."),
    _("The option code “{name}” is taken."),
    _(
        "“I don't know” comes from `dont_know: true`, and “none of these” belongs to every "
        "`several` question: leave the option out, or give it another code."
    ),
    _("`min` is greater than `max`."),
    _("Exchange them."),
    _("A step is one of do, contact, e_service, read and guide."),
    _("Use exactly one of them in each step."),
    # What is wrong between the parts of a path.
    _("A sub-path has no returns."),
    _("Name at least one, such as returns: [done]."),
    _("A path has returns."),
    _("Take them out, or make it kind: subpath."),
    _("“{name}” is already one of {names}."),
    _("Give it another name."),
    _("“{name}” stands twice."),
    _("Keep one."),
    _("Nothing here is called “{name}”."),
    _("Add a question or an outcome."),
    _("The path calls itself."),
    _("Call another sub-path."),
    _("There is no slot “{name}”."),
    _("Describe it under slots."),
    _("Did you mean “{name}”?"),
    _("Possible here: {names}."),
    _("Take it out."),
    _("The calls go in a circle: {names}."),
    _("Take one of the calls out."),
    _("There is no sub-path “{name}”."),
    _("Add it."),
    _("“{name}” is not a sub-path."),
    _("Make it one."),
    _("With its sub-paths the path is too large."),
    _("Call fewer sub-paths."),
    _("The return “{name}” of “{path}” leads nowhere."),
    _("Add “{name}: …” with the node that follows."),
    _("“{path}” has no return “{name}”."),
    _("The call “{name}” comes back to itself without a question."),
    _("Lead one of its returns elsewhere."),
    # What is wrong in a condition.
    _("Character {number} of the condition: {message}"),
    _("The computed value reads itself, by way of others."),
    _("Break the circle."),
    _("The condition has too many parts inside each other."),
    _("Use computed values."),
    _("There is a backslash in the condition."),
    _("The condition cannot be read."),
    _("Write it more simply."),
    _("The condition is too long."),
    _("Ask a question that decides it directly."),
    _("“{name}” alone is not true or false."),
    _("A number alone is not true or false."),
    _("Compare it with something."),
    _("“{name}” cannot be used in a condition."),
    _("Possible: and, or, not, comparisons, in [..], + - *, count(), days_until()."),
    _("Write a plain name."),
    _("Write yes or no, or compare with a code."),
    _("Use whole numbers."),
    _("“{name}” is not a function of conditions."),
    _("{function}() needs {kind}."),
    _("a question of several choices"),
    _("a date question"),
    _("Write {function}(question)."),
    _("Leave the sign out."),
    _("Two answers are multiplied."),
    _("Only multiply by a whole number."),
    _("Only + - and * work between numbers."),
    _("Multiply the other side instead of dividing."),
    _("“{name}” is not a number."),
    _("Use a number question, count() or days_until()."),
    _("“is” cannot be used in a condition."),
    _("Use == or !=."),
    _("dont_know can only be compared by == and !=."),
    _("Only a question can be dont_know."),
    _("Write question == dont_know."),
    _("dont_know stands alone."),
    _("“{name}” may have several answers."),
    _("Write {name} in {question}, or count()."),
    _("Codes have no order."),
    _("Use ==, != or in [..]."),
    _('Write it in quotes, such as "{example}".'),
    _("“{name}” is not a municipality code."),
    _('Write three digits in quotes, such as "{example}".'),
    _("“{question}” has no option “{name}”."),
    _("“{name}” holds no list of answers."),
    _("Write option in several, or in [a, b]."),
    _("“{name}” is not an option."),
    _("The list is empty."),
    _("Write at least one option."),
    _("“{name}” is not one choice."),
    _("in [..] works for a choice or a number."),
    _("List option codes only."),
    _("Both sides are the same answer."),
    _("Compare with something else."),
    _("A date is mixed with another answer."),
    _("Compare each with a fixed value."),
    _("“{name}” is not a question or computed value here."),
    _("“{name}” and “{other}” cannot be compared."),
    _("Use days_until(), or a date in quotes."),
    _("“{name}” is not a number; compare it with one of its codes."),
    _("Compare a question with a code, a number or a date."),
    # What the proof finds.
    _("Nothing leads to “{name}”. Lead an answer to it, or take it out."),
    _("No answers lead to “{name}”: its conditions at “{near}” are never true. Correct them."),
    _("No rule of “{name}” takes these answers. Add a rule, or otherwise."),
    _(
        "Rules {first} ({rule}) and {second} ({other}) of “{name}” both take these answers. Make "
        "them exclude each other."
    ),
    _("After “{name}” the walk comes back to “{target}”, without end. Lead it onward."),
    _("Nothing follows after “{name}”. Add next to it."),
    _(
        "The outcome “{name}” has no way to a person. Add a contact step whose slot has phone, "
        "place or form among its channels."
    ),
    _(
        "Not all walks were proved: a number with very many values is added to or compared with "
        "another answer. Narrow its min and max, or compare it with fixed values."
    ),
    _(
        "Not all walks were proved: conditions combine too many answers. Split the path into sub-"
        "paths, or let conditions read fewer answers."
    ),
    _(
        "“{name}” is compared both with fixed dates and with today; this was proved as of {date},"
        " not for later days."
    ),
    _(
        "What would follow where a walk comes back to a question was not looked at; prove again "
        "after mending."
    ),
    # What a comparison of two versions leaves out.
    _(
        "Where answers lead was not compared: conditions combine too many answers, or a number with "
        "very many values is added to or compared with another answer."
    ),
    _("{number} more changes are not listed."),
    _(
        "“{name}” is compared both with fixed dates and with today; this was compared as of {date},"
        " not for later days."
    ),
    _("“{name}” takes answers of another kind now; earlier answers to it count as not given."),
    # What may not be asked.
    _("The question asks about symptoms (“{found}”, {language})."),
    _("Ask which help the person wants; leave symptoms to 116117, Omaolo and professionals."),
    _("The question asks for a measurement (“{found}”, {language})."),
    _("Leave it out; the professional who is contacted asks it."),
    _("The question asks how severe something is (“{found}”, {language})."),
    _("The question asks how urgent something is (“{found}”, {language})."),
    _("Ask how soon the person wants help; put signs of danger into the emergency box."),
    _("There is emergency text outside the emergency box (“{found}”, {language})."),
    _("Put it into emergency, which everybody sees whatever they answer."),
    # What only a professional may say.
    _("The text says how to take a medicine (“{found}”, {language})."),
    _("Leave it out; lead to a pharmacy or to whoever prescribed it."),
    _("The text says what somebody has, or how bad it is (“{found}”, {language})."),
    _("Say what the person can do and who assesses it with them."),
    # Advice on words, which refuses nothing.
    _("Say which answer led here."),
    _("There is an exclamation mark ({language})."),
    _("End the sentence with a full stop."),
    _("A sentence has {number} words ({language}): {words}"),
    _("Split it; at most {number} words."),
    _("It has {number} words ({language})."),
    _("Shorten it to {number} words at most."),
    _("The text is hard to read: LIX {number} ({language})."),
    _("Use shorter words and sentences; LIX at most {number}."),
    _("“{found}” is a word of offices ({language})."),
    _("“{found}” is a word of the trade ({language})."),
    _("“{found}” makes somebody their trouble ({language})."),
    _("“{found}” is used in another country, not here ({language})."),
    _("Write: {words}."),
    _("“{name}” is not explained ({language})."),
    _("Write it out, or explain it in brackets where it first stands."),
    _("There is a phone number in the text (“{found}”, {language})."),
    _("Name the service by a slot, or the number by a fact."),
    _("There is an amount or a time in the text (“{found}”, {language})."),
    _("Make it a fact of the register, or say it without the number."),
    _("There is a date or an hour in the text (“{found}”, {language})."),
    _("Make it a fact of the register, or leave it to the service's own hours."),
    _("Something is promised in the text (“{found}”, {language})."),
    _("Make it a fact of the register, or say where to ask."),
    # What the gate adds.
    _("The text says code: {name}, but this is the path {path}."),
    _("Write code: {path}. A path keeps its code for life, because links and figures use it."),
    _("There is no {name} in the list."),
    _("Did you mean {names}?"),
    _("The codes stand in organisation/data/taxonomy.yaml."),
    _("The source {name} is not in the register."),
    _("Add it to sources.yaml."),
    _("The fact {name} is not in the register."),
    _("Add it to facts.yaml."),
    _("There is no other path {name} to lead on to."),
    _("Until there is one, residents are not shown this step."),
    _("The text is missing in {language}."),
    _("This county requires it of every text."),
    _("The path {name} calls it."),
    # Of a condition that cannot be read.
    _("“Equal to” is written ==."),
    _("Write and, or, not in words."),
    _("Check brackets and quotes. Codes with -, and words such as else, are quoted."),
)
"""Every sentence, with what changes in braces."""


_slot = re.compile(r"\\{(\w+)\\}")

KINDS = {
    "document": _("Writing"),
    "taxonomy": _("Code of the list"),
    "language": _("Language version"),
    "words": _("What may be asked"),
    "source": _("Source"),
    "guide": _("Another path"),
    "fact": _("Fact"),
    "link": _("Sub-path"),
    "caller": _("Calling path"),
    "unproved": _("Proof"),
    "unreachable": _("Unreachable"),
    "gap": _("Gap"),
    "overlap": _("Overlap"),
    "endless": _("Circle"),
    "dead_end": _("Dead end"),
    "no_person": _("Way to a person"),
}
"""What each kind of flaw is called."""

ADVICE_KINDS = {
    "missing": _("Missing part"),
    "sentence": _("Sentence"),
    "reading": _("Reading ease"),
    "length": _("Length of a text"),
    "word": _("Choice of words"),
    "abbreviation": _("Abbreviation"),
    "amount": _("Amount, date or number"),
    "tone": _("Tone"),
}
"""What each kind of advice is called."""

LANGUAGES = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}


def said(flaw: Flaw) -> Flaw:
    """The flaw with its message and advice in the language of the screen."""
    return replace(flaw, message=in_words(flaw.message), advice=in_words(flaw.advice))


def kind_words(flaw: Flaw) -> str:
    """What kind of flaw or advice it is, in the language of the screen."""
    name = KINDS.get(flaw.kind) or ADVICE_KINDS.get(flaw.kind)
    return gettext(name) if name else ""


def in_words(text: str) -> str:
    """An English sentence of `flows` or the gate in the language of the screen; an unknown one as it is."""
    found = _template_of(text)
    if found is None:
        return text
    template, values = found
    return gettext(template).format(**{name: _value(name, value) for name, value in values})


def is_known(text: str) -> bool:
    """Whether a sentence has a template."""
    return _template_of(text) is not None


def _value(name: str, value: str) -> str:
    """What stands in a sentence: a sentence or word of ours, a list with "or", or somebody's own name."""
    if name == "language":
        return gettext(LANGUAGES[value]) if value in LANGUAGES else value
    if name in {"message", "problem", "kind"}:
        return in_words(value)
    return value.replace(" or ", f" {gettext('or')} ") if name == "names" else value


@functools.lru_cache(maxsize=512)
def _template_of(text: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    for template, pattern in _patterns():
        if match := pattern.fullmatch(text):
            return template, tuple(match.groupdict().items())
    return None


@functools.cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Templates as patterns; those with most words of their own first, so that the closest one is taken."""
    closest_first = sorted(TEMPLATES, key=lambda template: -len(re.sub(r"\{\w+\}", "", template)))
    return [
        (template, re.compile(_slot.sub(r"(?P<\1>.+?)", re.escape(template)), re.DOTALL))
        for template in closest_first
    ]
