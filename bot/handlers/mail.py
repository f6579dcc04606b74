"""`/сообщение`, answers to messages, and what became of them."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.reply_mail import ReplyDraft, ReplyMail, hand_over
from bot.scenarios.send_mail import MailDraft, SendMail
from bot.services import access, addressees, mailings, post
from bot.services.mailings import MailingKind
from bot.services.ports import Done, continuation
from bot.ui import mail as screens


@command("сообщение", alias="message", act=addressees.ACT)
async def write(turn: Turn) -> Screen:
    """`/сообщение 5А родители; Завтра собрание`: the number of readers first, then one yes."""
    await access.access_standing(turn.actor, addressees.ACT)
    if not turn.rest:
        return await begin(turn, SendMail, MailDraft())
    to, _semicolon, text = turn.rest.partition(";")
    await addressees.find(turn.actor, to, now=turn.now)
    if not text.strip():
        return await begin(turn, SendMail, MailDraft(to), step="text")
    return await begin(turn, SendMail, MailDraft(to, mailings.ensure_text(text)), step="confirm")


@button("mail.reply")
async def reply(turn: Turn) -> Screen:
    """The words of an answer come next."""
    return await begin(turn, ReplyMail, ReplyDraft(mailing=pressed_number(turn)))


async def find_reply(turn: Turn) -> Screen | None:
    """VK's own «ответить» on a message of somebody: the text is the answer. None: it answers something else."""
    if not turn.reply_to or turn.text.startswith("/") or not turn.text:
        return None
    found = await mailings.find_answered(turn.talk, turn.actor, turn.reply_to)
    if found is None:
        return None
    mailing, question = found
    return await hand_over(turn, ReplyDraft(mailing=mailing, question=question or 0), turn.text)


@continuation(mailings.THEN)
async def on_delivered(done: Done) -> None:
    """One more has it, or cannot get it; after the last one the sender hears how many."""
    summary = await mailings.delivered(done)
    if summary and (summary.kind is MailingKind.MAILING or summary.sent < summary.total):
        await post.tell(summary.sender, lambda: screens.summary(summary), now=done.now)
