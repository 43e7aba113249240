"""A service of identification in memory, for tests and the demo: it proves whoever the story says."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from luotsi.conversations.ports import Cancelled, Departure, Level, NotProved, Proof, Unavailable

ADDRESS = "https://identification.example/"


class IdentificationTwin:
    """Answers count once and for their own request only, as those of a real service must."""

    def __init__(self) -> None:
        self.is_available = True
        self._answers: dict[str, tuple[str, Proof | None]] = {}

    def start(self, request: str, language: str) -> Departure:
        """Raises Unavailable when the story wants it so."""
        if not self.is_available:
            raise Unavailable
        return Departure(ADDRESS, {"request": request, "language": language})

    def finish(self, request: str, answer: Mapping[str, str]) -> Proof:
        """Raises NotProved for what this twin has not answered to that request, Cancelled."""
        asked, proof = self._answers.pop(answer.get("answer", ""), ("", None))
        if asked != request:
            raise NotProved
        if proof is None:
            raise Cancelled
        return proof

    def proves(self, departure: Departure, person: str, level: Level = Level.HIGH) -> dict[str, str]:
        """The fields with which this person comes back from the service."""
        reference = hashlib.sha256(person.encode()).hexdigest()[:32]
        return self._answered(departure, Proof("twin", reference, level))

    def turns_back(self, departure: Departure) -> dict[str, str]:
        """The fields with which a person comes back who did not want to."""
        return self._answered(departure, None)

    def _answered(self, departure: Departure, proof: Proof | None) -> dict[str, str]:
        answer = secrets.token_urlsafe(32)
        self._answers[answer] = (departure.fields["request"], proof)
        return {"answer": answer}
