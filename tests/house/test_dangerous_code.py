"""Whatever could hurt when used carelessly stands here by name, with the reason why it does not.

A new use fails until somebody has thought about it and written down why; a reason without its use fails too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "luotsi"

MARKED_SAFE = {
    "web/editor/campaigns.py _qr": "drawn by segno: squares only, no text of anybody in it",
    "web/editor/picture.py picture_of_draft": "drawn by guidance.drawing, where ElementTree escapes all text",
    "web/parts/icons.py icon": "files of the package, chosen by name from a closed list",
    "web/parts/templatetags/parts.py style_sheet": "our own sheet; a county's colour is six hex digits",
    "web/parts/templatetags/parts.py times": "escaped one line above; the pattern matches digits and dashes",
    "web/parts/templatetags/parts.py qr": "drawn by segno; its name goes through format_html",
    "web/parts/templatetags/parts.py details": "a constant",
}
"""Text that templates do not escape: where, and why that is right."""

SQL_MADE_OF_PARTS = {
    "catalogue/actions.py _save_batch": "names of our own tables and columns; values are parameters",
    "config/backups/loading.py empty": "names of tables of our own models, quoted",
    "config/backups/loading.py without_triggers": "the database's own words for its triggers",
    "config/backups/loading.py _insert": "names of our own tables and columns, quoted; values are parameters",
    "config/backups/loading.py continue_numbers": "names of our own tables and columns, quoted",
    "config/backups/marker.py put_up": "a constant of the module",
    "config/backups/marker.py take_down": "a constant of the module",
    "config/backups/reading.py _begin": "one of two constants",
    "config/backups/reading.py rows": "names of our own tables and columns, quoted",
    "config/backups/reading.py count": "names of our own tables, quoted",
    "conversations/learning.py _listen": "two constants of the room",
    "conversations/rows.py conversation": "names of our own tables and columns; values are parameters",
    "conversations/rows.py is_sent": "names of our own tables and columns; values are parameters",
    "conversations/rows.py add": "names of our own tables and columns; values are parameters",
    "conversations/rows.py change": "names of our own tables and columns; values are parameters",
    "config/backups/reading.py last_id": "names of our own sequences, quoted",
    "config/backups/restoring.py _clear": "names that the database itself lists, quoted",
    "config/backups/restoring.py _drop_functions": "names that the database itself lists, quoted",
    "config/migrating.py _has_anything_of_worth": "names of tables of a closed list",
    "privacy/actions.py _emptied_log": "a constant, and a number that the database told",
    "privacy/guards.py missing": "one of two constants",
    "privacy/guards.py _run": "triggers, made of constants of the module",
}
"""SQL that is not one constant; nothing that a person sent is ever part of it."""

WITHOUT_A_TOKEN = {
    "web/parts/security.py same_origin_only": "residents have no cookie that a foreign form could ride on",
    "web/api/views.py programs": "programs send no cookie, and foreign pages cannot send JSON without leave",
}
"""Where Django's protection of forms is switched off."""

BY_ORIGIN = {
    "web/pages/assistant.py assistant": "words of residents to the assistant",
    "web/pages/assistant.py save": "a resident's own exchange, given back as a file",
    "web/pages/assistant.py panel_assistant": "the same inside another site's frame; its own origin is ours",
    "web/pages/chat/views.py chat": "a resident's chat without a script; what is secret stands in a field",
    "web/pages/chat/views.py panel_chat": "the same inside another site's frame; its own origin is ours",
    "web/pages/guide.py guide": "answers of residents",
    "web/pages/feedback.py give": "feedback of residents",
    "web/pages/wishes.py wishes": "wishes of residents",
    "web/parts/gallery.py": "forms of the gallery of parts, in a demo only",
}
"""Views whose forms are protected by the sender's origin (decision 0005); none of staff's may be here."""

DOORS = {
    "subprocess": {
        "config/supervisor.py": "our own interpreter with a list of arguments",
        "config/backups/trial.py": "the same, in a scratch folder",
    },
    "socket": {
        "foundation/outgoing.py": "resolves before it connects",
        "foundation/jobs/workers.py": "the machine's name",
        "config/commands/serving.py": "whether a port is free",
        "config/demo_twin.py": "a free port for the demo's twin",
        "conversations/carrying.py": "datagrams between processes, in a folder of the data folder",
    },
    "ssl": {"foundation/outgoing.py": "certificates are checked"},
    "httpx": {"foundation/outgoing.py": "addresses are taken apart"},
    "httpcore": {"foundation/outgoing.py": "the one outgoing client"},
    "zipfile": {
        "config/backups/taking.py": "writes",
        "config/backups/checking.py": "members are checked against the manifest",
        "config/backups/restoring.py": "only members of the manifest, after checking",
        "config/backups/loading.py": "only members of the manifest, after checking",
    },
    "random": {
        "assistant/clients.py": "simulated clients that answer the same every time",
        "assistant/measures.py": "shuffles that are the same every time",
        "contacts/rules.py": "a waiting line played through, the same every time",
        "safety/training/lesson.py": "typing errors that are the same every time",
        "understanding/learning.py": "typing errors that are the same every time",
        "safety/training/messages.py": "the same",
        "understanding/trial.py": "the same",
        "understanding/slips.py": "typing errors from a source that is given",
        "integrations/ptv/asking.py": "the length of a wait is no secret",
        "integrations/ptv/twin/generating.py": "invented data that is the same every time",
        "integrations/ptv/twin/generating_channels.py": "invented data that is the same every time",
    },
    "xml": {"guidance/drawing.py": "writes drawings, reads nothing"},
    "http.server": {"integrations/ptv/twin/server.py": "the twin, for tests and the demo"},
}
"""Modules with which one can leave the program, and the only files that may import them."""

NEVER_IMPORTED = {
    "pickle", "marshal", "shelve", "dill", "ctypes", "telnetlib", "ftplib", "requests", "urllib.request",
    "urllib3", "aiohttp", "http.client", "smtplib", "xmlrpc", "tarfile", "lxml", "jinja2", "imp",
}  # fmt: skip
NEVER_CALLED = {
    "eval", "exec", "__import__", "system", "popen", "md5", "sha1", "mktemp", "extra", "RawSQL", "raw",
    "loads_unsafe", "unsafe_load", "full_load", "set_trace", "breakpoint", "SafeText", "make_random_password",
}  # fmt: skip
MARKUP_IN_SCRIPTS = {
    "web/editor/static/editor/yaml.js": "our own page's answer to the check, escaped by its template",
    "web/staff/static/staff/jobs.js": "our own page's piece, escaped by its template",
}
NEVER_IN_SCRIPTS = re.compile(
    r"\bouterHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function|\bpostMessage\(|localStorage|"
    r"indexedDB|document\.cookie|\bsrcdoc\b|addEventListener\(\s*[\"']message[\"']|__proto__"
)
ACROSS_FRAMES = {
    "web/pages/static/chat/panel.js": "closing and counts of the panel, to the site that shows it",
    "web/pages/static/widget/luotsi-widget.js": "the same, on that site; only from its own frame and origin",
}
"""Scripts that talk to another window. No word and no secret may go that way."""
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+off|\{%\s*(?:debug|ssi)\b")


@dataclass(frozen=True, slots=True)
class Call:
    """A call and the function in which it stands."""

    where: str
    name: str
    owner: str
    node: ast.Call


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(SRC.rglob("*.py")):
        yield file.relative_to(SRC).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    return tuple(found for name, tree in modules() for found in _calls(tree, name, ""))


def _calls(node: ast.AST, file: str, function: str) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        inside = child.name if is_function and not function else function
        if isinstance(child, ast.Call):
            called = child.func
            name = getattr(called, "attr", getattr(called, "id", ""))
            owner = getattr(getattr(called, "value", None), "id", "")
            yield Call(f"{file} {inside}".strip(), name, owner, child)
        yield from _calls(child, file, inside)


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def places(*names: str) -> set[str]:
    return {call.where for call in calls() if call.name in names}


def test_unescaped_text_is_listed_with_its_reason() -> None:
    assert places("mark_safe") == set(MARKED_SAFE)


def test_markup_is_formatted_from_constants_only() -> None:
    for call in calls():
        if call.name in {"format_html", "format_html_join"}:
            at = 1 if call.name == "format_html_join" else 0
            assert isinstance(call.node.args[at], ast.Constant), call.where


def test_no_template_leaves_anything_unescaped() -> None:
    files = [one for kind in ("html", "txt", "svg", "xml") for one in SRC.rglob(f"templates/**/*.{kind}")]
    assert len(files) > 50
    assert [one.name for one in files if UNESCAPED.search(one.read_text(encoding="utf-8"))] == []


def test_sql_is_a_constant_or_listed_with_its_reason() -> None:
    made = {
        call.where
        for call in calls()
        if call.name in {"execute", "executemany", "executescript"} and "cursor" in call.owner
        if not isinstance(call.node.args[0], ast.Constant)
    }
    assert made == set(SQL_MADE_OF_PARTS)


def test_forms_without_a_token_are_listed_with_their_reason() -> None:
    assert places("csrf_exempt") == set(WITHOUT_A_TOKEN)
    decorated = {
        f"{name} {node.name}" if "pages" in name else name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        if any(getattr(one, "id", "") in {"same_origin_only", "csrf_exempt"} for one in node.decorator_list)
    }
    assert decorated == set(BY_ORIGIN)
    assert not any("staff" in one or "editor" in one for one in decorated)


def test_ways_out_of_the_program_have_one_door_each() -> None:
    used: dict[str, set[str]] = {door: set() for door in DOORS}
    for name, tree in modules():
        for imported in imports(tree):
            for door in DOORS:
                if imported == door or imported.startswith(f"{door}."):
                    used[door].add(name)
    assert used == {door: set(files) for door, files in DOORS.items()}


def test_what_is_never_imported_and_never_called() -> None:
    imported = {
        (name, one)
        for name, tree in modules()
        for one in imports(tree)
        if any(one == never or one.startswith(f"{never}.") for never in NEVER_IMPORTED)
    }
    assert imported == set()
    assert {(call.where, call.name) for call in calls() if call.name in NEVER_CALLED} == set()


def test_no_shell_no_unsafe_yaml_and_no_unchecked_certificate() -> None:
    for call in calls():
        told = {one.arg: one.value for one in call.node.keywords}
        assert not ("shell" in told and getattr(told["shell"], "value", True)), call.where
        assert not ("verify" in told and getattr(told["verify"], "value", True) is False), call.where
        is_packaged = call.where == "foundation/packaged.py read_yaml"
        assert is_packaged or not (call.owner == "yaml" and call.name in {"load", "load_all"}), call.where


def test_scripts_of_ours_build_no_page_from_words() -> None:
    scripts = [one for one in SRC.rglob("static/**/*.js") if "vendor" not in one.parts]
    assert len(scripts) > 5
    told = {one.relative_to(SRC).as_posix(): one.read_text(encoding="utf-8") for one in scripts}
    assert {name for name, text in told.items() if "innerHTML" in text} == set(MARKUP_IN_SCRIPTS)
    found = {name: set(NEVER_IN_SCRIPTS.findall(text)) for name, text in told.items()}
    assert {name: words for name, words in found.items() if words} == {
        name: {"postMessage(", "addEventListener('message'"} for name in ACROSS_FRAMES
    }


def test_across_frames_go_names_and_counts_alone() -> None:
    """What a host site may hear of a chat: that the panel is there, closes, and how many are unread."""
    panel = (SRC / "web/pages/static/chat/panel.js").read_text(encoding="utf-8")
    assert set(re.findall(r"\bsend\(([^)]*)\)", panel)) <= {
        "'ready'",
        "'close'",
        "'unread', { count: event.detail }",
    }
    loader = (SRC / "web/pages/static/widget/luotsi-widget.js").read_text(encoding="utf-8")
    assert "event.source !== frame.contentWindow || event.origin !== origin" in loader


@pytest.mark.parametrize(
    "listed",
    [
        MARKED_SAFE,
        SQL_MADE_OF_PARTS,
        WITHOUT_A_TOKEN,
        BY_ORIGIN,
        MARKUP_IN_SCRIPTS,
        ACROSS_FRAMES,
        *DOORS.values(),
    ],
)
def test_every_reason_says_something(listed: dict[str, str]) -> None:
    assert all(len(reason) > 5 for reason in listed.values())
