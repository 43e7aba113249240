"""What an address or a form may hold: answers, and nothing without end."""

from __future__ import annotations

from django.http import QueryDict

from luotsi.web.pages import answers


def test_what_begins_with_an_underscore_is_the_sites_and_no_answer() -> None:
    sent = answers.read(QueryDict("who=child&_edit=who&_step=age&_m=001&_visit=key&_other=x"))
    assert sent.answers == {"who": ["child"]}
    assert (sent.editing, sent.step, sent.municipality, sent.visit) == ("who", "age", "001", "key")


def test_nothing_is_without_end() -> None:
    many = QueryDict("&".join(f"q{number}=a" for number in range(500)))
    assert len(answers.read(many).answers) == answers.MOST_QUESTIONS
    values = QueryDict("&".join(f"q=a{number}" for number in range(500)))
    assert len(answers.read(values).answers["q"]) == answers.MOST_VALUES
    long = "x" * (answers.LONGEST_VALUE + 1)
    assert answers.read(QueryDict(f"{long}=a&q={long}&r=b")).answers == {"r": ["b"]}
    assert len(answers.read(QueryDict(f"_visit={long}")).visit) == 64


def test_what_was_sent_can_be_sent_again_as_it_was() -> None:
    sent = answers.read(QueryDict("who=child&sign=a&sign=b&_step=sign&_m=001&_visit=key"))
    again = QueryDict(mutable=True)
    for name, value in answers.fields_of(sent):
        again.appendlist(name, value)
    assert answers.read(again) == sent
