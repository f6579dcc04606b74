"""The identity of an event: two numbers that make the memory of events small and its index quick."""

import hashlib

# Below any peer of VK: where keys lie that are not a message's own place in its talk.
HASHED_BELOW = -(1 << 62)


def hashed(key: str) -> tuple[int, int]:
    """An event's id as (talk, number): 124 bits of md5, so that two ids never meet by chance.

    The same in SQL stands in migration 0003.
    """
    digest = hashlib.md5(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    number = int(digest[16:], 16)
    return HASHED_BELOW - int(digest[:15], 16), number - (1 << 64) if number >> 63 else number


def storable(text: str) -> str:
    """Without what Postgres cannot hold: NUL and halves of surrogate pairs."""
    clean = text.replace("\0", "")
    return clean if clean.isascii() else clean.encode("utf-8", "ignore").decode()
