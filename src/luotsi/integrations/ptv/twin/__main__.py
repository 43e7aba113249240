"""A twin from the command line: `python -m luotsi.integrations.ptv.twin --folder FOLDER --port 8900`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import serve


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m luotsi.integrations.ptv.twin", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--folder", type=Path, help="v11 objects as JSON files")
    source.add_argument("--generate", type=int, metavar="N", help="an invented county with N services")
    parser.add_argument("--seed", type=int, default=1, help="of the invented county")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--key", default="", help="what x-api-key must say for version 12")
    parser.add_argument("--slow", type=float, default=0.0, metavar="SECONDS", help="before every answer")
    parser.add_argument("--allowed", type=int, metavar="N", help="requests a second; more get 429")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Serve until interrupted; 1 when the folder or the port cannot be had."""
    chosen = _arguments(sys.argv[1:] if given is None else given)
    source = chosen.folder or county(chosen.generate, chosen.seed)
    faults = Faults(slow=chosen.slow, allowed=chosen.allowed)
    try:
        with serve(source, port=chosen.port, host=chosen.host, key=chosen.key, faults=faults) as twin:
            sys.stdout.write(f"{twin.v11}\n{twin.v12}\n")
            sys.stdout.flush()
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
