"""The weekly reminder: one useful thing with its button."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import OrgKind
from bot.services.nudge_admins import OrgAct, OrgReminder
from bot.services.nudges import Act, Reminder
from bot.ui.activity import of_norm


def reminder(fact: Reminder) -> Screen:
    """«На этой неделе 1 из 3», and what to do about it."""
    counted = of_norm(fact.messages, fact.norm)
    if fact.is_late:
        text = _("Last week you had %(count)s messages in your conversations.") % {"count": counted}
    else:
        text = _("This week you have %(count)s messages in your conversations.") % {"count": counted}
    offer, first = _offer(fact)
    return Screen(f"{text}\n{offer}", rows=((first,), (Button("/активность", _("My activity")), _stop())))


def _offer(fact: Reminder) -> tuple[str, Button]:
    if fact.act is Act.ANSWER:
        text = _("Somebody waits to be let into your class. Answer, and the class can talk.")
        return text, Button("/заявки", _("Answer those who wait"), colour=Colour.PRIMARY)
    if fact.act is Act.MAKE_CHAT:
        text = _("You have no conversation with pupils yet. I can make one in a minute.")
        return text, Button("/беседа", _("Make a conversation"), colour=Colour.PRIMARY)
    text, label = {
        Act.GREET: (_("Shall I say hello to the class for you?"), _("Greet the class")),
        Act.ASK: (_("Shall I ask the class what was hard this week?"), _("Ask a question")),
        Act.SEND: (_("Shall I tell the class what to look through? You can send your own link."), _("Send material")),
        Act.PLAN: (_("Shall I tell the class about the next lesson?"), _("Plan the lesson")),
    }[fact.act]
    text = _("%(offer)s You will see the text first and can change it.") % {"offer": text}
    return text, Button("nudge.show", label, (fact.period,), Colour.PRIMARY)


def _stop() -> Button:
    return Button("nudge.off", _("Do not remind me any more"))


def to_administrator(fact: OrgReminder) -> Screen:
    """What stands still at an administrator's, and the button that moves it."""
    text, first = {
        OrgAct.MAKE_CLASSES: (
            _("The school has no classes yet: nobody can come in. Send them in one message: 5А-5В, 6А."),
            Button("/класс", _("Make classes"), colour=Colour.PRIMARY),
        ),
        OrgAct.MAKE_SCHOOLS: (
            _("The municipality has no schools yet. Add the first one, it takes a minute."),
            Button("/школа-новая", _("Add a school"), colour=Colour.PRIMARY),
        ),
        OrgAct.MAKE_MUNICIPALITIES: (
            _("The region has no municipalities yet. Add the first one, it takes a minute."),
            Button("/муниципалитет", _("Add a municipality"), colour=Colour.PRIMARY),
        ),
        OrgAct.WAKE: (_idle(fact), Button("/админ", _("Invite an administrator"), colour=Colour.PRIMARY)),
    }[fact.act]
    return Screen(text, rows=((first,), (Button("/школа", _("Look at the list")), _stop())))


def _idle(fact: OrgReminder) -> str:
    if fact.kind is OrgKind.REGION:
        text = ngettext(
            "%(n)d municipality of %(total)d stands still: no administrator yet, or no schools.",
            "%(n)d municipalities of %(total)d stand still: no administrator yet, or no schools.",
            fact.idle,
        )
    else:
        text = ngettext(
            "%(n)d school of %(total)d stands still: no administrator yet, or no classes.",
            "%(n)d schools of %(total)d stand still: no administrator yet, or no classes.",
            fact.idle,
        )
    return text % {"n": fact.idle, "total": fact.below}


def switched_off(counted: tuple[int, int] | None) -> Screen:
    """No reminders any more; a teacher's counter stays where it was."""
    rows = ((Button("nudge.on", _("Remind me again")),),)
    if counted is None:
        return Screen(_("I will not remind you any more."), rows=rows)
    text = _("I will not remind you any more. Your counter (now %(count)s) is always at /активность.")
    return Screen(text % {"count": of_norm(*counted)}, rows=rows)


def switched_on(counted: tuple[int, int] | None) -> Screen:
    """Reminders again."""
    if counted is None:
        return Screen(_("I will remind you once a week, only when something stands still."))
    text = _("I will remind you once a week, only when the norm is not met. Now: %(count)s.")
    return Screen(text % {"count": of_norm(*counted)})
