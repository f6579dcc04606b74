"""A school's own community: how its key is made, step by step; the key; what VK says of it comes when it comes."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import connecting
from bot.ui import communities as screens


@dataclass
class ConnectDraft:
    """Nothing is kept: the key least of all."""


class ConnectCommunity(Scenario[ConnectDraft], name="connect_community", version=1, first="key", draft=ConnectDraft):
    """The key → «I am looking» → the answer of VK in a message of its own."""

    def ask_key(self) -> Screen:
        return screens.ask_key()

    async def take_key(self, said: Said) -> Outcome:
        await connecting.ask_check(self.turn.actor, said.text, talk=self.turn.talk, now=self.turn.now)
        return Finish(screens.checking())
