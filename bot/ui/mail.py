"""Messages to people in words: whom, how many, what came of it; and what the reader sees."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.services.addressee_words import NobodyMeant
from bot.services.addressees import Addressees, NobodyIn, NoSuchAddressee, SeveralFit
from bot.services.mailings import BadText, Incoming, MailingKind, NoReply, Sent, Summary, TooMuchMail
from bot.ui.dialog_screens import role_name
from bot.ui.pickers import columns, cut
from bot.ui.refusals import words_for

SUGGESTED = 8  # buttons; «Назад» and «Отмена» make VK's ten
QUOTED = 700  # characters of one's own text on the screen before sending


def ask_to(suggested: Sequence[str]) -> Screen:
    """Whom is it for?"""
    text = _("Whom is it for? Press a button or write: 5А родители; учителя; Иванова Мария")
    buttons = [Button("to", cut(word), (word,)) for word in suggested[:SUGGESTED]]
    return Screen(text, rows=columns(buttons))


def ask_text(to: Addressees) -> Screen:
    """The words."""
    return Screen(_("%(to)s. What shall I write to them?") % {"to": counted(to)})


def ask_confirm(to: Addressees, text: str) -> Screen:
    """How many, before it leaves."""
    head = _("Send to: %(to)s?") if to.names else _("Send %(to)s?")
    lines = [head % {"to": counted(to)}]
    if to.absent:
        absent = ngettext(
            "%(n)d more has not come in: it does not reach them.",
            "%(n)d more have not come in: it does not reach them.",
            to.absent,
        )
        lines.append(absent % {"n": to.absent})
    shown = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    lines += ["", f"«{shown}»", "", _("Answers come to you alone.")]
    return Screen("\n".join(lines), rows=((Button("send", _("Send"), colour=Colour.POSITIVE),),))


def send_words() -> tuple[str, ...]:
    """The typed yes."""
    return ("да", "yes", _("Send").lower())


def changed_note() -> str:
    """Somebody came or went between the question and the yes."""
    return _("The number of readers has just changed. Please look once more:")


def counted(to: Addressees) -> str:
    """«27 родителям 5А»; people who were named, by their names."""
    if to.names:
        return ", ".join(to.names[:5]) + ("…" if len(to.names) > 5 else "")
    words = [_role_count(role, n) for role, n in to.counts.items()]
    joined = _(" and ").join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
    return f"{joined} {to.place}".strip()


def _role_count(role: Role, n: int) -> str:
    words = {
        Role.PARENT: ngettext("to %(n)d parent", "to %(n)d parents", n),
        Role.STUDENT: ngettext("to %(n)d pupil", "to %(n)d pupils", n),
        Role.TEACHER: ngettext("to %(n)d teacher", "to %(n)d teachers", n),
        Role.DIRECTOR: ngettext("to %(n)d head of school", "to %(n)d heads of schools", n),
        Role.SCHOOL_ADMIN: ngettext("to %(n)d school administrator", "to %(n)d school administrators", n),
        Role.MUNICIPAL_ADMIN: ngettext("to %(n)d municipal administrator", "to %(n)d municipal administrators", n),
    }[role]
    return words % {"n": n}


def sent(fact: Sent) -> Screen:
    """On its way."""
    if fact.unreached == fact.total:
        return Screen(_("It reaches nobody: they have forbidden messages from the community. Try another way."))
    if fact.held_until:
        text = _("Quiet hours: I will deliver it at %(hour)s. Then I will tell you how many it has reached.")
        return Screen(text % {"hour": f"{fact.held_until:%H:%M}"})
    return Screen(_("On its way. I will tell you how many it has reached."))


def replied(fact: Sent) -> Screen:
    """An answer is on its way."""
    if fact.unreached:
        return Screen(_("I cannot write to this person just now: messages from the community are forbidden."))
    if fact.held_until:
        return Screen(_("Quiet hours: I will hand it over at %(hour)s.") % {"hour": f"{fact.held_until:%H:%M}"})
    return Screen(_("Handed over, to this person alone."))


def summary(fact: Summary) -> Screen:
    """The end of a mailing."""
    lines = [_("Delivered: %(sent)d of %(total)d.") % {"sent": fact.sent, "total": fact.total}]
    missed = fact.total - fact.sent
    if missed and fact.names:
        more = "…" if missed > len(fact.names) else ""
        lines.append(_("Not reached: %(names)s") % {"names": ", ".join(fact.names) + more})
    elif missed:
        lines.append(_("Not reached: %(n)d") % {"n": missed})
    return Screen("\n".join(lines))


def incoming(fact: Incoming) -> Screen:
    """What the reader sees; the answer goes to the writer only."""
    words = {"name": fact.sender, "role": role_name(fact.said_by), "place": fact.place}
    head = {
        MailingKind.MAILING: _("Message from %(name)s (%(role)s, %(place)s):"),
        MailingKind.REPLY: _("Answer from %(name)s (%(role)s, %(place)s):"),
        MailingKind.ANSWER: _("%(name)s answers your question:"),
        MailingKind.QUESTION: _("Question from %(name)s (%(role)s, %(place)s):"),
    }[fact.kind] % words
    answer = Button("mail.reply", _("Answer"), (fact.mailing,), colour=Colour.PRIMARY)
    row: tuple[Button, ...] = (answer,)
    if fact.question and fact.kind is MailingKind.QUESTION:
        row = (
            Button("question.answer", _("Answer"), (fact.question,), colour=Colour.PRIMARY),
            Button("question.pass", _("Not for me"), (fact.question,)),
        )
    return Screen(f"{head}\n\n{fact.text}", rows=(row,))


def ask_reply() -> Screen:
    """The words of an answer."""
    return Screen(_("Write your answer. Only the one who wrote to you will read it."))


@words_for(NobodyMeant)
def _nobody_meant(refusal: NobodyMeant) -> str:
    return _("Whom is it for? For example: /сообщение 5А родители; Завтра собрание в 18:00")


@words_for(NoSuchAddressee)
def _no_such(refusal: NoSuchAddressee) -> str:
    text = _("Among those you may write to I do not find «%(said)s». For example: 5А родители, or a surname and name.")
    return text % {"said": refusal.said}


@words_for(SeveralFit)
def _several(refusal: SeveralFit) -> str:
    text = _("«%(said)s» fits several: %(people)s. Write the full name, or the number with #.")
    return text % {"said": refusal.said, "people": refusal.expects}


@words_for(NobodyIn)
def _nobody_in(refusal: NobodyIn) -> str:
    return _("Nobody of «%(said)s» has come in yet, so it would reach nobody. Invite them: /ссылка") % {
        "said": refusal.said
    }


@words_for(BadText)
def _bad_text(refusal: BadText) -> str:
    return _("Write the message in words, at most %(most)s characters.") % {"most": refusal.expects}


@words_for(TooMuchMail)
def _too_much(refusal: TooMuchMail) -> str:
    return _("You have written very many messages today. Go on tomorrow, please.")


@words_for(NoReply)
def _no_reply(refusal: NoReply) -> str:
    return _("Whoever wrote this is not here any more. Ask the school: /вопрос")
