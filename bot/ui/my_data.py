"""What is kept about a person, and forgetting it."""

from datetime import datetime

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.self_care import OwnData, OwnRole
from bot.ui.dialog_screens import role_name


def own_data(data: OwnData) -> Screen:
    """Everything, in short lines."""
    lines = [_("What I keep about you:")]
    lines.append(
        _("• VK profile: %(name)s, number %(account)d") % {"name": data.vk_name or "—", "account": data.account}
    )
    lines.append(_("• first contact: %(day)s") % {"day": _day(data.first_contact)})
    lines.append(_("• language: %(language)s") % {"language": data.language})
    lines.extend(_role_line(own) for own in data.roles)
    if data.children:
        lines.append(_("• your children: %(names)s") % {"names": ", ".join(data.children)})
    lines.extend(
        _("• consent, wording %(version)s, %(day)s") % {"version": version, "day": _day(at)}
        for version, at in data.consents
    )
    if data.requests_waiting:
        waiting = ngettext("• %(n)d request waiting", "• %(n)d requests waiting", data.requests_waiting)
        lines.append(waiting % {"n": data.requests_waiting})
    lines.extend(_counted(data))
    lines.append("")
    lines.append(_("I do not keep the texts of messages. Of a teacher's messages I keep only how many a day."))
    forget = Button("/забыть-меня", _("Forget me"), colour=Colour.NEGATIVE)
    return Screen("\n".join(lines), rows=((forget,),))


def _counted(data: OwnData) -> list[str]:
    """What is kept as rows that nobody wants to read one by one; a line only where there is something."""
    known = (
        (data.past, _("roles that have ended: %(n)d")),
        (data.requests, _("requests to be let in: %(n)d")),
        (data.links_opened, _("entry links opened: %(n)d")),
        (data.links_given, _("links given out: %(n)d")),
        (data.conversations, _("conversations made: %(n)d")),
        (data.clubs, _("conversations whose rule names you: %(n)d")),
        (data.messages, _("your messages in lessons' chats, counted: %(n)d")),
        (data.calls, _("your calls, counted: %(n)d")),
        (data.days, _("days with a counter: %(n)d")),
        (data.reminders, _("reminders sent to you: %(n)d")),
        (data.written, _("messages to people, without the texts: %(n)d")),
        (data.received, _("messages to you, without the texts: %(n)d")),
        (data.questions, _("your questions; the text only until the answer: %(n)d")),
        (data.cases, _("cases of moderation about you, without the texts: %(n)d")),
        (data.strange, _("cases of a stranger in a conversation, about you: %(n)d")),
        (data.communities, _("communities that have talked with you: %(n)d")),
        (data.dialogs, _("talks where I remember the step of a dialog: %(n)d")),
        (data.warnings, _("warnings in chats: %(n)d")),
        (data.complaints, _("complaints of yours about messages: %(n)d")),
        (data.materials, _("files you saved for classes and clubs: %(n)d")),
        (data.acts, _("entries in the journal: %(n)d")),
    )
    return ["• " + line % {"n": n} for n, line in known if n]


def _role_line(own: OwnRole) -> str:
    facts = {"role": role_name(own.role), "org": own.org, "name": own.name, "day": _day(own.since)}
    return _("• %(role)s, %(org)s: %(name)s, since %(day)s") % facts


def ask_forget() -> Screen:
    """What will happen, before it happens."""
    return Screen(
        _(
            "Forget you? I will erase your VK profile, your consent and your requests, and you will lose your roles "
            "here. The school's own list stays with the school. To come back you will need a new link."
        ),
        rows=((Button("self.forget", _("Yes, forget me"), colour=Colour.NEGATIVE), Button("/меню", _("No, keep"))),),
    )


def forgotten() -> Screen:
    """The last word."""
    return Screen(_("Done: nothing here points to you any more. Write anything to begin anew."), menu=())


def _day(at: datetime) -> str:
    return at.strftime("%d.%m.%Y")
