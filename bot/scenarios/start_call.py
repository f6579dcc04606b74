"""A teacher chooses a conversation and, where the bot cannot start calls itself, brings the link."""

from dataclasses import dataclass

from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import calls, conversation_access, post
from bot.services.calls import CallFact
from bot.ui import calls as screens

ACT = "call.start"


@dataclass
class CallDraft:
    """`conversation` is where the call goes, `link` what was brought at once, `page` the page of the list."""

    conversation: int = 0
    link: str = ""
    page: int = 0


class StartCall(Scenario[CallDraft], name="start_call", version=1, first="conversation", draft=CallDraft):
    """Where → (the link) → the card is in the conversation."""

    async def ask_conversation(self) -> Screen:
        own = await conversation_access.get_own(self.turn.actor, ACT, now=self.turn.now)
        return screens.ask_conversation(own, page=self.draft.page)

    async def take_conversation(self, said: Said) -> Outcome:
        if said.button == "more":
            self.draft.page += 1
            return Again()
        text, link = calls.split_call_link(said.text)
        self.draft.conversation = await self._chosen(said, text)
        link = link or self.draft.link or None
        if link is None and await calls.needs_link(ConversationId(self.draft.conversation)):
            return Goto("link")
        return await self._start(link)

    async def ask_link(self) -> Screen:
        row = await conversation_access.access_fact(
            self.turn.actor, ACT, ConversationId(self.draft.conversation), now=self.turn.now
        )
        return screens.ask_link(row.title)

    async def take_link(self, said: Said) -> Outcome:
        brought = " ".join([said.text, *(a.link for a in said.attachments)])
        return await self._start(calls.parse_call_link(brought))

    async def _chosen(self, said: Said, text: str) -> ConversationId:
        if said.button:
            pressed = said.args[0] if said.args and isinstance(said.args[0], int) else 0
            fact = await conversation_access.access_fact(
                self.turn.actor, ACT, ConversationId(pressed), now=self.turn.now
            )
        else:
            fact = await conversation_access.find_own(
                self.turn.actor, text, act=ACT, command="звонок", now=self.turn.now
            )
        return fact.id

    async def _start(self, link: str | None) -> Outcome:
        place = ConversationId(self.draft.conversation)
        fact = await calls.start(self.turn.actor, place, link=link, now=self.turn.now)
        return Finish(await announce(self.turn, fact))


async def announce(turn: Turn, fact: CallFact) -> Screen | None:
    """The card into its conversation; the answer to the teacher, unless she sees the card where she is."""
    if not fact.link:
        return screens.starting(fact)
    await post.say(fact.talk, screens.card(fact), now=turn.now)
    return None if turn.talk == fact.talk else screens.sent(fact)
