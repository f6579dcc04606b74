"""Screens of the contour: what an audit found, what is wrong with a chat, the state of a school, the weekly act."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.chat_plans import typed
from bot.services.chat_troubles import DELETED, MOVED_TO_MAX, NO_ACCESS, NOT_ADMIN, WRITING_DISABLED, Trouble
from bot.services.contour import Findings, Summary
from bot.services.contour_settings import Mode
from bot.services.contour_status import ChatState, ContourState, OnStranger
from bot.services.strangers import StrangerKind
from bot.ui.chat_members import stranger_card
from bot.ui.wide_chats import again

NAMES, CHATS = 10, 10  # of a list, in one message
LINK_DAYS = 14


def cards_of(found: Findings) -> list[Callable[[], Screen]]:
    """One card for one stranger; one for all the people when there are several; each bot and administrator its own."""
    people = [card for card in found.cards if card.what is StrangerKind.PERSON]
    single = [card for card in found.cards if card.what is not StrangerKind.PERSON or len(people) == 1]
    drawn: list[Callable[[], Screen]] = [partial(stranger_card, card) for card in single]
    return drawn if len(people) < 2 else [partial(_several, found), *drawn]


def _several(found: Findings) -> Screen:
    count = len(found.names)
    told = {"title": found.title, "n": count, "names": _listed(found.names)}
    if found.is_out:
        text = ngettext(
            "In «%(title)s» there was %(n)d person who is not on the list; I am removing: %(names)s.",
            "In «%(title)s» there were %(n)d people who are not on the list; I am removing: %(names)s.",
            count,
        )
        return Screen(text % told, rows=((Button("members.noted", _("I see")),),))
    text = ngettext(
        "In «%(title)s» there is %(n)d person who is not on the list: %(names)s.",
        "In «%(title)s» there are %(n)d people who are not on the list: %(names)s.",
        count,
    )
    one_by_one = Button("stranger.next", _("One by one"), (found.conversation,), Colour.PRIMARY)
    all_out = Button("stranger.all_out", _("Remove all"), (found.conversation,), Colour.NEGATIVE)
    return Screen(text % told, rows=((one_by_one, all_out),))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name or _("somebody without a name") for name in names[:NAMES])
    return f"{shown}…" if len(names) > NAMES else shown


def trouble(found: Trouble) -> Screen:
    """A chat that somebody has to mend: what happened, and what to do, step by step."""
    fact = found.conversation
    told = {"title": fact.title, "typed": typed(fact), "again": again(fact), "code": found.code}
    return Screen(_trouble_words(found) % told)


def _trouble_words(found: Trouble) -> str:
    match found.code:
        case _ if found.code == NO_ACCESS and found.is_lost:
            return _(
                "I was removed from «%(title)s»: messages there do not count and the link is not given out any more.\n"
                "Add me again, make me an administrator and write there: /привязать %(typed)s"
            )
        case 917 | 919 | 925 | 931:
            return _(
                "In «%(title)s» I am no administrator any more: I see neither who is in it nor the link.\n"
                "1. Open the chat → the list of members.\n"
                "2. The arrow beside me → «Make an administrator».\n"
                "I look again by myself; at once: write /контур in the chat."
            )
        case 1017:
            return _(
                "VK says that the chat «%(title)s» was deleted. Its link does not work any more.\n"
                "Make a new one: %(again)s"
            )
        case 1012:
            return _(
                "In «%(title)s» writing is switched off: nobody reads me there, and pupils cannot answer.\n"
                "Open the chat → its settings → «Who may write» → everybody."
            )
        case 993:
            return _(
                "VK moved the chat «%(title)s» to MAX. I cannot go there: I neither write nor count nor guard it.\n"
                "To stay in VK, make a new one: %(again)s"
            )
    return _(
        "VK does not let me into «%(title)s» (error %(code)d).\n"
        "Add me again, make me an administrator and write there: /привязать %(typed)s"
    )


def looking_here() -> Screen:
    """In the chat: the answer comes in private."""
    return Screen(_("I am looking who is here. I answer in private."))


def audit_begun(requests: int) -> Screen:
    """The messenger was asked."""
    if not requests:
        return Screen(_("There is no chat to look at yet. Make the first one: /беседа 5А Алгебра"))
    return Screen(_("I am looking who is in the chats. The answer comes in a few seconds."))


def audited(found: Summary) -> Screen:
    """To who asked."""
    lines = [
        ngettext("I have looked at %(n)d chat.", "I have looked at %(n)d chats.", found.chats) % {"n": found.chats},
        _strangers_line(found.strangers) + (f" {_listed(found.unknown)}" if found.unknown else ""),
    ]
    if found.missing:
        lines.append(_missing_line(found.missing) + (f": {_listed(found.names)}" if found.names else ""))
    if found.troubles:
        lines.append(
            ngettext(
                "%(n)d chat needs mending: I wrote what to do.",
                "%(n)d chats need mending: I wrote what to do.",
                found.troubles,
            )
            % {"n": found.troubles}
        )
    decide = Button("stranger.next", _("Decide about strangers"), (found.only or 0,), Colour.POSITIVE)
    return Screen("\n".join(lines), rows=((decide,),) if found.only and found.strangers else ())


def _strangers_line(count: int) -> str:
    if not count:
        return _("Strangers: none.")
    return ngettext("Strangers: %(n)d, undecided.", "Strangers: %(n)d, undecided.", count) % {"n": count}


def _missing_line(count: int) -> str:
    return ngettext("On the lists, but not come in yet: %(n)d", "On the lists, but not come in yet: %(n)d", count) % {
        "n": count
    }


def state(found: ContourState, *, now: datetime) -> Screen:
    """`/контур`: how it is, and what can be chosen."""
    lines = [_("The contour of «%(title)s»") % {"title": found.title}, *_body(found, now)]
    rows: list[tuple[Button, ...]] = []
    if found.checks:
        rows.append((Button("/контур проверить", _("Check now"), colour=Colour.PRIMARY),))
    if found.mode:
        lines.append(_mode_line(found.mode, now))
        other = (
            Button("/контур сообщать", _("Only report strangers"))
            if found.mode.removes
            else Button("/контур удалять", _("Remove strangers at once"))
        )
        rows.append((other,))
    if any(chat.link_days > LINK_DAYS for chat in found.open):
        rows.append((Button("/контур ссылки", _("New links for the old ones")),))
    first = next((chat for chat in found.open if chat.strangers), None)
    if first:
        rows.append((Button("stranger.next", _("Decide about strangers"), (first.id,), Colour.POSITIVE),))
    return Screen("\n".join(lines), rows=tuple(rows))


def links_renewed(count: int) -> Screen:
    """The old ones open nothing."""
    text = ngettext(
        "I am making a new link for %(n)d chat. The old one stops working at once; /беседы shows the new one.",
        "I am making new links for %(n)d chats. The old ones stop working at once; /беседы shows the new ones.",
        count,
    )
    return Screen(text % {"n": count} if count else _("No link is older than 14 days."))


def act(found: ContourState, *, now: datetime) -> Screen:
    """Every Monday, to the administrators."""
    head = _("Act of the contour, «%(title)s»") % {"title": found.title}
    lines = [head, *_body(found, now)]
    if not found.strangers:
        lines.append(_("Everybody in the chats is on the lists of the school."))
    return Screen("\n".join(lines), rows=((Button("/контур", _("Look closer"), colour=Colour.PRIMARY),),))


def _body(found: ContourState, now: datetime) -> list[str]:
    if found.checked_at is None:
        when = _("not all chats were looked at yet")
    else:
        days = (now - found.checked_at) // timedelta(days=1)
        when = (
            ngettext("looked at %(n)d day ago", "looked at %(n)d days ago", days) % {"n": days}
            if days
            else _("looked at within a day")
        )
    count = ngettext("%(n)d chat", "%(n)d chats", found.chats) % {"n": found.chats}
    lines = [f"{count}, {when}.", _strangers_line(found.strangers)]
    if found.put_out:
        text = ngettext(
            "Removed within a week: %(n)d stranger.", "Removed within a week: %(n)d strangers.", found.put_out
        )
        lines.append(text % {"n": found.put_out})
    if found.missing:
        lines.append(_missing_line(found.missing))
    lines += [_chat_line(chat) for chat in found.open[:CHATS]]
    if len(found.open) > CHATS:
        lines.append("…")
    return lines


def _chat_line(chat: ChatState) -> str:
    parts = []
    if chat.strangers:
        parts.append(ngettext("%(n)d stranger", "%(n)d strangers", chat.strangers) % {"n": chat.strangers})
    if chat.trouble:
        parts.append(trouble_name(chat.trouble))
    if chat.link_days > LINK_DAYS:
        parts.append(
            ngettext("the link is %(n)d day old", "the link is %(n)d days old", chat.link_days) % {"n": chat.link_days}
        )
    return f"• {chat.title}: {', '.join(parts)}"


def trouble_name(code: int) -> str:
    """A trouble in a few words."""
    return {
        NO_ACCESS: _("I have no access"),
        NOT_ADMIN: _("I am no administrator"),
        DELETED: _("deleted in VK"),
        WRITING_DISABLED: _("writing is off"),
        MOVED_TO_MAX: _("moved to MAX"),
    }.get(code, _("VK refuses (error %(code)d)") % {"code": code})


def mode_chosen(mode: Mode) -> Screen:
    """The school has decided."""
    if mode.said is OnStranger.REMOVE:
        return Screen(_("From now on I remove strangers at once and tell the class teacher."))
    return Screen(_("From now on I only report strangers: the class teacher gets a card and decides."))


def _mode_line(mode: Mode, now: datetime) -> str:
    if mode.until:
        days = max(1, -((now - mode.until) // timedelta(days=1)))
        text = ngettext(
            "Strangers: for %(n)d more day I only report them, then I remove them at once.",
            "Strangers: for %(n)d more days I only report them, then I remove them at once.",
            days,
        )
        return text % {"n": days}
    if mode.removes:
        return _("Strangers: I remove them at once and tell the class teacher.")
    return _("Strangers: I only report them, the class teacher decides.")
