"""The language of conversation tests: people who say, press and open; and the world they do it in."""

from tests.world.people import Actor, Seen
from tests.world.world import World

__all__ = ["Actor", "Seen", "World"]
