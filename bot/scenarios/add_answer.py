"""An answer for all who will ask the same: the question, then the answer."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Finish, Goto, Outcome, Said, Scenario
from bot.services import ready_answers
from bot.ui import answers as screens


@dataclass
class AnswerDraft:
    """The question as people ask it."""

    question: str = ""


class AddAnswer(Scenario[AnswerDraft], name="add_answer", version=1, first="question", draft=AnswerDraft):
    """Question → answer → kept."""

    def ask_question(self) -> Screen:
        return screens.ask_question()

    async def take_question(self, said: Said) -> Outcome:
        self.draft.question = ready_answers.parse_question(said.text)
        return Goto("answer")

    def ask_answer(self) -> Screen:
        return screens.ask_answer(self.draft.question)

    async def take_answer(self, said: Said) -> Outcome:
        kept = await ready_answers.add(self.turn.actor, self.draft.question, said.text, now=self.turn.now)
        return Finish(screens.kept(kept))
