"""``python -m bot.demo.postgres_part --data DIR [--port N]``: the embedded Postgres as a process that can be watched.

Runs the server until SIGTERM or SIGINT and stops it then; ends by itself, with the server's last words, if the server
dies. The demo starts this rather than the server so that the server goes even when the demo itself is killed.
"""

import argparse
import signal
import sys
import time
from pathlib import Path

from bot.demo.binaries import PostgresFailed
from bot.demo.postgres import EmbeddedPostgres

READY = "postgres ready"


def main() -> int:
    """Start, say so, watch, stop."""
    parser = argparse.ArgumentParser(prog="postgres", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="where the data are kept")
    parser.add_argument("--port", type=int, help="default: the last one, or a free one")
    given = parser.parse_args()
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: told.append(number))
    server = EmbeddedPostgres(given.data, given.port)
    try:
        server.start()
        print(READY, flush=True)
        while not told and server.is_running():
            time.sleep(0.1)
        died = not server.is_running()
        server.stop()
    except PostgresFailed as failure:
        print(failure, flush=True)
        return 1
    if died:
        print(f"Postgres is gone; its log ends with:\n{server.log_tail()}", flush=True)
    return 1 if died else 0


if __name__ == "__main__":
    sys.exit(main())
