"""One process of the demo: started in a session of its own, its words in a log, never outliving us."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

TAIL_LINES = 15
PR_SET_PDEATHSIG = 1  # man 2 prctl: the signal a process gets when its parent dies

_libc = ctypes.CDLL(None, use_errno=True)


class PartDied(RuntimeError):
    """A process of the demo ended when nobody asked it to; the text is for the terminal."""


class Part:
    """A process started by the demo."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path, env: Mapping[str, str], ends: bool) -> None:
        """Start it; its output goes to the log, begun anew. ``ends``: a step, which is to end by itself."""
        self.name, self.log, self._ends = name, log, ends
        log.parent.mkdir(parents=True, exist_ok=True)
        parent = os.getpid()
        with log.open("wb") as output:
            # a session of its own: the terminal's Ctrl-C reaches us only, and we stop the parts in order
            self._process = subprocess.Popen(
                [*command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**env, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
                start_new_session=True,
                preexec_fn=lambda: _die_with(parent),
            )

    def said(self) -> str:
        """All it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def heard(self, beginning: str) -> str | None:
        """The first whole line that begins so, or None while it was not written."""
        whole = self.said().rpartition("\n")[0].splitlines()
        return next((line for line in whole if line.startswith(beginning)), None)

    def exit_code(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def is_dead(self) -> bool:
        """Whether it ended otherwise than it should: a step may end, with success only."""
        code = self.exit_code()
        return code is not None and (code != 0 or not self._ends)

    def obituary(self) -> str:
        """How it ended and its last words."""
        tail = "\n".join(f"  {line}" for line in self.said().splitlines()[-TAIL_LINES:])
        return f"{self.name} {_how_ended(self._process.returncode)}; the end of {self.log}:\n{tail or '  (empty)'}"

    def stop(self, patience_s: float) -> None:
        """Ask it to end, then end it with whatever it started in its own session."""
        if self._process.poll() is None:
            self._process.terminate()
        deadline = time.monotonic() + patience_s
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self._process.wait()


def _how_ended(code: int) -> str:
    return f"ended with exit code {code}" if code >= 0 else f"was killed by {signal.Signals(-code).name}"


def _die_with(parent: int) -> None:
    """Runs in the child before its program: should we be killed, the kernel asks it to end too."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
