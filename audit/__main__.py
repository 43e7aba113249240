"""`make audit`: every proof of safety that is too slow or asks for too much to run with the tests.

.venv/bin/python -m audit [--quick]      --quick leaves out the broken gates, which take a quarter of an hour
"""

from __future__ import annotations

import sys
import time

from audit.tools import State, Step, bill_of_materials, code, components, ours, say, secrets


def steps() -> list[Step]:
    """Each step in its turn; the quick ones first."""
    wanted = [
        code,
        secrets,
        components,
        bill_of_materials,
        lambda: ours("regular expressions", "audit.patterns"),
    ]
    if "--quick" not in sys.argv:
        wanted.append(lambda: ours("broken gates", "audit.gates"))
    done = []
    for step in wanted:
        started = time.monotonic()
        done.append(step())
        say(f"{done[-1].state:<8} {done[-1].name}: {done[-1].figures} ({time.monotonic() - started:.0f} s)")
    return done


def main() -> int:
    done = steps()
    states = [one.state for one in done]
    counts = ", ".join(f"{states.count(state)} {state}" for state in State if state in states)
    say(f"audit: {counts}")
    return 1 if State.FAILED in states else 0


if __name__ == "__main__":
    sys.exit(main())
