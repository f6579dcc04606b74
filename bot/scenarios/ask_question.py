"""A question: its words, about which child, and who should answer where the words do not tell."""

from dataclasses import dataclass

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario, begin
from bot.services import mailings, plain_words, question_routes, questions, ready_answers
from bot.services.question_routes import Asker, Way
from bot.services.ready_answers import Answer
from bot.ui import answers, mail
from bot.ui import questions as screens


@dataclass
class QuestionDraft:
    """`place`: which of the askers, by number; -1 while it is open. `was_shown`: what is answered by itself was seen.

    `whom`: said before the words, «учителю».
    """

    text: str = ""
    place: int = -1
    was_shown: bool = False
    whom: str = ""


class AskQuestion(Scenario[QuestionDraft], name="ask_question", version=1, first="text", draft=QuestionDraft):
    """Words → what is known → child → whom → on its way; what the words tell is not asked."""

    def ask_text(self) -> Screen:
        return screens.ask_text()

    async def take_text(self, said: Said) -> Outcome:
        self.draft.text = mailings.ensure_text(said.text)
        return await self._onward()

    def ask_sure(self) -> Screen:
        return screens.ask_sure(self.draft.text)

    async def take_sure(self, said: Said) -> Outcome:
        if said.button == "sure" or said.text.strip().lower() in screens.sure_words():
            return await self._onward()
        if not plain_words.is_question(said.text):
            return Again(screens.not_sure())
        self.draft.text = mailings.ensure_text(said.text)
        return Again()

    async def ask_known(self) -> Screen:
        return answers.known(await self._known())

    async def take_known(self, said: Said) -> Outcome:
        if (answer := said.number("helped")) is not None:
            await ready_answers.helped(answer, await self._orgs())
            return Finish(answers.glad())
        return await self._onward()

    async def ask_child(self) -> Screen:
        return screens.ask_child(await self._askers())

    async def take_child(self, said: Said) -> Outcome:
        among = await self._askers()
        at = said.number("child")
        chosen = among[at] if at is not None and at < len(among) else question_routes.meant_asker(said.text, among)
        if chosen is None:
            return Again()
        self.draft.place = among.index(chosen)
        return await self._onward()

    async def ask_whom(self) -> Screen:
        return screens.ask_whom(await self._likely())

    async def take_whom(self, said: Said) -> Outcome:
        likely = await self._likely()
        at = said.number("whom")
        if at is not None and at < len(likely):
            return await self._send(likely[at])
        found = question_routes.meant(said.text, await question_routes.ways(await self._asker()))
        return await self._send(found[0]) if len(found) == 1 else Again()

    async def _onward(self) -> Outcome:
        if not self.draft.was_shown and await self._known():
            self.draft.was_shown = True
            return Goto("known")
        among = await self._askers()
        if self.draft.place < 0:
            asker = question_routes.meant_asker(self.draft.text, among)
            if asker is None:
                return Goto("child")
            self.draft.place = among.index(asker)
        said = f"{self.draft.whom} {self.draft.text}"
        found = question_routes.meant(said, await question_routes.ways(among[self.draft.place]))
        return await self._send(found[0]) if len(found) == 1 else Goto("whom")

    async def _known(self) -> list[Answer]:
        return await ready_answers.find(self.draft.text, await self._orgs())

    async def _orgs(self) -> list[OrgId]:
        return [asker.org for asker in await self._askers()]

    async def _likely(self) -> list[Way]:
        """Those the words point at, if several; else the class teacher, the administrators and then the lessons."""
        among = await question_routes.ways(await self._asker())
        found = question_routes.meant(self.draft.text, among)
        if len(found) > 1:
            return found
        return sorted(among, key=lambda way: (not way.is_head, way.teacher is not None))

    async def _send(self, way: Way) -> Outcome:
        turn, asker = self.turn, await self._asker()
        asked = await questions.ask(turn.actor, asker, way, self.draft.text, mail.incoming, now=turn.now)
        return Finish(screens.asked(asked))

    async def _askers(self) -> list[Asker]:
        return await question_routes.askers(self.turn.actor, now=self.turn.now)

    async def _asker(self) -> Asker:
        among = await self._askers()
        if not 0 <= self.draft.place < len(among):
            raise NotFound("question")
        return among[self.draft.place]


async def from_words(turn: Turn, text: str) -> Screen:
    """A typed question: sent at once where it is clear, else the step that is missing."""
    dialog = AskQuestion(turn, QuestionDraft())
    outcome = await dialog.take_text(Said(text=text))
    match outcome:
        case Goto(step=step):
            return await begin(turn, AskQuestion, dialog.draft, step=step)
        case Finish(screen=Screen() as screen):
            return screen
    return await begin(turn, AskQuestion, dialog.draft)
