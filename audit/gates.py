"""Do the gates bite? Breaks one rule of safety at a time in a copy of the tree and runs the tests that watch
it: each must fail. A test that passes although its rule is gone proves nothing.

    .venv/bin/python -m audit.gates [WORD ...]      only rules with one of these words in them

First all of these tests run on the unbroken copy and must pass. Ends with 1 if anything slipped through.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

from audit.broken_gates import GATES, Gate

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("src", "tests", "docs", "scripts", "requirements", "frontend")
PATIENCE = 1800
"""Seconds for one run of tests."""

SETTINGS = '''"""Settings of the copy: the tables of the tests lie in a file that is copied for every run."""
import os
from luotsi.config.settings import *
DATABASES["default"]["TEST"] = {"NAME": os.environ["GATES_TABLES"]}
'''
A_TEST_WITH_TABLES = "accounts/test_people.py::test_nobody_gives_rights_to_themselves"


class Verdict(StrEnum):
    """What became of a broken rule."""

    CAUGHT = "caught"
    SLIPPED = "SLIPPED THROUGH"
    UNCLEAR = "UNCLEAR: the tests could not run"
    GONE = "UNCLEAR: the line is no longer there"


class Tree:
    """A copy of everything that the tests need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
            )
        for file in (*ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".importlinter"):
            shutil.copy2(file, folder)
        (folder / "gates_settings.py").write_text(SETTINGS, encoding="utf-8")

    def run(self, tests: Sequence[str], *, tables: Path | None = None) -> int:
        """pytest's answer: 0 all passed, 1 some failed. `tables` is a file of made tables to begin with."""
        own = self.folder / "tables.sqlite3"
        for leftover in self.folder.glob("tables.sqlite3*"):
            leftover.unlink()
        if tables is not None:
            shutil.copy2(tables, own)
        told = subprocess.run(
            [
                sys.executable, "-B", "-m", "pytest", "-x", "--ds=gates_settings", "--reuse-db",
                *(f"tests/{one}" for one in tests),
            ],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "src"), "GATES_TABLES": str(own)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )  # fmt: skip
        (self.folder / "last.txt").write_text(told.stdout + told.stderr, encoding="utf-8")
        return told.returncode

    def last_words(self) -> str:
        return (self.folder / "last.txt").read_text(encoding="utf-8")[-3000:]

    @contextmanager
    def broken(self, gate: Gate) -> Iterator[bool]:
        """Inside, the rule is broken; gives False when its line cannot be found exactly once."""
        file = self.folder / "src" / "luotsi" / gate.file
        before = file.read_text(encoding="utf-8")
        if before.count(gate.stands) != 1:
            yield False
            return
        file.write_text(before.replace(gate.stands, gate.broken), encoding="utf-8")
        try:
            yield True
        finally:
            file.write_text(before, encoding="utf-8")


def judge(gate: Gate, tree: Tree, tables: Path) -> Verdict:
    """Break the rule, run its tests, mend it."""
    with tree.broken(gate) as is_broken:
        if not is_broken:
            return Verdict.GONE
        answer = tree.run(gate.tests, tables=None if gate.has_own_tables else tables)
    return {0: Verdict.SLIPPED, 1: Verdict.CAUGHT}.get(answer, Verdict.UNCLEAR)


def walk(gates: Sequence[Gate], trees: Sequence[Tree], tables: Path) -> Iterator[tuple[Gate, Verdict, float]]:
    """Every verdict as it comes, on as many trees at a time as there are."""
    free: SimpleQueue[Tree] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def one(gate: Gate) -> tuple[Gate, Verdict, float]:
        tree, started = free.get(), time.monotonic()
        try:
            verdict = judge(gate, tree, tables)
            if verdict is Verdict.UNCLEAR:
                say(tree.last_words())
            return gate, verdict, time.monotonic() - started
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        yield from pool.map(one, gates)


def main(words: Sequence[str]) -> int:
    gates = [one for one in GATES if not words or any(word in one.rule for word in words)]
    with tempfile.TemporaryDirectory(prefix="luotsi-gates-") as folder:
        trees = [Tree(Path(folder) / str(number)) for number in range(min(2, os.cpu_count() or 1))]
        tables = Path(folder) / "tables.sqlite3"
        if trees[0].run([A_TEST_WITH_TABLES]) or not (trees[0].folder / "tables.sqlite3").exists():
            say(trees[0].last_words())
            return 1
        shutil.copy2(trees[0].folder / "tables.sqlite3", tables)
        if trees[0].run(sorted({test for gate in gates for test in gate.tests}), tables=tables):
            say(f"{trees[0].last_words()}\nThe tests fail on the unbroken tree: nothing can be said.")
            return 1
        verdicts = []
        for gate, verdict, seconds in walk(gates, trees, tables):
            say(f"{verdict:<16} {gate.rule} ({seconds:.0f} s)")
            verdicts.append(verdict)
    caught = verdicts.count(Verdict.CAUGHT)
    say(f"{caught} of {len(verdicts)} broken rules were caught")
    return 0 if caught == len(verdicts) else 1


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
