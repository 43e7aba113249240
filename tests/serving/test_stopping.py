"""The tests' own commands, told to stop: what they have started ends first, in its own way, then they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

INNER = """
import time
from tests import stopping
stopping.heed()
try:
    print("ready", flush=True)
    time.sleep(300)
finally:
    time.sleep(0.5)
    print("inner", flush=True)
"""
OUTER = f"""
import sys
from tests import stopping
stopping.heed()
try:
    stopping.run([sys.executable, "-c", {INNER!r}])
finally:
    print("outer", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("times", [1, 2])
def test_who_is_told_to_stop_ends_what_it_has_started_and_waits_for_it(
    number: signal.Signals, times: int
) -> None:
    """A service manager tells one process, a terminal all of them, and impatient people tell it twice."""
    process = subprocess.Popen(
        [sys.executable, "-c", OUTER], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    for _time in range(times):
        if number is signal.SIGTERM:
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)
    assert process.communicate(timeout=120)[0].split() == ["inner", "outer"]
    assert process.returncode == 128 + number
