"""What a new path begins with: short, sound, and showing the form by example."""

from __future__ import annotations

SKELETON = """\
schema: 1
code: kirjoita-koodi
kind: path
title: {fi: , sv: , en: }
summary: {fi: , sv: , en: }
themes: []
contact_reasons: []
life_situations: []
service_classes: []
for_whom: {fi: , sv: , en: }
sensitive: false
owner_role: {fi: , sv: , en: }
review_by: 2027-12-31
approval: awaiting
sources: []
start: who
questions:
  who:
    type: choice
    ask: {fi: Kenen asiasta on kyse?, sv: Vem gäller det?, en: Who is this about?}
    options:
      self: {fi: Omastani, sv: Mig själv, en: Myself}
      other: {fi: Läheisen, sv: En närstående, en: Someone close to me}
    next: contact
outcomes:
  contact:
    kind: professional
    title: {fi: , sv: , en: }
    lead: {fi: , sv: , en: }
    steps:
      - contact: advice
        say: {fi: , sv: , en: }
slots:
  advice:
    what: {fi: , sv: , en: }
    service_classes: []
    channels: [phone, place]
"""

UNWRITTEN = "code: kirjoita-koodi"
"""The line of the skeleton that stands for the path's code."""


def with_code(text: str, code: str) -> str:
    """The text with its path's code where the skeleton's line was left as it is."""
    return text.replace(UNWRITTEN, f"code: {code}", 1) if code else text
