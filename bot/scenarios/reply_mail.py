"""An answer to a message or to a question: one text, to one person."""

from dataclasses import dataclass

from bot.kit.ids import MailingId, QuestionId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import access, mailings, questions, ready_answers
from bot.ui import mail as screens
from bot.ui import questions as question_screens


@dataclass
class ReplyDraft:
    """One of the two."""

    mailing: int = 0
    question: int = 0


class ReplyMail(Scenario[ReplyDraft], name="reply_mail", version=1, first="text", draft=ReplyDraft):
    """The words → handed over."""

    def ask_text(self) -> Screen:
        return question_screens.ask_answer() if self.draft.question else screens.ask_reply()

    async def take_text(self, said: Said) -> Outcome:
        return Finish(await hand_over(self.turn, self.draft, said.text))


async def hand_over(turn: Turn, to: ReplyDraft, text: str) -> Screen:
    """The answer leaves."""
    if to.question:
        question = QuestionId(to.question)
        sent = await questions.answer(turn.actor, question, text, screens.incoming, now=turn.now)
        if sent.unreached or sent.held_until:
            return screens.replied(sent)
        roles = [standing.role for standing in await access.standings(turn.actor)]
        return question_screens.answered(may_keep=access.may(roles, ready_answers.ACT))
    return screens.replied(
        await mailings.reply(turn.actor, MailingId(to.mailing), text, screens.incoming, now=turn.now)
    )
