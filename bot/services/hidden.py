"""Secrets in what people said: the intake wrote `[[secret:ciphertext]]` in place of every token."""

import re
from typing import Protocol

HIDDEN = re.compile(r"\[\[secret:([A-Za-z0-9_=-]+)\]\]")


class Opener(Protocol):
    """What decrypts: the gateway's vault, handed in by whoever may open."""

    def open(self, ciphertext: bytes) -> str:
        """The token."""


def has_secret(text: str) -> bool:
    """Was a token hidden in this text?"""
    return "[[secret:" in text


def find_ciphertexts(text: str) -> list[bytes]:
    """The ciphertexts in the order they were said; they may be kept as they are in a community's row."""
    return [found.encode() for found in HIDDEN.findall(text)]


def open_secret(text: str, vault: Opener) -> str | None:
    """The first token that was said, None if there is none."""
    found = find_ciphertexts(text)
    return vault.open(found[0]) if found else None
