"""Small path documents for stories, and people to act in them."""

from __future__ import annotations

from pathlib import Path

from luotsi.guidance.models import FactRow, GuidancePath, SourceRow

TEETH = """\
schema: 1
code: teeth
kind: path
title: {fi: Hampaat, sv: Tänderna, en: Teeth}
summary: {fi: Apua hampaisiin, sv: Hjälp med tänderna, en: Help with teeth}
themes: [oral_health]
contact_reasons: [dental_acute]
life_situations: [teeth]
for_whom: {fi: Sinulle, sv: Dig, en: You}
owner_role: {fi: osastonhoitaja, sv: avdelningsskötare, en: head nurse}
review_by: 2027-05-31
sources: [helpline]
start: who
questions:
  who:
    type: choice
    ask: {fi: Kenen hampaat?, sv: Vems tänder?, en: Whose teeth?}
    dont_know: false
    options:
      self: {fi: Omani, sv: Mina, en: My own}
      child: {fi: Lapsen, sv: Barnets, en: A child's}
    next:
      - {when: "who == self", to: call}
      - {when: "who == child", to: call_child}
outcomes:
  call:
    kind: professional
    title: {fi: Soita, sv: Ring, en: Call}
    lead: {fi: "Numero {fact:helpline}.", sv: "Numret {fact:helpline}.", en: "Number {fact:helpline}."}
    steps:
      - do: {fi: Ota kynä., sv: Ta en penna., en: Take a pen.}
      - {contact: dental, say: {fi: Kerro asiasi., sv: Berätta., en: Tell them.}}
  call_child:
    kind: professional
    title: {fi: Soita lapsen puolesta, sv: Ring för barnet, en: Call for the child}
    steps:
      - {contact: dental}
      - {read: helpline}
slots:
  dental:
    what: {fi: Hammashoito, sv: Tandvård, en: Dental care}
    service_classes: [P5.10]
    channels: [phone]
"""
"""A sound path: one question, two outcomes."""

GAP = TEETH.replace('      - {when: "who == child", to: call_child}\n', "")
"""The same with a hole: whoever asks about a child gets nowhere."""

ELSEWHERE = TEETH.replace('"who == child", to: call_child', '"who == child", to: call')
"""The same, but whoever asks about a child is led where everybody is."""

UNREADABLE = TEETH.replace("start: who\nquestions:", "start who\nquestions:")
"""The same with a colon forgotten in line 14."""

REACH = """\
schema: 1
code: reach
kind: subpath
title: {fi: Yhteys, sv: Kontakt, en: Contact}
owner_role: {fi: neuvoja, sv: rådgivare, en: adviser}
review_by: 2027-05-31
returns: [phone, online]
start: channel
questions:
  channel:
    type: choice
    ask: {fi: Miten?, sv: Hur?, en: How?}
    dont_know: false
    options:
      call: {fi: Soitan, sv: Jag ringer, en: I call}
      write: {fi: Kirjoitan, sv: Jag skriver, en: I write}
    next:
      - {when: "channel == call", to: phone}
      - {otherwise: online}
"""
"""A sub-path with two returns."""

CALLER = TEETH.replace("code: teeth", "code: teeth-caller").replace(
    """    next:
      - {when: "who == self", to: call}
      - {when: "who == child", to: call_child}
""",
    """    next: reach
calls:
  reach: {path: reach, returns: {phone: call, online: call_child}}
""",
)
"""The path of teeth with the sub-path called between question and outcomes."""


def registers() -> None:
    """The source and the fact that the documents above lean on."""
    SourceRow.objects.get_or_create(key="helpline", defaults={"entry": SOURCE})
    FactRow.objects.get_or_create(key="helpline", defaults={"entry": FACT})


SOURCE = {
    "authority": {"fi": "Rantamaa"},
    "title": {"fi": "Neuvonta", "sv": "Rådgivning", "en": "Advice"},
    "address": {"fi": "https://rantamaa.example/neuvonta"},
    "verified": False,
}
FACT = {"value": "116117", "as_of": "2026-11-24", "source": "helpline", "verified": False}


def drafted(text: str, code: str = "teeth") -> GuidancePath:
    """A path with this text as its newest, unpublished revision."""
    registers()
    row = GuidancePath.objects.filter(code=code).first() or GuidancePath(code=code, live=False)
    row = row.get_latest_revision_as_object() if row.pk else row
    row.take_text(text)
    if not row.pk:
        row.save()
    row.save_revision()
    return GuidancePath.objects.get(code=code)


def published(text: str, code: str = "teeth") -> GuidancePath:
    """A path with this text, published."""
    row = drafted(text, code)
    row.latest_revision.publish()
    return GuidancePath.objects.get(code=code)


LEADING_ON = TEETH.replace(
    "      - {read: helpline}",
    "      - {guide: gums, say: {fi: Ikenille on oma ohje., sv: Läs om tandköttet., en: Read on gums.}}",
)
"""The same, but about a child it leads on to the path on gums."""


def library(root: Path, **paths: str) -> Path:
    """A library folder with these paths; a name's underscores become hyphens."""
    (root / "paths").mkdir(parents=True, exist_ok=True)
    for name, text in paths.items():
        (root / "paths" / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    (root / "sources.yaml").write_text(
        "schema: 1\nsources:\n  helpline:\n    authority: {fi: Rantamaa}\n    title: {fi: Neuvonta}\n"
        '    address: {fi: "https://rantamaa.example/neuvonta"}\n    verified: false\n'
    )
    (root / "facts.yaml").write_text(
        'schema: 1\nfacts:\n  helpline: {value: "116117", as_of: 2026-11-24, source: helpline}\n'
    )
    return root
