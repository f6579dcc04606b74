"""A teacher chooses one of her lessons, looks once more, and a conversation is made."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import chat_plans, conversations
from bot.ui import conversations as screens

YES = {"да", "создать", "ок", "yes", "ok", "make it"}
ACT = "conversation.create"


@dataclass
class ConversationDraft:
    """`plan` is the key of what was chosen, `page` the page of the list."""

    plan: str = ""
    page: int = 0


class CreateConversation(
    Scenario[ConversationDraft], name="create_conversation", version=1, first="plan", draft=ConversationDraft
):
    """Which lesson → «создать» → the conversation is begun."""

    async def ask_plan(self) -> Screen:
        plans = await chat_plans.get_plans(self.turn.actor, ACT, now=self.turn.now)
        return screens.ask_plan(plans, page=self.draft.page)

    async def take_plan(self, said: Said) -> Outcome:
        if said.button == "more":
            self.draft.page += 1
            return Again()
        self.draft.plan = (await self._chosen(said)).key
        return Goto("confirm")

    async def ask_confirm(self) -> Screen:
        return screens.confirm_plan(await self._plan(self.draft.plan))

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "confirm" and said.text.strip().lower() not in YES:
            return Again(screens.not_a_yes())
        plan = await self._plan(self.draft.plan)
        begun = await conversations.create(
            self.turn.actor,
            plan.key,
            named=screens.chat_word(plan.kind),
            community=self.turn.talk.community,
            now=self.turn.now,
        )
        return Finish(screens.begun(begun))

    async def _chosen(self, said: Said) -> chat_plans.ChatPlan:
        if said.button:
            return await self._plan(str(said.args[0]) if said.args else "")
        return await chat_plans.find_plan(self.turn.actor, said.text, act=ACT, command="беседа", now=self.turn.now)

    async def _plan(self, key: str) -> chat_plans.ChatPlan:
        return await chat_plans.access_plan(self.turn.actor, ACT, key, now=self.turn.now)
