"""Screens of the libraries of classes and clubs."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.kit.turn import Attachment
from bot.services.materials import (
    LINK,
    PAGE,
    MaterialFact,
    NoFileThere,
    NoSuchMaterial,
    NothingSavedHere,
    Place,
    Saved,
    Shelf,
    TeacherSaves,
)
from bot.ui.pickers import columns, cut, turning
from bot.ui.refusals import words_for

CHOICES = 10  # VK: inline buttons a message, docs/vk.md §2.5


def _named(kind: str, title: str) -> str:
    kinds = {"photo": _("Photo"), "video": _("Video"), LINK: _("Link")}
    return title or kinds.get(kind, _("File"))


def _names(files: Sequence[Attachment]) -> str:
    return ", ".join(_named(file.kind, file.title) for file in files)


def saved(done: Saved) -> Screen:
    """In the chat, in one line."""
    if not done.fresh:
        return Screen(_("Saved already: %(files)s. All of it: /материалы") % {"files": _names(done.known)})
    return Screen(_("Saved: %(files)s. All of it: /материалы") % {"files": _names(done.fresh)})


def how_to_save() -> Screen:
    """Asked in private, where no class is."""
    return Screen(
        _(
            "In the chat of a lesson, a class or a club answer a message that has a file with the one word "
            "«сохранить». I shall keep it in the library: /материалы"
        )
    )


def none_yet() -> Screen:
    """There is nothing to show."""
    return Screen(
        _(
            "There are no materials yet. The teacher saves a file in the chat: answers the message that has it with "
            "the word «сохранить»."
        )
    )


def choose(places: Sequence[Place], *, offset: int) -> Screen:
    """Several libraries: which one?"""
    page = CHOICES - 2
    buttons = [_to_shelf(place) for place in places[offset : offset + page]]
    ways = turning("materials.places", offset, len(places), page=page)
    rows = columns(buttons)
    return Screen(_("Whose materials? Press, or write: /материалы 5А"), rows=(*rows, ways) if ways else rows)


def _to_shelf(place: Place) -> Button:
    return Button("materials.shelf", cut(f"{place.title} ({place.files})"), (place.kind, place.id, 0))


def shelf(page: Shelf) -> Screen:
    """A page of a library: by subject, newest first; a button a file."""
    lines = [_("Materials · %(title)s (%(n)d)") % {"title": page.place.title, "n": page.place.files}]
    subject = None
    for number, file in enumerate(page.files, page.offset + 1):
        if file.subject != subject:
            subject = file.subject
            lines += ["", subject or (_("Of the class") if page.place.kind == "class" else _("Of the club"))]
        lines.append(_line(number, file))
    opening = [
        Button("materials.open", _("Open %(n)d") % {"n": number}, (file.id,))
        for number, file in enumerate(page.files, page.offset + 1)
    ]
    rows = columns(opening)
    place = page.place
    ways: list[Button] = []
    if page.offset > 0:
        ways.append(Button("materials.shelf", _("Newer"), (place.kind, place.id, max(page.offset - PAGE, 0))))
    if page.offset + PAGE < place.files:
        ways.append(Button("materials.shelf", _("More"), (place.kind, place.id, page.offset + PAGE)))
    return Screen("\n".join(lines), rows=(*rows, tuple(ways)) if ways else rows)


def _line(number: int, file: MaterialFact) -> str:
    where = f" {file.item}" if file.kind == LINK else ""
    return f"{number}. {_named(file.kind, file.title)}{where} · {file.saved_at:%d.%m.%Y}"


def opened(file: MaterialFact) -> Screen:
    """In private: the thing itself, below its name."""
    rows = ((Button("materials.remove", _("Take out"), (file.id,), Colour.NEGATIVE),),) if file.may_remove else ()
    if file.kind == LINK:
        return Screen(f"{_named(file.kind, file.title)}\n{file.item}", rows=rows)
    name = f"{file.item}_{file.key}" if file.key else file.item
    return Screen(_named(file.kind, file.title), rows=rows, attachment=name)


def sent(*, told: bool) -> Screen:
    """To who pressed."""
    return Screen(toast=_("Sent to you in private.") if told else _("Write me any word in private first."))


def gone() -> Screen:
    """The messenger has it no more."""
    return Screen(
        _("VK does not give this file out any more: its owner has deleted it. Ask the teacher for a new one.")
    )


def removed(file: MaterialFact) -> Screen:
    """Out of the library."""
    text = _("Taken out: %(file)s. To bring it back, answer its message in the chat with «сохранить» once more.")
    return Screen(text % {"file": _named(file.kind, file.title)})


@words_for(NothingSavedHere)
def _not_here(refusal: NothingSavedHere) -> str:
    return _("I save files only from the chats of lessons, of a class's pupils and of clubs.")


@words_for(NoFileThere)
def _no_file(refusal: NoFileThere) -> str:
    return _(
        "There is nothing to save. Answer a message that has a file, a picture, a video or a link with «сохранить»."
    )


@words_for(TeacherSaves)
def _teacher_saves(refusal: TeacherSaves) -> str:
    return _("The teacher saves files here. What is saved already: /материалы")


@words_for(NoSuchMaterial)
def _no_such(refusal: NoSuchMaterial) -> str:
    return _("This is not in your materials: perhaps it was taken out. What is there: /материалы")
