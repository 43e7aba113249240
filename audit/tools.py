"""Tools of others that look for faults, in the environment of audits (.venv-audit). Each gives a line."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv-audit" / "bin"
BASELINE = Path(__file__).with_name("secrets-baseline.json")
PATIENCE = 600

LISTED_ELSEWHERE = ("B308", "B311", "B404", "B405", "B603", "B608", "B703")
"""What tests/house/test_dangerous_code.py lists one by one with its reason, and fails for a new one."""

BANDITS_MISTAKES = {
    ("B101", "integrations/ptv/loading.py"): "an assertion for the type checker",
    ("B101", "privacy/keyring.py"): "an assertion for the type checker",
    ("B105", "accounts/demo.py"): "the demo's passphrase, public on purpose and refused outside a demo",
    ("B105", "config/backups/tables.py"): "the name of a table that is left out, and why",
    ("B105", "privacy/types.py"): "what a family of events is for",
    ("B106", "guidance/snapshot.py"): "the token of an empty snapshot",
    ("B106", "privacy/keyring.py"): "a destroyed key has no secret",
}
"""What bandit takes for a fault and is none."""

NOT_LOOKED_AT = (
    "requirements/",
    "frontend/package-lock.json",
    "audit/secrets-baseline.json",
    "src/luotsi/web/parts/vendor/",
)
"""Hashes and other people's files, which look like secrets."""


class State(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the report."""

    name: str
    state: State
    figures: str


def code() -> Step:
    """bandit over the package; all that is not listed elsewhere fails."""
    told = run([BIN / "bandit", "-q", "-r", "src", "-f", "json", "-s", ",".join(LISTED_ELSEWHERE)])
    report = json.loads(told.stdout)
    found = [(one["test_id"], one["filename"].removeprefix("src/luotsi/"), one) for one in report["results"]]
    new = [(kind, file, one) for kind, file, one in found if (kind, file) not in BANDITS_MISTAKES]
    for kind, file, one in new:
        say(f"  {kind} {file}:{one['line_number']} {one['issue_text']}")
    lines = report["metrics"]["_totals"]["loc"]
    figures = f"{lines} lines, {len(found)} findings, {len(new)} of them not yet judged"
    return Step("bandit", State.FAILED if new or report["errors"] else State.PASSED, figures)


def secrets() -> Step:
    """detect-secrets over every file of the project; what a person has looked at stands in the baseline."""
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard"]).stdout.split("\n")
    files = [one for one in listed if one and not one.startswith(NOT_LOOKED_AT) and (ROOT / one).is_file()]
    report = json.loads(run([BIN / "detect-secrets", "scan", *files]).stdout)["results"]
    found = {(file, one["hashed_secret"]): one for file, several in report.items() for one in several}
    known = (
        {tuple(one) for one in json.loads(BASELINE.read_text(encoding="utf-8"))}
        if BASELINE.exists()
        else set()
    )
    new = {key: one for key, one in found.items() if key not in known}
    for (file, _), one in new.items():
        say(f"  {file}:{one['line_number']} {one['type']}")
    if "--write-baseline" in sys.argv:
        written = json.dumps(sorted(map(list, found)), indent=1)
        BASELINE.write_text(written + "\n", encoding="utf-8")
    return Step(
        "detect-secrets",
        State.FAILED if new else State.PASSED,
        f"{len(files)} files, {len(found)} look like secrets, {len(new)} of them not yet judged",
    )


def components() -> Step:
    """pip-audit about the locked versions. Where no service answers nothing is proved, and that is said."""
    lock = ROOT / "requirements" / "base.txt"
    lines = [one for one in lock.read_text(encoding="utf-8").splitlines() if "==" in one]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as probe:
        probe.write("django==3.0\n")
        probe.flush()
        if "PYSEC" not in pip_audit(Path(probe.name)).stdout:
            words = (
                "no vulnerability service is reached from here: a version with known holes was not recognised"
            )
            return Step("pip-audit", State.SKIPPED, words)
    told = pip_audit(lock)
    if told.returncode and not told.stdout.startswith("{"):
        return Step("pip-audit", State.FAILED, told.stderr.strip()[-200:])
    report = json.loads(told.stdout)["dependencies"]
    holes = [(one["name"], hole["id"]) for one in report for hole in one.get("vulns", ())]
    unknown = [one["name"] for one in report if "skip_reason" in one]
    for name, hole in holes:
        say(f"  {name}: {hole}")
    is_bad = bool(holes or unknown)
    figures = f"{len(lines)} locked versions, {len(holes)} known holes, {len(unknown)} unknown"
    return Step("pip-audit", State.FAILED if is_bad else State.PASSED, figures)


def pip_audit(requirements: Path) -> subprocess.CompletedProcess[str]:
    options = [
        "--strict",
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
        "--timeout",
        "10",
    ]
    return run([BIN / "pip-audit", *options, "-r", requirements])


def bill_of_materials() -> Step:
    """The bill of materials, held against its schema by the standard's own library."""
    (ROOT / "build").mkdir(exist_ok=True)
    file = ROOT / "build" / "sbom.json"
    made = run([ROOT / ".venv" / "bin" / "python", "scripts/sbom", file])
    checked = run([BIN / "python", "audit/check_sbom.py", file])
    if made.returncode or checked.returncode:
        return Step("bill of materials", State.FAILED, (made.stderr + checked.stdout + checked.stderr)[-300:])
    components = json.loads(file.read_text(encoding="utf-8"))["components"]
    kinds = Counter(one["purl"].partition("/")[0].removeprefix("pkg:") for one in components)
    return Step(
        "bill of materials",
        State.PASSED,
        f"{kinds['pypi']} Python, {kinds['npm']} front-end, valid: {file.name}",
    )


def ours(name: str, module: str) -> Step:
    """A proof of our own: its last line is its figure."""
    told = run([ROOT / ".venv" / "bin" / "python", "-m", module], patience=7200)
    lines = told.stdout.strip().split("\n")
    for line in lines[:-1]:
        say(f"  {line}")
    figures = lines[-1] if lines[-1] else told.stderr.strip()[-300:]
    return Step(name, State.FAILED if told.returncode else State.PASSED, figures)


def run(command: Sequence[object], patience: int = PATIENCE) -> subprocess.CompletedProcess[str]:
    words = [str(one) for one in command]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=patience)


def say(words: str) -> None:
    print(words, flush=True)
