"""A school's own community in words: its key, what is missing and how to mend it."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.services.connecting import Checked, Health, Lacks, NoKey
from bot.ui.refusals import words_for

RIGHT_5, WRONG_KIND = 5, (15, 27, 100)  # VK's codes: no such key; a key of a person, not of a community


def ask_key() -> Screen:
    """How a key is made, for somebody who has never done it."""
    return Screen(
        _(
            "To connect your school's own community I need its key. In VK, from a computer:\n"
            "1. The community → Manage → Additional → Working with API.\n"
            "2. «Create key»; tick: messages, community management, photos, files.\n"
            "3. Copy the key and send it to me here.\n"
            "I keep it encrypted. Afterwards delete the message with the key."
        )
    )


def checking() -> Screen:
    """VK is being asked."""
    return Screen(_("I am checking the key with VK. Please delete your message with it."))


def checked(fact: Checked) -> Screen:
    """What came of it."""
    told = {"name": fact.name, "link": f"vk.me/{fact.screen_name}"}
    if fact.is_taken:
        return Screen(
            _("«%(name)s» is connected to another organisation already. Take a community of your own school.") % told
        )
    if fact.is_connected:
        text = (
            _("«%(name)s» was connected already; I have taken the new key.")
            if fact.was_known
            else _("Done: «%(name)s» is connected. People can write to it: %(link)s")
        )
        return Screen(text % told, rows=((Button("/проверка", _("Check"), colour=Colour.PRIMARY),),))
    head = _("«%(name)s» is not connected yet. Missing:") % told
    lines = [head, *_missing(fact.lacks), _("Then send the key again: /подключить")]
    return Screen("\n".join(lines), rows=((Button("/подключить", _("Send the key")),),))


def key_refused(code: int) -> Screen:
    """VK does not take the key."""
    if code == RIGHT_5:
        text = _("VK does not know this key: it is copied in part or was deleted. Make a new one: /подключить")
    elif code in WRONG_KIND:
        text = _("This is not the key of a community. It is made in the community itself: /подключить")
    else:
        text = _("VK did not let me check the key (error %(code)d). Try again later: /подключить") % {"code": code}
    return Screen(text, rows=((Button("/подключить", _("Send the key")),),))


def looking(dead: Sequence[Health]) -> Screen:
    """VK is being asked; of dead keys it need not be."""
    lines = [_("I am asking VK, one moment.")]
    lines += [_died(health) for health in dead]
    return Screen("\n".join(lines))


def health(fact: Health) -> Screen:
    """One community."""
    told = {"name": fact.name}
    lines = _missing(fact.lacks)
    if fact.lost:
        lines.append(
            _("• I was removed from: %(titles)s. Add me again and write there: /привязать")
            % {"titles": _listed(fact.lost)}
        )
    if fact.trouble:
        lines.append(_("• VK complained lately (error %(code)d); I send more slowly.") % {"code": fact.trouble})
    if not lines:
        return Screen(_("«%(name)s»: all is in order.") % told)
    return Screen("\n".join([_("«%(name)s» lacks:") % told, *lines]))


def not_examined(name: str, code: int) -> Screen:
    """VK did not say how it is."""
    if code == RIGHT_5:
        return Screen(_died(Health(name)))
    return Screen(_("«%(name)s»: VK did not answer my check (error %(code)d).") % {"name": name, "code": code})


def key_died(name: str) -> Screen:
    """To those who answer for it."""
    return Screen(
        _("The key of «%(name)s» does not work any more: nothing is sent from there. Make a new one: /подключить")
        % {"name": name},
        rows=((Button("/подключить", _("Send the key"), colour=Colour.PRIMARY),),),
    )


@words_for(NoKey)
def _no_key(refusal: NoKey) -> str:
    return _("There is no key of a community here. It is long and begins with vk1.a. — copy it whole.")


def _died(fact: Health) -> str:
    return _("• «%(name)s»: the key does not work. Make a new one: /подключить") % {"name": fact.name}


def _missing(lacks: Lacks) -> list[str]:
    """One line a thing: what, and where it is mended."""
    lines = []
    if lacks.rights:
        names = ", ".join(_right(name) for name in lacks.rights)
        lines.append(_("• rights of the key: %(names)s. Make a new key with them.") % {"names": names})
    if lacks.events:
        lines.append(
            _("• events: %(names)s. Manage → Working with API → Long Poll API → Event types.")
            % {"names": ", ".join(_event(name) for name in lacks.events)}
        )
    if lacks.capabilities:
        lines.append(_("• bot settings: Manage → Messages → Settings for bots; switch on all of them."))
    if lacks.chats:
        lines.append(_("• administrator's rights in: %(titles)s.") % {"titles": _listed(lacks.chats)})
    return lines


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(f"«{title}»" for title in titles[:10])
    return f"{shown}…" if len(titles) > 10 else shown


def _right(name: str) -> str:
    return {
        "messages": _("messages"),
        "manage": _("community management"),
        "photos": _("photos"),
        "docs": _("files"),
    }.get(name, name)


def _event(name: str) -> str:
    return {
        "message_new": _("incoming message"),
        "message_event": _("press of a button"),
        "message_allow": _("permission to write"),
        "message_deny": _("ban on writing"),
    }.get(name, name)
