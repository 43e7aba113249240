"""The demo's service catalogue: a twin of PTV beside the site, so that loading can be tried without a key."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from luotsi.config.supervisor import Child, stop_with_parent
from luotsi.integrations.ptv.twin.__main__ import main as serve_twin

SERVICES = Path(__file__).parent / "demo" / "ptv"

SETTING = "LUOTSI_PTV_URL"


def choose_port() -> int | None:
    """A free port for the twin, told to every process by the setting; None when the demo has another PTV."""
    if os.environ.get(SETTING):
        return None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    os.environ[SETTING] = f"http://127.0.0.1:{port}/api/v11"
    return port


def child(port: int) -> Child:
    """The twin as a process under care."""
    return Child("PTV twin", [sys.executable, "-m", "luotsi.config.demo_twin", str(port)])


if __name__ == "__main__":
    stop_with_parent()
    sys.exit(serve_twin(["--folder", str(SERVICES), "--port", sys.argv[1]]))
