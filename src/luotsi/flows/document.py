"""The path document: one guidance path in all its languages, as frozen values.

The shape is described for people in docs/path-format.md and for machines in
docs/path-document.schema.json. Reading from YAML, with line numbers in every fault, is in `reading`;
here are only the values and what is wrong with one value on its own.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    Tag,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from luotsi.flows.complaints import faults_of
from luotsi.flows.types import DocumentErrors

LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
CODE_PATTERN = r"^[a-z][a-z0-9]*([_-]+[a-z0-9]+)*$"
OPTION_PATTERN = r"^[a-z0-9]+([_-]+[a-z0-9]+)*$"
REFERENCE_PATTERN = r"^[\w./:~-]+$"
NAME_PATTERN = r"^[a-z][a-z0-9_]*$"

RESERVED_NAMES = frozenset({"dont_know", "none", "yes", "no", "count", "days_until", *keyword.kwlist})
"""Words that conditions use themselves, so that no question, computed value or call may bear them."""

LARGEST_NUMBER = 1_000_000_000

_line_breaks = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_controls = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def _as_text(value: object) -> object:
    """A number or true/false where words are expected is taken as it was written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _tidy(text: str) -> str:
    """One kind of line break, single spaces, nothing at the ends, at most one blank line together."""
    text = _line_breaks.sub("\n", text)
    if found := _controls.search(text):
        raise PydanticCustomError(
            "luotsi", "The text holds an invisible control character (U+{code}).|Type the word anew.",
            {"code": f"{ord(found[0]):04X}"},
        )  # fmt: skip
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    if not text:
        raise PydanticCustomError("luotsi", "The text is empty.|Write it, or leave the line out.")
    return text


def _not_reserved(name: str) -> str:
    if name in RESERVED_NAMES:
        raise PydanticCustomError(
            "luotsi",
            "“{name}” means something of its own in conditions.|Choose another name.",
            {"name": name},
        )
    return name


def _in_order(value: object) -> object:
    """Storage keeps ordered maps as pairs (a JSON database may sort keys); read both."""
    if isinstance(value, list):
        try:
            return dict(value)
        except (TypeError, ValueError):
            return value
    return value


Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(max_length=10_000), AfterValidator(_tidy)]
LanguageTag = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=LANGUAGE_PATTERN),
    WithJsonSchema({"type": "string", "pattern": LANGUAGE_PATTERN}),
]
TextMap = Annotated[dict[LanguageTag, Text], Field(min_length=1, title="Text by language")]
Code = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=CODE_PATTERN, max_length=64),
    WithJsonSchema({"type": "string", "pattern": CODE_PATTERN, "maxLength": 64}),
]
OptionCode = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=OPTION_PATTERN, max_length=64),
    WithJsonSchema({"type": ["string", "integer"], "pattern": OPTION_PATTERN, "maxLength": 64}),
]
Name = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=NAME_PATTERN, max_length=64),
    AfterValidator(_not_reserved),
    WithJsonSchema({"type": "string", "pattern": NAME_PATTERN, "maxLength": 64}),
]
Reference = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=REFERENCE_PATTERN, max_length=200),
    WithJsonSchema({"type": "string", "pattern": REFERENCE_PATTERN, "maxLength": 200}),
]
"""A code or address of somebody else's list (PTV, an ontology, our register of sources)."""
Expression = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(min_length=1, max_length=1_000),
    AfterValidator(lambda text: " ".join(text.split())),
]

PathKind = Literal["path", "subpath"]
OutcomeKind = Literal["wellbeing", "self_care", "low_threshold", "professional"]
Channel = Literal["phone", "place", "e_service", "web_page", "form"]
OnBehalf = Literal["no", "with_mandate", "for_own_child"]


class Record(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Option(Record):
    """One answer to choose. Written as a bare text map when it has no hint."""

    label: TextMap
    hint: TextMap | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_label(cls, value: object) -> object:
        if isinstance(value, Mapping) and not {"label", "hint"} & set(value):
            return {"label": value}
        return value

    @model_serializer(mode="wrap")
    def _shortest(self, handler: SerializerFunctionWrapHandler) -> Any:
        return handler(self) if self.hint else dict(self.label)


class Rule(Record):
    """Where an answer leads: to a node, under a condition or (`when` None) in every case left."""

    when: Expression | None = None
    to: Code

    @model_validator(mode="before")
    @classmethod
    def _otherwise(cls, value: object) -> object:
        if not isinstance(value, Mapping) or "otherwise" not in value:
            if isinstance(value, Mapping) and value.get("when") is None:
                raise PydanticCustomError(
                    "luotsi", "The rule has no condition.|Write `when:` and `to:`, or `otherwise:` alone."
                )
            return value
        if set(value) - {"otherwise"}:
            raise PydanticCustomError(
                "luotsi",
                "`otherwise` stands alone in its rule.|Put it into a rule of its own, as the last one.",
            )
        return {"to": value["otherwise"]}

    @model_serializer
    def _written(self) -> dict[str, str]:
        return {"otherwise": self.to} if self.when is None else {"when": self.when, "to": self.to}


def _as_rules(value: object) -> object:
    return [{"otherwise": value}] if isinstance(value, str) else value


def _otherwise_last(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    if any(rule.when is None for rule in rules[:-1]):
        raise PydanticCustomError(
            "luotsi", "`otherwise` is not the last rule.|Move it to the end; there can be only one."
        )
    return rules


Rules = Annotated[
    tuple[Rule, ...],
    BeforeValidator(_as_rules),
    AfterValidator(_otherwise_last),
    Field(max_length=100),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": CODE_PATTERN},
                {
                    "type": "array",
                    "items": {
                        "anyOf": [
                            {
                                "type": "object",
                                "properties": {
                                    "when": {
                                        "type": "string",
                                        "description": "A condition over the answers so far",
                                    },
                                    "to": {"type": "string", "pattern": CODE_PATTERN},
                                },
                                "required": ["when", "to"],
                                "additionalProperties": False,
                            },
                            {
                                "type": "object",
                                "properties": {"otherwise": {"type": "string", "pattern": CODE_PATTERN}},
                                "required": ["otherwise"],
                                "additionalProperties": False,
                            },
                        ]
                    },
                },
            ],
            "description": "The node that follows, or rules that choose it",
        }
    ),
]


class BaseQuestion(Record):
    """What every kind of question has."""

    ask: TextMap
    hint: TextMap | None = None
    why: TextMap | None = None
    dont_know: bool = True
    next: Rules = ()

    @field_serializer("next")
    def _shortest_next(self, rules: tuple[Rule, ...]) -> Any:
        if len(rules) == 1 and rules[0].when is None:
            return rules[0].to
        return [rule.model_dump() for rule in rules]


def _not_taken(code: str) -> str:
    if code in {"dont_know", "none"}:
        raise PydanticCustomError(
            "luotsi",
            "The option code “{code}” is taken.|“I don't know” comes from `dont_know: true`, and “none "
            "of these” belongs to every `several` question: leave the option out, or give it another code.",
            {"code": code},
        )
    return code


Options = Annotated[
    dict[Annotated[OptionCode, AfterValidator(_not_taken)], Option],
    BeforeValidator(_in_order),
    Field(min_length=2, max_length=60),
]


class ChoiceQuestion(BaseQuestion):
    """One of several options."""

    type: Literal["choice"]
    options: Options


class SeveralQuestion(BaseQuestion):
    """Any number of options, none included."""

    type: Literal["several"]
    options: Options


class NumberQuestion(BaseQuestion):
    """A whole number between `min` and `max`, in a unit such as years or euros."""

    type: Literal["number"]
    unit: TextMap | None = None
    min: Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
    max: Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]

    @field_validator("max")
    @classmethod
    def _some_number_fits(cls, most: int, others: ValidationInfo) -> int:
        if most < others.data.get("min", most):
            raise PydanticCustomError("luotsi", "`min` is greater than `max`.|Exchange them.")
        return most


class DateQuestion(BaseQuestion):
    """A calendar date."""

    type: Literal["date"]


class MunicipalityQuestion(BaseQuestion):
    """The municipality where somebody lives, by its three-digit code."""

    type: Literal["municipality"]


class YesNoQuestion(BaseQuestion):
    """Yes or no."""

    type: Literal["yes_no"]


def _question_tag(value: object) -> str | None:
    kind = value.get("type") if isinstance(value, Mapping) else getattr(value, "type", None)
    return f"type:{kind}"


Question = Annotated[
    Annotated[ChoiceQuestion, Tag("type:choice")]
    | Annotated[SeveralQuestion, Tag("type:several")]
    | Annotated[NumberQuestion, Tag("type:number")]
    | Annotated[DateQuestion, Tag("type:date")]
    | Annotated[MunicipalityQuestion, Tag("type:municipality")]
    | Annotated[YesNoQuestion, Tag("type:yes_no")],
    Discriminator(_question_tag),
]


class Call(Record):
    """A sub-path inlined here: which one, and where each of its returns leads."""

    path: Code
    returns: Annotated[dict[Code, Code], BeforeValidator(_in_order)] = {}


class DoStep(Record):
    """Something the person does themselves."""

    do: TextMap


class ContactStep(Record):
    """A service to contact, through one of the document's slots."""

    contact: Code
    say: TextMap | None = None


class EServiceStep(Record):
    """An e-service to use: does it need a sign-in, and can it be used for somebody else?"""

    e_service: Code
    sign_in: bool = False
    on_behalf: Annotated[OnBehalf, BeforeValidator(lambda value: "no" if value is False else value)] = "no"
    say: TextMap | None = None


class ReadStep(Record):
    """Something to read: a source of the register."""

    read: Reference
    say: TextMap | None = None


class GuideStep(Record):
    """Another path, where this one leads on instead of telling the same again."""

    guide: Code
    say: TextMap | None = None


STEP_KINDS = ("do", "contact", "e_service", "read", "guide")


def _step_tag(value: object) -> str | None:
    present = (
        set(value) if isinstance(value, Mapping) else {name for name in STEP_KINDS if hasattr(value, name)}
    )
    found = [kind for kind in STEP_KINDS if kind in present]
    return f"step:{found[0]}" if len(found) == 1 else None


Step = Annotated[
    Annotated[DoStep, Tag("step:do")]
    | Annotated[ContactStep, Tag("step:contact")]
    | Annotated[EServiceStep, Tag("step:e_service")]
    | Annotated[ReadStep, Tag("step:read")]
    | Annotated[GuideStep, Tag("step:guide")],
    Discriminator(
        _step_tag,
        custom_error_type="luotsi",
        custom_error_message=(
            "A step is one of do, contact, e_service, read and guide.|Use exactly one of them in each step."
        ),
    ),
]


class SelfCare(Record):
    """What helps and what does not, the same for everybody who comes to the outcome."""

    do: tuple[TextMap, ...] = ()
    dont: tuple[TextMap, ...] = ()


class Outcome(Record):
    """Where a path ends: one of the four kinds of help, as an ordered list of steps."""

    kind: OutcomeKind
    title: TextMap
    lead: TextMap | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=30)]
    self_care: SelfCare | None = None
    because: TextMap | None = None


class Slot(Record):
    """A service named by national codes, found locally by the catalogue."""

    what: TextMap
    general_descriptions: tuple[Reference, ...] = ()
    service_classes: tuple[Reference, ...] = ()
    target_groups: tuple[Reference, ...] = ()
    ontology: tuple[Reference, ...] = ()
    national: tuple[Reference, ...] = ()
    channels: tuple[Channel, ...] = ()


class Emergency(Record):
    """The emergency box: static text, shown to everybody; no answer chooses it."""

    title: TextMap
    signs: Annotated[tuple[TextMap, ...], Field(min_length=1)]
    call: Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=r"^[0-9 ]{3,20}$")] = "112"


class PathDocument(Record):
    """A guidance path, or a sub-path that other paths call, with all its texts and rules."""

    schema_version: Literal[1] = Field(alias="schema")
    code: Code
    kind: PathKind = "path"
    title: TextMap
    summary: TextMap | None = None
    themes: Annotated[tuple[Code, ...], Field(max_length=2)] = ()
    contact_reasons: Annotated[tuple[Code, ...], Field(max_length=3)] = ()
    life_situations: Annotated[tuple[Code, ...], Field(max_length=3)] = ()
    service_classes: tuple[Reference, ...] = ()
    for_whom: TextMap | None = None
    sensitive: bool = False
    owner_role: TextMap
    review_by: date
    approval: Literal["awaiting", "approved"] = "awaiting"
    sources: tuple[Reference, ...] = ()
    facets: dict[Code, tuple[OptionCode, ...]] = {}
    emergency: Emergency | None = None
    start: Code
    returns: tuple[Code, ...] = ()
    computed: Annotated[dict[Name, Expression], BeforeValidator(_in_order)] = {}
    questions: Annotated[dict[Name, Question], BeforeValidator(_in_order), Field(max_length=500)] = {}
    calls: Annotated[dict[Name, Call], BeforeValidator(_in_order), Field(max_length=100)] = {}
    outcomes: Annotated[dict[Code, Outcome], BeforeValidator(_in_order), Field(max_length=500)] = {}
    slots: Annotated[dict[Code, Slot], BeforeValidator(_in_order)] = {}

    def to_json(self) -> dict[str, Any]:
        """The document for a JSON column. Ordered maps are lists of pairs, for databases that sort keys."""
        plain = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        for question in plain["questions"].values():
            if "options" in question:
                question["options"] = [list(pair) for pair in question["options"].items()]
        for name in ("computed", "questions", "calls", "outcomes", "slots"):
            plain[name] = [list(pair) for pair in plain[name].items()]
        return plain

    @classmethod
    def from_json(cls, stored: object) -> PathDocument:
        """The document that `to_json` stored. Raises DocumentErrors on anything else."""
        try:
            return cls.model_validate(stored)
        except ValidationError as error:
            raise DocumentErrors(faults_of(error, "stored document")) from None
