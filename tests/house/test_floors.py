"""What import-linter cannot see: foreign keys cross rooms downward only, and only where listed."""

from __future__ import annotations

import configparser
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]

ALLOWED_ACROSS_ROOMS: set[tuple[str, str]] = {
    ("luotsi.accounts", "luotsi.organisation"),
    # Wagtail's lock says who holds it.
    ("luotsi.content", "luotsi.accounts"),
    ("luotsi.guidance", "luotsi.accounts"),
}
"""(the room that refers, the room referred to). Anything else refers by code or id."""


def floors() -> list[str]:
    """Rooms from the highest floor to the lowest, as the import contract lists them."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    layers = contract["importlinter:contract:floors"]["layers"].split("\n")
    return [room.strip() for layer in layers for room in layer.split("|") if room.strip()]


def test_the_tables_of_every_room_are_protected() -> None:
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    kept = {contract[name]["protected_modules"].strip() for name in contract if "tables-of-" in name}
    package = ROOT / "src" / "luotsi"
    found = {file.parent.relative_to(package).parts for file in package.rglob("models.py")}
    # Screens keep nothing; what Wagtail wants of the editor is no table of ours.
    assert kept == {".".join(("luotsi", *room, "models")) for room in found if room[0] != "web"}


def room_of(model: type) -> str:
    return ".".join(model.__module__.split(".")[:2])


def references_across_rooms() -> set[tuple[str, str]]:
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("luotsi."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            if isinstance(target, type) and target.__module__.startswith("luotsi."):
                found.add((room_of(model), room_of(target)))
    return {(here, there) for here, there in found if here != there}


def test_foreign_keys_lead_downward() -> None:
    order = {f"luotsi.{room}": floor for floor, room in enumerate(floors())}
    upward = {(here, there) for here, there in references_across_rooms() if order[here] > order[there]}
    assert upward == set()


def test_foreign_keys_between_rooms_are_listed() -> None:
    assert references_across_rooms() <= ALLOWED_ACROSS_ROOMS


def test_every_folder_of_the_package_is_on_a_floor() -> None:
    package = ROOT / "src" / "luotsi"
    folders = {folder.name for folder in package.iterdir() if (folder / "__init__.py").exists()}
    assert folders == set(floors())
