"""`/приглашения`: how far a class is, who came in by whose yes, and one tap that asks the parents to help."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ClassId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import access, class_invitations, classes, profiles
from bot.services.class_titles import split_class_titles
from bot.ui import invitations as screens

CAME, REMIND = ("вошли", "entered"), ("напомнить", "remind")


@command("приглашения", alias="invitations", act=class_invitations.READ)
async def show_progress(turn: Turn) -> Screen:
    """`/приглашения 5А [вошли | напомнить]`; without words, one's own class or a choice."""
    await access.access_standing(turn.actor, class_invitations.READ)
    if not turn.rest:
        headed = await profiles.headed_classes(turn.actor, now=turn.now)
        if len(headed) != 1:
            listed = [c.title for c in headed] or [
                c.title for c in await classes.list_classes(turn.actor, now=turn.now)
            ]
            return screens.ask_class(listed)
        return await _progress(turn, headed[0].id)
    _titles, word = split_class_titles(turn.rest)
    title = turn.rest.removesuffix(word).rstrip(" ;")
    found = await classes.access_titled(turn.actor, class_invitations.READ, title, now=turn.now)
    if word.lower() in CAME:
        return screens.came(await class_invitations.came(turn.actor, found.id, now=turn.now))
    if word.lower() in REMIND:
        return await _remind(turn, found.id)
    return await _progress(turn, found.id)


async def _progress(turn: Turn, school_class: ClassId) -> Screen:
    return screens.progress(await class_invitations.progress(turn.actor, school_class, now=turn.now))


async def _remind(turn: Turn, school_class: ClassId) -> Screen:
    return screens.reminded(await class_invitations.remind(turn.actor, school_class, screens.reminder, now=turn.now))


@button("invitations.came")
async def show_came(turn: Turn) -> Screen:
    """Who came in; the further pages, too."""
    place, offset = ClassId(pressed_number(turn)), max(0, pressed_number(turn, 1, default=0))
    return screens.came(await class_invitations.came(turn.actor, place, now=turn.now, offset=offset))


@button("invitations.remind")
async def remind_parents(turn: Turn) -> Screen:
    """The one tap."""
    return await _remind(turn, ClassId(pressed_number(turn)))
