"""Screens that belong to no area: greeting, menu, help, cancel, unknown words, outdated buttons."""

from collections.abc import Sequence
from dataclasses import replace

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.ui.menus import menu_rows


def cancelled() -> Screen:
    """The dialog was left."""
    return Screen(_("Cancelled. Nothing was changed."))


def dialog_outdated() -> Screen:
    """The bot was updated in the middle of a dialog."""
    return Screen(_("I was updated in the meantime, so this dialog has to start again. Write «menu»."))


def stale_note() -> str:
    """Stands above a screen that is drawn again."""
    return _("That button was from an older message. Here is the current one:")


def stale_button() -> Screen:
    """A button of a dialog that is over."""
    return Screen(
        _("That button is out of date. Write «menu» to see what you can do now."),
        toast=_("This button is out of date"),
    )


def step_screen(screen: Screen, *, number: int, note: str, can_go_back: bool) -> Screen:
    """A dialog's screen: the note above, «Назад» and «Отмена» below, all its buttons marked with its number."""
    controls: tuple[Button, ...] = (Button("scenario.cancel", _("Cancel"), colour=Colour.SECONDARY),)
    if can_go_back:
        controls = (Button("scenario.back", _("Back"), colour=Colour.SECONDARY), *controls)
    text = f"{note}\n\n{screen.text}" if note else screen.text
    return replace(screen, text=text, rows=(*screen.rows, controls), stamp=number)


def unknown(said: str, roles: Sequence[Role]) -> Screen:
    """A word the bot does not know: never silence, always the menu."""
    shown = said if len(said) <= 40 else said[:39] + "…"
    text = _("I do not know «%(said)s». Choose below, or write «help».") % {"said": shown}
    return Screen(text, menu=menu_rows(roles))


def welcome() -> Screen:
    """Somebody said thanks."""
    return Screen(_("You are welcome! Write when you need me."))


def cannot_read(roles: Sequence[Role]) -> Screen:
    """A sticker, a voice message, a picture outside any dialog."""
    return Screen(_("I read text only. Choose below, or write «help»."), menu=menu_rows(roles))


def menu(roles: Sequence[Role]) -> Screen:
    """The menu on request."""
    return Screen(_("What shall we do?"), menu=menu_rows(roles))


def nothing_to_cancel(roles: Sequence[Role]) -> Screen:
    """«Отмена» or «назад» outside a dialog."""
    return Screen(_("There is nothing to cancel just now."), menu=menu_rows(roles))


def only_in_private() -> Screen:
    """A command that is not for chats."""
    return Screen(_("That works in the private talk with me. Here: /беседы, /звонок."))


def chat_hint() -> Screen:
    """Mentioned in a chat without a command."""
    return Screen(_("I am here. In this chat I know /звонок and /беседы; everything else in private."))


def our_mistake() -> Screen:
    """Something failed three times; the person should know that it was not her fault."""
    return Screen(_("Something broke on my side, and this was not done. It is noted; please try again later."))


def language_chosen() -> Screen:
    """In the new language already."""
    return Screen(_("I will speak English with you now."))


def choose_language() -> Screen:
    """Two buttons."""
    return Screen(
        _("Which language?"),
        rows=((Button("/язык", "Русский", ("ru",)), Button("/язык", "English", ("en",))),),
    )


def role_name(role: Role) -> str:
    """A role in words."""
    return {
        Role.REGION_ADMIN: _("administrator of the region"),
        Role.MUNICIPAL_ADMIN: _("administrator of the municipality"),
        Role.SCHOOL_ADMIN: _("administrator of the school"),
        Role.DIRECTOR: _("head of the school"),
        Role.TEACHER: _("teacher"),
        Role.STUDENT: _("pupil"),
        Role.PARENT: _("parent"),
    }[role]


def choose_role(roles: Sequence[Role]) -> Screen:
    """One button a role."""
    rows = tuple((Button("/роль", role_name(role), (role.value,)),) for role in dict.fromkeys(roles))
    return Screen(_("Whose menu shall I show?"), rows=rows[:6])


def role_chosen(role: Role, roles: Sequence[Role]) -> Screen:
    """The menu of the chosen role."""
    text = _("Now you are here as: %(role)s.") % {"role": role_name(role)}
    return Screen(text, menu=menu_rows([role, *[r for r in roles if r is not role]]))


def only_one_role(roles: Sequence[Role]) -> Screen:
    """Nothing to switch."""
    return Screen(_("You have one role only, there is nothing to switch."), menu=menu_rows(roles))
