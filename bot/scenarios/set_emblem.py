"""The picture of a school's chats: one question, answered by a picture or by a choice."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import emblems
from bot.ui import emblems as screens


@dataclass
class EmblemDraft:
    """Nothing is to be remembered."""


class SetEmblem(Scenario[EmblemDraft], name="set_emblem", version=1, first="picture", draft=EmblemDraft):
    """The picture is fetched after the dialog (`handlers.emblems`)."""

    async def ask_picture(self) -> Screen:
        return screens.ask_picture(await emblems.own(self.turn.actor))

    async def take_picture(self, said: Said) -> Outcome:
        if chosen := await from_word(self.turn, said.button or said.text):
            return Finish(chosen)
        await emblems.ask_for(self.turn.actor, said.attachments, talk=self.turn.talk, now=self.turn.now)
        return Finish(screens.fetching())


async def from_word(turn: Turn, word: str) -> Screen | None:
    """«Нарисовать», «убрать», «всем», pressed or typed; None for anything else."""
    word = word.strip().lower()
    if word in screens.draw_words():
        return screens.kept(await emblems.keep(turn.actor, None, now=turn.now))
    if word in screens.remove_words():
        return screens.kept(await emblems.remove(turn.actor, now=turn.now))
    if word in screens.ALL_WORDS:
        return screens.sent_to_all(await emblems.send_to_all(turn.actor, now=turn.now))
    return None
