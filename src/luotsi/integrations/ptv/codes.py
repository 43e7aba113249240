"""PTV's national codes behind the addresses that older exports use instead of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("codes.json")
_NEW_ADDRESS = "http://uri.suomi.fi/codelist/"


@cache
def _codes() -> dict[str, str]:
    lists = json.loads(_FILE.read_text(encoding="utf-8"))
    return {address: code for one in lists.values() for address, code in one.items()}


def code_of(address: str) -> str:
    """The code (P5.10, KR1.2, KE11) that an address stands for; "" when it is none of the lists'.

    Both forms are known: urn.fi/URN:NBN:fi:au:ptvl:v1048 and uri.suomi.fi/codelist/…/code/P5.10.
    """
    if address.startswith(_NEW_ADDRESS):
        return address.rsplit("/", 1)[-1]
    return _codes().get(address.rsplit(":", 1)[-1], "")
