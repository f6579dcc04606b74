"""What the demo remembers between runs, in one private file: its key and its community's tokens."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.demo.postgres import write_private


def _fresh_key() -> str:
    """32 random bytes in url-safe base64, the form of TOKEN_KEY."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@dataclass
class Kept:
    """The demo's memory.

    ``community`` is the sandbox's answer when it was made; ``founded``: ``init`` has run; ``filling``: the cast began
    to come in; ``filled``: it is in.
    """

    token_key: str = field(default_factory=_fresh_key)
    community: dict[str, Any] = field(default_factory=dict)
    founded: bool = False
    filling: bool = False
    filled: bool = False

    def save(self, path: Path) -> None:
        """Write it where only its owner reads, whole or not at all."""
        half = path.with_suffix(".half")
        write_private(half, json.dumps(asdict(self), ensure_ascii=False, indent=1))
        half.replace(path)


def recall(path: Path) -> Kept:
    """What was kept, or a beginning."""
    if not path.exists():
        return Kept()
    return Kept(**json.loads(path.read_text(encoding="utf-8")))
