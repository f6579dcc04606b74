"""Tokens that people type never reach the disk in the clear: the door puts ciphertext in their place.

What was hidden is opened again by `bot.services.hidden.open_secret` with the same vault.
"""

import re
from typing import Protocol

# VK's tokens: `vk1.a.` and url-safe base64, or 85 hex digits of the older form (docs/vk.md).
TOKEN = re.compile(r"vk1\.[a-z]\.[A-Za-z0-9_-]{16,}|(?<![0-9a-fA-F])[0-9a-fA-F]{85}(?![0-9a-fA-F])")


class Locker(Protocol):
    """What encrypts: `bot.gateway.vault.Vault`."""

    def lock(self, token: str) -> bytes:
        """The token as ciphertext, url-safe base64."""


class Opener(Protocol):
    """What decrypts; the same vault."""

    def open(self, ciphertext: bytes) -> str:
        """The token."""


def hide(text: str, vault: Locker) -> str:
    """The text with everything shaped like a VK token replaced by `[[secret:ciphertext]]`.

    May be given JSON as well: neither tokens nor ciphertext hold a character that JSON escapes.
    """
    if "vk1." not in text and len(text) < 85:
        return text
    return TOKEN.sub(lambda found: f"[[secret:{vault.lock(found.group()).decode()}]]", text)
