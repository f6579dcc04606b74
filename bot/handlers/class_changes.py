"""`/объединить`, `/разделить`: two classes become one, one becomes two."""

from bot.handlers.registry import command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.change_classes import MergeClasses, MergeDraft, SplitClass, SplitDraft
from bot.scenarios.engine import begin
from bot.services import access, class_changes, classes
from bot.services.class_titles import BadClassTitle, split_class_titles


@command("объединить", alias="merge", act=class_changes.ACT)
async def merge(turn: Turn) -> Screen:
    """`/объединить 5А 5Б`: 5Б joins 5А; without words, a dialog."""
    await access.access_org(turn.actor, class_changes.ACT)
    if not turn.rest:
        return await begin(turn, MergeClasses, MergeDraft())
    titles, rest = split_class_titles(turn.rest)
    if len(titles) != 2 or rest:
        raise BadClassTitle(said=turn.rest[:40])
    stays, goes = [
        (await classes.access_titled(turn.actor, class_changes.ACT, str(title), now=turn.now)).id for title in titles
    ]
    await class_changes.get_merging(turn.actor, stays, goes, now=turn.now)
    return await begin(turn, MergeClasses, MergeDraft(stays, goes), step="confirm")


@command("разделить", alias="split", act=class_changes.ACT)
async def split(turn: Turn) -> Screen:
    """`/разделить 5А 5Б; Иванов Пётр, Зорина Мария`: they go to 5Б; what is missing is asked for."""
    await access.access_org(turn.actor, class_changes.ACT)
    if not turn.rest:
        return await begin(turn, SplitClass, SplitDraft())
    titles, names = split_class_titles(turn.rest)
    if len(titles) != 2:
        raise BadClassTitle(said=turn.rest[:40])
    place = (await classes.access_titled(turn.actor, class_changes.ACT, str(titles[0]), now=turn.now)).id
    draft = SplitDraft(place, str(titles[1]))
    if not names.strip(" ;"):
        return await begin(turn, SplitClass, draft, step="pupils")
    draft.pupils = [pupil.id for pupil in await class_changes.find_pupils(turn.actor, place, names)]
    return await begin(turn, SplitClass, draft, step="confirm")
