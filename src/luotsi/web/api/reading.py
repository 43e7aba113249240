"""Reading what a program sends: JSON of the right shape and size, or an error that says what is wrong."""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeVar

from django.http import HttpRequest, JsonResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LARGEST_BODY = 10_000
"""Bytes."""

JSON_TYPE = "application/json"


class Refused(Exception):
    """The request cannot be answered: status, a code for programs and a sentence for their makers."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


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


Asked = TypeVar("Asked", bound=BaseModel)


def read(request: HttpRequest, shape: type[Asked]) -> Asked:
    """The body as a value. Raises Refused; its message names the field, and repeats nothing that was sent."""
    if request.content_type != JSON_TYPE:
        raise Refused(415, "not_json", f"Send the body as {JSON_TYPE}.")
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told) > LARGEST_BODY:
        raise _too_large()
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise _too_large()
    try:
        return shape.model_validate(json.loads(body))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "the body"
        raise Refused(400, "wrong_shape", f"{where}: {fault['msg']}.") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not_json", "The body is not JSON.") from error


def _too_large() -> Refused:
    return Refused(413, "too_large", f"The body may have at most {LARGEST_BODY} bytes.")


def refusal(refused: Refused, **more: object) -> JsonResponse:
    """The error as JSON."""
    return JsonResponse(
        {"error": {"code": refused.code, "message": refused.message}, **more}, status=refused.status
    )
