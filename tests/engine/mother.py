"""Bears processes of the bot: `python -m tests.engine.mother`, one JSON line a birth, its number back.

The imports of the bot take three seconds; fifty lives of one second each could not be tested with them. So they are
done once here, and a child is forked that does what `python -m bot run …` does from its first line on. Such a child is
a process like any other: it has its own connections and memory, and the kernel kills it as it kills all. What it says
lies in its log; its exit code, unless it was killed, beside it.
"""

import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
from pathlib import Path

import bot.app  # the imports that are done once
from bot import __main__ as command_line

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Bear one child a line, until the input ends."""
    bot.app.load_handlers()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    print("mother ready", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(KeyboardInterrupt):
                code = _live(wanted["arguments"], wanted["environment"], wanted["log"])
                gc.unfreeze()
                gc.collect()  # what was left open complains, as it does when an interpreter ends
                Path(f"{wanted['log']}.code").write_text(str(code))
                os._exit(code)
            os._exit(1)
        print(child, flush=True)


def _live(arguments: list[str], environment: dict[str, str], log: str) -> int:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # Linux: no child outlives a test run
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(here, there)
    os.environ.clear()
    os.environ.update(environment)
    return command_line.main(arguments)


if __name__ == "__main__":
    main()
