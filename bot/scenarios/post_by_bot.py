"""A teacher sees the text that her reminder offers, changes it if she likes, and lets the bot post it."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import activity_views, nudge_posts, post
from bot.services.nudge_posts import Offer, Place
from bot.ui import nudge_posts as screens

YES = {"да", "отправить", "ок", "yes", "ok", "post", "post it"}
OTHER = {"другая беседа", "another conversation"}


@dataclass
class PostDraft:
    """`period` names the reminder; `conversation` 0: the quietest; `text` "": the one that is offered; `day`: ISO."""

    period: int
    conversation: int = 0
    text: str = ""
    offset: int = 0
    day: str = ""


class PostByBot(Scenario[PostDraft], name="post_by_bot", version=1, first="text", draft=PostDraft):
    """The text → (another conversation, other words) → it is posted, once."""

    async def ask_text(self) -> Screen:
        offer = await self._offer()
        place, day = self._place(offer), nudge_posts.find_day(offer, self.draft.day)
        text = screens.text_of(offer.act, place, offer.teacher, self.draft.text, day=day)
        return screens.preview(place, text, has_choice=len(offer.places) > 1, days=offer.days)

    async def take_text(self, said: Said) -> Outcome:
        word = said.text.strip().lower()
        if said.button == "place" or word in OTHER:
            return Goto("place")
        if said.button == "post" or word in YES:
            return Finish(await self._post())
        chosen = str(said.args[0]) if said.button == "day" and said.args else said.text
        day = nudge_posts.find_day(await self._offer(), chosen)
        if day:
            self.draft.day, self.draft.text = day.isoformat(), ""
            return Again(screens.changed())
        self.draft.text = nudge_posts.parse_post(said.text)
        return Again(screens.changed())

    async def ask_place(self) -> Screen:
        return screens.ask_place((await self._offer()).places, offset=self.draft.offset)

    async def take_place(self, said: Said) -> Outcome:
        if said.button == "page":
            self.draft.offset = said.number("page") or 0
            return Again()
        offer = await self._offer()
        chosen = said.number("pick") if said.button else nudge_posts.find_place(offer, said.text).conversation
        self.draft.conversation = offer.place(chosen or -1).conversation
        return Goto("text")

    async def _post(self) -> Screen:
        offer, now = await self._offer(), self.turn.now
        place = self._place(offer)
        await nudge_posts.post_text(self.turn.actor, self.draft.period, place.conversation, now=now)
        day = nudge_posts.find_day(offer, self.draft.day)
        text = screens.text_of(offer.act, place, offer.teacher, self.draft.text, day=day)
        await post.say(place.talk, Screen(text), now=now)
        return screens.done(*await activity_views.messages_now(self.turn.actor, now=now))

    def _place(self, offer: Offer) -> Place:
        return offer.place(self.draft.conversation)

    async def _offer(self) -> Offer:
        return await nudge_posts.get_offer(self.turn.actor, self.draft.period, now=self.turn.now)
