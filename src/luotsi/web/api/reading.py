"""Reading what a program sends: JSON of the right shape and size, or an error that says what is wrong."""

from __future__ import annotations

import json
import re
from typing import Annotated, Literal, TypeVar

from django.http import HttpRequest, JsonResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LARGEST_BODY = 10_000
"""Bytes."""
LARGEST_HEARD = 160_000
"""Bytes that are searched for an emergency although the body is refused."""

JSON_TYPE = "application/json"


class Refused(Exception):
    """The request cannot be answered: status, a code for programs and a sentence for their makers.

    `heard` is what was sent, for the emergency rules only.
    """

    def __init__(self, status: int, code: str, message: str, heard: bytes = b"") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.heard = status, code, message, heard


class TurnAsked(BaseModel):
    """One message with what the exchange has told so far."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(min_length=1)]
    language: Literal["fi", "sv", "en"]
    municipality: Annotated[str, Field(pattern=r"^[0-9]{3}$")] | None = None
    facets: Annotated[
        dict[
            Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")],
            Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,80}$")],
        ],
        Field(max_length=12),
    ] = {}
    earlier: Annotated[list[str], Field(max_length=6)] = []


class Judgement(BaseModel):
    """Whether a reply helped."""

    model_config = ConfigDict(extra="forbid", strict=True)

    record: Annotated[str, Field(pattern=r"^[a-z0-9]{22,40}$")]
    verdict: Literal["yes", "partly", "no"]


_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")

Asked = TypeVar("Asked", bound=BaseModel)


def read(request: HttpRequest, shape: type[Asked]) -> Asked:
    """The body as a value. Raises Refused; its message names the field, and repeats nothing that was sent."""
    if request.content_type != JSON_TYPE:
        raise Refused(415, "not_json", f"Send the body as {JSON_TYPE}.")
    told = request.META.get("CONTENT_LENGTH") or "0"
    body = request.read(LARGEST_HEARD)
    if not told.isdecimal() or max(int(told), len(body)) > LARGEST_BODY:
        raise Refused(413, "too_large", f"The body may have at most {LARGEST_BODY} bytes.", body)
    try:
        return shape.model_validate(json.loads(body))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "the body"
        raise Refused(400, "wrong_shape", f"{where}: {fault['msg']}.", body) from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not_json", "The body is not JSON.", body) from error


def heard(body: bytes) -> tuple[str, str]:
    """Of a refused body the message, as well as it can be told, and the language that was asked for or ""."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict) and isinstance(told.get("text"), str):
        return told["text"], str(told.get("language"))
    rough = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), body.decode("utf-8", "replace"))
    return rough.replace("\\n", "\n"), ""


def refusal(refused: Refused, **more: object) -> JsonResponse:
    """The error as JSON."""
    return JsonResponse(
        {"error": {"code": refused.code, "message": refused.message}, **more}, status=refused.status
    )
