"""Links as whoever hands them out sees them: text, code for paper, QR, life, a way to take them back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen, invite_link
from bot.services.access import Role
from bot.services.invites import InviteFact
from bot.services.profiles import HeadedClass

AUDIENCE_WORDS = {Role.STUDENT: "ученики", Role.PARENT: "родители"}  # as `/ссылка` reads them
MAX_BUTTONS = 8


def link(fact: InviteFact) -> Screen:
    """The link to forward, with its QR."""
    lines = [_for_whom(fact), invite_link(fact.code), "", how_to_open(fact), _limits(fact), _who_admits(fact)]
    rows: list[tuple[Button, ...]] = []
    other = {Role.STUDENT: Role.PARENT, Role.PARENT: Role.STUDENT}.get(fact.role)
    if other and fact.class_title:
        label = _("For parents") if other is Role.PARENT else _("For pupils")
        rows.append((Button("/ссылка", label, (fact.class_title, AUDIENCE_WORDS[other])),))
    rows.append((Button("invite.revoke", _("Take this link back"), (fact.id,), colour=Colour.NEGATIVE),))
    return Screen("\n".join(lines), rows=tuple(rows), qr=invite_link(fact.code))


def _for_whom(fact: InviteFact) -> str:
    words = {"place": fact.place, "name": fact.entry_name}
    if fact.entry_name:
        return _("The personal link of %(name)s. Give it to nobody else:") % words
    return {
        Role.STUDENT: _("The link for pupils of %(place)s:"),
        Role.PARENT: _("The link for parents of %(place)s:"),
        Role.TEACHER: _("The link for teachers, %(place)s:"),
    }.get(fact.role, _("The link for the administrator of «%(place)s». Give it to nobody else:")) % words


def how_to_open(fact: InviteFact) -> str:
    """What every link text says: `ref` comes only with a first word."""
    text = _("Open it and press «Начать» or write any word. From paper: write to the bot /код %(code)s")
    return text % {"code": fact.code}


def _limits(fact: InviteFact) -> str:
    until = f"{fact.expires_at.astimezone(ZoneInfo(fact.timezone)):%d.%m.%Y}"
    if fact.max_uses == 1:
        return _("Works once, until %(date)s.") % {"date": until}
    left = fact.max_uses - fact.uses
    many = ngettext("for %(left)s more person", "for %(left)s more people", left) % {"left": left}
    return _("Works until %(date)s, %(many)s.") % {"date": until, "many": many}


def _who_admits(fact: InviteFact) -> str:
    if fact.max_uses == 1:
        return _("Whoever opens it is in at once.")
    return _("Nobody comes in without your yes: a card will come here.")


def revoked(fact: InviteFact) -> Screen:
    """The link opens nothing from now on."""
    rows: tuple[tuple[Button, ...], ...] = ()
    if fact.class_title and fact.role in AUDIENCE_WORDS:
        rows = ((Button("/ссылка", _("Make a new one"), (fact.class_title, AUDIENCE_WORDS[fact.role])),),)
    text = _("The link for «%(place)s» does not work any more. Those who are in stay in.")
    return Screen(text % {"place": fact.place}, rows=rows, toast=_("Taken back"))


def ask_audience(class_title: str, *, note: str = "") -> Screen:
    """Pupils or parents?"""
    text = _("For whom is the link into %(class)s?") % {"class": class_title}
    row = (
        Button("/ссылка", _("For pupils"), (class_title, AUDIENCE_WORDS[Role.STUDENT]), colour=Colour.PRIMARY),
        Button("/ссылка", _("For parents"), (class_title, AUDIENCE_WORDS[Role.PARENT]), colour=Colour.PRIMARY),
    )
    return Screen(f"{note}\n{text}".strip(), rows=(row,))


def was_reset(class_title: str, count: int, *, chats: int) -> Screen:
    """All links of a class are void, those of its conversations too."""
    note = ngettext(
        "%(count)s old link into %(class)s does not work any more.",
        "%(count)s old links into %(class)s do not work any more.",
        count,
    ) % {"count": count, "class": class_title}
    if chats:
        note += "\n" + _("Its conversations get new links, too: those who belong there find them in /беседы.")
    return ask_audience(class_title, note=note)


def ask_class(classes: Sequence[HeadedClass], *, command: str) -> Screen:
    """Which of one's own classes?"""
    buttons = [Button(command, c.title, (c.title,)) for c in classes[:MAX_BUTTONS]]
    rows = tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))
    return Screen(_("Which class?"), rows=rows)


def own_link(fact: InviteFact) -> Screen:
    """The class teacher has opened the link of her own class."""
    shown = link(fact)
    if fact.role is Role.PARENT:
        note = _("This is the parents' link of your own class. If you are a parent there too, press the button.")
        rows = ((Button("invite.as_parent", _("I am a parent too"), (fact.code,)),), *shown.rows)
        return Screen(f"{note}\n\n{shown.text}", rows=rows, qr=shown.qr)
    note = _("This is your own link for pupils. You are their class teacher: forward it to them.")
    return Screen(f"{note}\n\n{shown.text}", rows=shown.rows, qr=shown.qr)


def three_steps(facts: Sequence[InviteFact]) -> Screen:
    """How a pupil or a parent comes in, with the class's own live link; to forward or print."""
    if not facts:
        return Screen("\n".join([_steps(_("the link from the class teacher")), "", _no_link()]))
    first = facts[0]
    text = "\n".join(
        [_for_whom(first), "", _steps(invite_link(first.code)), "", _from_paper(first), _limits(first)],
    )
    rows = tuple(
        (Button("/как-войти", _three_steps_for(f), (f.class_title, AUDIENCE_WORDS[f.role])),) for f in facts[1:5]
    )
    return Screen(text, rows=rows, qr=invite_link(first.code))


def _three_steps_for(fact: InviteFact) -> str:
    words = {"place": fact.place}
    return (_("Pupils of %(place)s") if fact.role is Role.STUDENT else _("Parents of %(place)s")) % words


def _steps(where: str) -> str:
    return "\n".join(
        [
            _("1. Open %(link)s (or point the camera at the QR) and press «Начать» or write any word.")
            % {"link": where},
            _("2. Check that the profile is yours, and agree to the processing of data."),
            _("3. Write who you are. The class teacher lets you in, and the links to the chats come to you."),
        ]
    )


def _from_paper(fact: InviteFact) -> str:
    return _("No camera? Write to the bot: /код %(code)s") % {"code": fact.code}


def _no_link() -> str:
    return _("There is no live link just now. The class teacher makes one with /ссылка.")
