"""Addresses that only VK has: the entry link of an invite, in texts as `[[invite:CODE]]`."""

import re

_PLACEHOLDER = re.compile(r"\[\[invite:([0-9A-Za-z]+)\]\]")


def invite_url(screen_name: str, code: str) -> str:
    """The link that starts a dialog; VK gives `ref` to the bot with the next message (docs/vk.md §6)."""
    return f"https://vk.me/{screen_name}?ref={code}"


def with_links(text: str, screen_name: str) -> str:
    """The text with its placeholders filled in."""
    return _PLACEHOLDER.sub(lambda found: invite_url(screen_name, found.group(1)), text)
