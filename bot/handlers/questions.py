"""`/вопрос`: to who can answer; and those that wait for an answer."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import QuestionId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios import ask_question
from bot.scenarios.ask_question import AskQuestion, QuestionDraft
from bot.scenarios.engine import begin
from bot.scenarios.reply_mail import ReplyDraft, ReplyMail
from bot.services import access, question_routes, questions
from bot.ui import mail
from bot.ui import questions as screens

WHOM = ("учителю", "классному", "классному руководителю", "администратору", "школе", "teacher", "administrator")


@command("вопрос", alias="ask", act=question_routes.ACT)
async def ask(turn: Turn) -> Screen:
    """`/вопрос что задали по алгебре?`; without words, the questions that wait for you, else a dialog."""
    await access.access_standing(turn.actor, question_routes.ACT)
    if turn.rest.lower().strip(" :.") in WHOM:
        return await begin(turn, AskQuestion, QuestionDraft(whom=turn.rest))
    if turn.rest:
        return await ask_question.from_words(turn, turn.rest)
    if found := await questions.open_questions(turn.actor, now=turn.now):
        return screens.waiting(found)
    return await begin(turn, AskQuestion, QuestionDraft())


@button("question.new")
async def ask_anew(turn: Turn) -> Screen:
    """One's own question."""
    await access.access_standing(turn.actor, question_routes.ACT)
    return await begin(turn, AskQuestion, QuestionDraft())


@button("question.answer")
async def answer(turn: Turn) -> Screen:
    """The words of the answer come next."""
    question = QuestionId(pressed_number(turn))
    await questions.access_question(turn.actor, question)
    return await begin(turn, ReplyMail, ReplyDraft(question=question))


@button("question.pass")
async def pass_on(turn: Turn) -> Screen:
    """«Не ко мне»."""
    await questions.pass_on(turn.actor, QuestionId(pressed_number(turn)), mail.incoming, now=turn.now)
    return screens.passed()
