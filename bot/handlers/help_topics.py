"""`/помощь`: the commands this person may use, from the registry and the rights table."""

from collections.abc import Sequence

from bot.handlers.registry import COMMANDS
from bot.kit.screen import Screen
from bot.services import access
from bot.services.access import Role
from bot.ui import help_screens


def screen(roles: Sequence[Role], topic: str, addresses: str) -> Screen:
    """The list with the addresses of platform and help under it, or one command in detail."""
    allowed = [c for c in dict.fromkeys(COMMANDS.values()) if not c.act or access.may(roles, c.act)]
    found = COMMANDS.get(topic.strip().removeprefix("/").lower())
    if found in allowed and found is not None:
        return help_screens.one(found.word, found.alias)
    return help_screens.overview([c.word for c in allowed], roles, addresses)
