"""Screens that belong to no area: greeting, menu, help, cancel, unknown words, outdated buttons."""

from dataclasses import replace

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen


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
