"""`python -m benchmarks NAME …`: runs one of them, as `make bench NAME=…` does."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """What can be run: modules that say how in their first lines."""
    return sorted(p.stem for p in HERE.glob("*.py") if "\n    python -m benchmarks" in p.read_text(encoding="utf-8"))


def main() -> int:
    """Run the one that was named with the rest of the line."""
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        print("say which:", *names(), sep="\n  ", file=sys.stderr)
        return 2
    name = sys.argv[1]
    sys.argv[1:2] = []
    runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
