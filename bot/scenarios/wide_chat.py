"""A club or a conversation of the whole school is made step by step; or its rule is changed."""

from dataclasses import dataclass, field

from bot.kit.errors import NotFound
from bot.kit.ids import ConversationId, OrgId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import (
    access,
    audiences,
    classes,
    conversation_naming,
    conversations,
    post,
    wide_chats,
    wide_plans,
)
from bot.services.chat_plans import ChatPlan
from bot.services.conversations import ConversationKind
from bot.ui import conversations as conversation_screens
from bot.ui import wide_chats as screens

YES = {"да", "создать", "изменить", "ок", "yes", "ok", "make it", "change it"}


@dataclass
class WideDraft:
    """What was said so far.

    `kind`: club or school. `conversation`: whose rule is changed, 0 for a new one. `said`: for whom. `picked`: titles
    of classes that were pressed. `page`: of the classes.
    """

    kind: str = ConversationKind.CLUB.value
    conversation: int = 0
    title: str = ""
    said: str = ""
    picked: list[str] = field(default_factory=list)
    page: int = 0


class WideChat(Scenario[WideDraft], name="wide_chat", version=1, first="title", draft=WideDraft):
    """A club: title → whose pupils → «создать». Of a school: for whom → title → «создать». A rule: for whom → yes."""

    @property
    def kind(self) -> ConversationKind:
        """Of the draft."""
        return ConversationKind(self.draft.kind)

    async def ask_title(self) -> Screen:
        if self.kind is ConversationKind.CLUB or not self.draft.said:
            return screens.ask_title(self.kind)
        return screens.ask_title(self.kind, await self._suggested())

    async def take_title(self, said: Said) -> Outcome:
        words = await self._suggested() if said.button == "title" else said.text
        self.draft.title = conversation_naming.parse_chat_title(words)
        return Goto("confirm" if self.draft.said else "whom")

    async def ask_whom(self) -> Screen:
        titles: list[str] = []
        if self.kind is ConversationKind.CLUB:
            titles = [c.title for c in await classes.list_classes_of(await self._org(), now=self.turn.now)]
        return screens.ask_whom(self.kind, titles, self.draft.picked, page=self.draft.page)

    async def take_whom(self, said: Said) -> Outcome:
        draft, pressed = self.draft, str(said.args[0]) if said.args else ""
        match said.button:
            case "more":
                draft.page += 1
                return Again()
            case "class":
                draft.picked = [t for t in draft.picked if t != pressed] + [pressed] * (pressed not in draft.picked)
                return Again()
            case "done":
                draft.said = ", ".join(draft.picked)
            case "preset":
                draft.said = pressed
            case _:
                draft.said = said.text.strip()
        await self._rule()
        return Goto("confirm" if draft.title or draft.conversation else "title")

    async def ask_confirm(self) -> Screen:
        rule = await audiences.describe(await self._rule(), now=self.turn.now)
        if self.draft.conversation:
            return screens.confirm_rule(await self._fact(), rule)
        return screens.confirm(await self._plan(), rule)

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "confirm" and said.text.strip().lower() not in YES:
            return Again(conversation_screens.not_a_yes())
        turn = self.turn
        if self.draft.conversation:
            return await self._change()
        plan, community = await self._plan(), turn.talk.community
        begun = await conversations.create(turn.actor, plan.key, named="", community=community, now=turn.now)
        return Finish(conversation_screens.begun(begun))

    async def _change(self) -> Outcome:
        turn, place = self.turn, ConversationId(self.draft.conversation)
        changed = await wide_chats.change_rule(turn.actor, place, self.draft.said, now=turn.now)
        fact = changed.conversation
        told = await post.tell_all(changed.people, lambda: conversation_screens.invitation(fact), now=turn.now)
        return Finish(screens.rule_changed(changed, told=told))

    async def _rule(self) -> audiences.Rule:
        club = self.kind is ConversationKind.CLUB
        return await audiences.parse_rule(await self._org(), self.draft.said, pupils_only=club, now=self.turn.now)

    async def _plan(self) -> ChatPlan:
        words = f"{self.draft.title}; {self.draft.said}"
        return await wide_plans.plan_wide(self.turn.actor, self.kind, words, now=self.turn.now)

    async def _suggested(self) -> str:
        return screens.title_of(await audiences.describe(await self._rule(), now=self.turn.now))

    async def _org(self) -> OrgId:
        if self.draft.conversation:
            return (await self._fact()).org
        return (await access.access_standing(self.turn.actor, wide_plans.ACTS[self.kind])).org

    async def _fact(self) -> conversations.ConversationFact:
        place = ConversationId(self.draft.conversation)
        return await wide_chats.access_rule(self.turn.actor, place, now=self.turn.now)


def draft_of(kind: str) -> WideDraft:
    """A new one of this kind.

    Raises:
        NotFound: a forged press.
    """
    if kind not in (ConversationKind.CLUB.value, ConversationKind.SCHOOL.value):
        raise NotFound()
    return WideDraft(kind)
