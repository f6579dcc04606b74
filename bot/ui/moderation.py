"""Cards of messages to be decided about, what their authors hear, who somebody is."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.services.cases import CaseFact
from bot.services.judging import Reason, What
from bot.services.moderation import Applied, TeacherFact
from bot.services.strikes import MOST, StrikeFact


def reasons() -> dict[str, str]:
    """What a reason is called, after «because of»."""
    return {
        Reason.PHISHING: _("somebody asks for a code or a password"),
        Reason.MONEY: _("somebody asks for money as swindlers do"),
        Reason.IMPOSTOR: _("somebody pretends to be the school or an office"),
        Reason.PERSONAL: _("numbers of papers: passports, СНИЛС"),
        Reason.THREAT: _("a threat"),
        Reason.BAIT: _("a dangerous «game»"),
        Reason.DRUGS: _("drugs, drink or smoke"),
        Reason.ADULT: _("indecency"),
        Reason.GROOMING: _("somebody seems to lure a child"),
        Reason.JOB: _("an illegal «side job»"),
        Reason.CHEATING: _("answers to exams or false papers for sale"),
        Reason.BETTING: _("betting"),
        Reason.PROFANITY: _("swearing"),
        Reason.INSULT: _("an insult"),
        Reason.DISTRESS: _("somebody seems to do very badly"),
        Reason.MESSENGER: _("an invitation to another messenger"),
        Reason.AD: _("advertising or a chain letter"),
        Reason.STOP_WORD: _("a word from your stop-list"),
        Reason.LINK: _("a link that is not on the list"),
        Reason.FLOOD: _("flood"),
        Reason.QUIET: _("quiet hours"),
        Reason.SILENCED: _("silence"),
        Reason.DOUBTFUL: _("no rule knows it, but its words resemble what is deleted elsewhere"),
    }


def card(case: CaseFact) -> Screen:
    """To the class teacher: what was said stands below, quoted by the messenger."""
    who = case.name or _("somebody without a name")
    words = {"title": case.title, "who": who, "reason": reasons().get(Reason(case.reason), "") if case.reason else ""}
    return Screen("\n".join([_headline(case) % words, *_notes(case)]), rows=_rows(case))


def _headline(case: CaseFact) -> str:
    if case.kind == "complaint":
        return _("«%(title)s»: a complaint about a message of %(who)s.")
    if case.state == "deleted":
        return _("«%(title)s»: I deleted a message of %(who)s. Why: %(reason)s.")
    return _("«%(title)s», a message of %(who)s. Look at it: %(reason)s.")


def _notes(case: CaseFact) -> list[str]:
    notes = []
    if case.reason == Reason.DISTRESS:
        notes.append(
            _("The message stays, nobody was reproached. Talk to the child today. Helpline: 8-800-2000-122, free.")
        )
    if case.reason == Reason.MESSENGER:
        notes.append(_("The message stays. Lessons are talked about here, where everybody is on the list."))
    if case.reason == Reason.DOUBTFUL:
        notes.append(_("The message stays, its author was told nothing. I may be wrong: decide yourself."))
    if case.strike:
        notes.append(_("A warning was given: %(n)s of %(most)s.") % {"n": case.strike.number, "most": MOST})
    return notes


def _rows(case: CaseFact) -> tuple[tuple[Button, ...], ...]:
    delete = Button("cases.delete", _("Delete"), (case.id,), colour=Colour.NEGATIVE)
    warn = Button("cases.warn", _("Warn"), (case.id,))
    leave = Button("cases.leave", _("Leave it"), (case.id,))
    back = (Button("strikes.back", _("Take the warning back"), (case.strike.id,)),) if case.strike else ()
    match case.state:
        case "open":
            return ((delete, warn), (leave,))
        case "warned":
            return ((delete, *back),)
    return (back,) if back else ()


def decided(case: CaseFact) -> Screen:
    """What was done with a card."""
    match case.state:
        case "deleted":
            text = _("The message is deleted. It cannot be brought back: its author can write it again.")
        case "warned":
            if case.strike is None:
                return Screen(_("A warning for this message was given before."))
            text = _("Warned: %(n)s of %(most)s.") % {"n": case.strike.number, "most": MOST}
            back = (Button("strikes.back", _("Take the warning back"), (case.strike.id,)),)
            return Screen(text, rows=(back,), toast=text)
        case "removed":
            text = _(
                "Removed from the conversation. VK lets nobody back by a link: to bring her back, add her yourself."
            )
        case _:
            text = _("The message stays.")
    return Screen(text, toast=text[:90])


def third(case: CaseFact) -> Screen:
    """Three warnings within thirty days."""
    words = {"title": case.title, "who": case.name or _("somebody without a name")}
    if case.state == "removed":
        return Screen(
            _(
                "«%(title)s»: %(who)s has three warnings and was removed, as the rules of the chat say.\n"
                "To bring her back, add her to the chat yourself."
            )
            % words
        )
    remove = Button("cases.remove", _("Remove from the chat"), (case.id,), colour=Colour.NEGATIVE)
    text = _("«%(title)s»: %(who)s has three warnings within 30 days. Remove from the conversation?") % words
    return Screen(text, rows=((remove, Button("cases.leave", _("Leave it"), (case.id,))),))


def not_done(case: CaseFact) -> Screen:
    """The messenger would not delete or remove."""
    words = {"title": case.title}
    if case.state == "removed":
        text = _("«%(title)s»: VK did not let me remove this person. Make me an administrator of the chat.")
    else:
        text = _(
            "«%(title)s»: VK did not let me delete the message: it is older than a day, its author is an "
            "administrator of the chat, or I am none. Delete it by hand."
        )
    return Screen(text % words)


def to_author(applied: Applied) -> Screen:
    """Privately to who wrote: what happened, why, and what can be done."""
    words = {"title": applied.title, "reason": reasons()[applied.reason]}
    match applied.reason:
        case Reason.DISTRESS:
            return Screen(
                _(
                    "It sounds as if things were very hard for you now. You are not alone: talk to a grown-up you "
                    "trust, or call 8-800-2000-122, free and without your name. Your class teacher will write too."
                )
            )
        case Reason.QUIET:
            return Screen(_("It is quiet time in «%(title)s»: your message was deleted. Write it later.") % words)
        case Reason.SILENCED:
            return Screen(
                _("The teacher asked for silence in «%(title)s»: your message was deleted. Write it later.") % words
            )
        case Reason.PERSONAL:
            return Screen(
                _(
                    "Your message in «%(title)s» had numbers of papers: I deleted it so that nobody copies them. "
                    "Give such data to the class teacher in person. This is no warning."
                )
                % words
            )
    if applied.what is What.DELETE:
        text = _("Your message in «%(title)s» was deleted. Why: %(reason)s.") % words
    else:
        text = _("About your message in «%(title)s»: %(reason)s. It stays, but please do not write so.") % words
    strike = applied.case.strike if applied.case else None
    end = _("If it is a mistake, write to whoever answers for the chat: the teacher or the administrator.")
    return Screen("\n".join([text, *([warned_line(strike)] if strike else []), end]))


def warned_line(strike: StrikeFact) -> str:
    """Which of how many."""
    words = {"n": strike.number, "most": MOST}
    return _("Warning %(n)s of %(most)s. It fades after 30 days.") % words


def warned(strike: StrikeFact) -> Screen:
    """Privately: a teacher has warned."""
    text = _("The teacher has warned you for a message in «%(title)s».") % {"title": strike.title}
    return Screen(f"{text}\n{warned_line(strike)}")


def hint(applied: Applied) -> Screen:
    """Privately to a teacher: her message stays."""
    words = {"title": applied.title, "reason": reasons()[applied.reason]}
    return Screen(
        _("Your message in «%(title)s» looks like this: %(reason)s. It stays; only you see this hint.") % words
    )


def taken_back(strike: StrikeFact) -> Screen:
    """To the teacher."""
    text = ngettext("Taken back. %(n)s warning is left.", "Taken back. %(n)s warnings are left.", strike.number)
    return Screen(text % {"n": strike.number}, toast=text % {"n": strike.number})


def forgiven(strike: StrikeFact) -> Screen:
    """Privately to who had been warned."""
    return Screen(_("The teacher has taken back a warning in «%(title)s».") % {"title": strike.title})


def complained() -> Screen:
    """Privately to who complained."""
    return Screen(_("I have told whoever answers for the chat. Nobody else knows that it was you."))


def complaint_passed_on() -> Screen:
    """In the chat, when nobody can be told privately; the command itself is gone."""
    return Screen(_("The teacher knows."))


def fraud_warning(case: CaseFact) -> Screen:
    """In the chat, where the fraud stood."""
    text = _(
        "Careful: this looked like fraud, I deleted it. Nobody at school asks for codes, passwords or money in a chat. "
        "Call the teacher if in doubt."
    )
    return Screen(text, rows=((Button("teacher.check", _("Is it really a teacher?"), (case.about,)),),))


def who_is(fact: TeacherFact) -> Screen:
    """What the roster says of somebody."""
    if not fact.is_staff:
        return Screen(
            _("This profile is not a teacher on the school's list. Give no codes, send no money."),
            toast=_("Not a teacher on the school's list"),
        )
    words = {"name": fact.name, "lessons": ", ".join(fact.lessons)}
    if fact.role in (Role.MUNICIPAL_ADMIN, Role.REGION_ADMIN):
        text = _("Yes: %(name)s, administration of education, confirmed.")
    elif fact.role != Role.TEACHER:
        text = _("Yes: %(name)s, administration of the school, confirmed.")
    elif fact.leads_class:
        text = _("Yes: %(name)s, class teacher, confirmed by the school.")
    elif fact.lessons:
        text = _("Yes: %(name)s, teacher (%(lessons)s), confirmed by the school.")
    else:
        text = _("Yes: %(name)s, teacher of the school, confirmed.")
    end = _("A code or money is asked for by nobody, not even by a real teacher.")
    return Screen(f"{text % words}\n{end}", toast=(text % words)[:90])


def how_to_check() -> Screen:
    """In private, without a message to look at."""
    return Screen(
        _(
            "Forward me a message of this person and write above it: /это-учитель\n"
            "Or answer it in the chat with: /это-учитель"
        )
    )


def quiet_begun(minutes: int, *, of_one: bool) -> Screen:
    """In the chat."""
    if of_one:
        text = ngettext(
            "The author of this message is silent for %(n)s minute.",
            "The author of this message is silent for %(n)s minutes.",
            minutes,
        )
    else:
        text = ngettext(
            "Silence for %(n)s minute: only teachers write. To end it: /тишина выкл",
            "Silence for %(n)s minutes: only teachers write. To end it: /тишина выкл",
            minutes,
        )
    return Screen(text % {"n": minutes})


def quiet_over() -> Screen:
    """In the chat."""
    return Screen(_("You may write again."))
