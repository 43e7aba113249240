"""Every string of the parts is there in Finnish and in Swedish, with the same places to fill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from luotsi.web.parts import styles

PARTS = Path(styles.__file__).parent


def strings_in_use() -> set[str]:
    """The msgids that templates and code of the parts ask for."""
    found: set[str] = set()
    for template in (PARTS / "templates").rglob("*.html"):
        text = template.read_text()
        found |= set(re.findall(r"""translate ["'](.+?)["'](?: as \w+)?\s*%}""", text))
        for block in re.findall(r"blocktranslate.*?%}(.*?){% endblock", text, re.DOTALL):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    for module in PARTS.rglob("*.py"):
        found |= set(re.findall(r'\b_\("(.+?)"\)', module.read_text()))
    return found


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_nothing_is_left_in_english_and_nothing_is_kept_in_vain(language: str) -> None:
    with (PARTS / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        messages = {message.id: message.string for message in read_po(file) if message.id}
    assert set(messages) == strings_in_use()
    for english, local in messages.items():
        assert local.strip(), english
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", local))
