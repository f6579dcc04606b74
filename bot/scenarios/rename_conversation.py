"""A conversation gets another title: which one, and what it is to be called."""

from dataclasses import dataclass

from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import conversation_access, conversation_naming
from bot.ui import conversations as screens

ACT = conversation_naming.ACT


@dataclass
class RenameDraft:
    """Which conversation; `page` of the list."""

    conversation: int = 0
    page: int = 0


class RenameConversation(
    Scenario[RenameDraft], name="rename_conversation", version=1, first="conversation", draft=RenameDraft
):
    """Which → the new title → done."""

    async def ask_conversation(self) -> Screen:
        facts = await conversation_access.get_own(self.turn.actor, ACT, now=self.turn.now)
        return screens.ask_which_to_rename(facts, page=self.draft.page)

    async def take_conversation(self, said: Said) -> Outcome:
        if said.button == "more":
            self.draft.page += 1
            return Again()
        chosen = said.number("conversation")
        if chosen is None:
            fact = await conversation_access.find_own(
                self.turn.actor, said.text, act=ACT, command="переименовать", now=self.turn.now
            )
            chosen = fact.id
        self.draft.conversation = chosen
        return Goto("title")

    async def ask_title(self) -> Screen:
        place = ConversationId(self.draft.conversation)
        return screens.ask_title(await conversation_access.access_fact(self.turn.actor, ACT, place, now=self.turn.now))

    async def take_title(self, said: Said) -> Outcome:
        title = conversation_naming.parse_chat_title(said.text)
        place = ConversationId(self.draft.conversation)
        return Finish(
            screens.renamed(await conversation_naming.rename(self.turn.actor, place, title, now=self.turn.now))
        )
