"""Two classes become one, or one becomes two: which, who, what that does, and one yes."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.kit.ids import ClassId, EntryId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import class_changes, classes, conversations, post
from bot.services.class_changes import Changed
from bot.services.class_titles import parse_class_title
from bot.ui import class_changes as screens
from bot.ui import movements as movement_screens
from bot.ui.pickers import PICK, TURN


@dataclass
class MergeDraft:
    """The two classes; `offset` is where a page of the list begins."""

    stays: int = 0
    goes: int = 0
    offset: int = 0


class MergeClasses(Scenario[MergeDraft], name="merge_classes", version=1, first="stays", draft=MergeDraft):
    """Which stays → which joins it → what it does → joined."""

    async def ask_stays(self) -> Screen:
        return screens.ask_stays(await self._listed(), offset=self.draft.offset)

    async def take_stays(self, said: Said) -> Outcome:
        chosen = await self._chosen(said)
        if chosen is None:
            return Again()
        self.draft.stays, self.draft.offset = chosen, 0
        return Goto("goes")

    async def ask_goes(self) -> Screen:
        listed = await self._listed()
        stays = next((c.title for c in listed if c.id == self.draft.stays), "")
        return screens.ask_goes([c for c in listed if c.id != self.draft.stays], stays, offset=self.draft.offset)

    async def take_goes(self, said: Said) -> Outcome:
        chosen = await self._chosen(said)
        if chosen is None:
            return Again()
        await class_changes.get_merging(self.turn.actor, ClassId(self.draft.stays), chosen, now=self.turn.now)
        self.draft.goes = chosen
        return Goto("confirm")

    async def ask_confirm(self) -> Screen:
        stays, goes = ClassId(self.draft.stays), ClassId(self.draft.goes)
        return screens.ask_merge(await class_changes.get_merging(self.turn.actor, stays, goes, now=self.turn.now))

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "merge" and said.text.strip().lower() not in screens.yes_words():
            return Again()
        stays, goes = ClassId(self.draft.stays), ClassId(self.draft.goes)
        changed = await class_changes.merge(self.turn.actor, stays, goes, now=self.turn.now)
        await announce(changed, now=self.turn.now)
        return Finish(screens.merged(changed))

    async def _listed(self) -> list[classes.ClassFact]:
        return await classes.list_classes(self.turn.actor, now=self.turn.now)

    async def _chosen(self, said: Said) -> ClassId | None:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = offset
            return None
        return await _class_of(self.turn, said)


@dataclass
class SplitDraft:
    """From which class, what the other one is called, the entries that go there."""

    school_class: int = 0
    title: str = ""
    pupils: list[int] = field(default_factory=list)
    offset: int = 0


class SplitClass(Scenario[SplitDraft], name="split_class", version=1, first="school_class", draft=SplitDraft):
    """Which class → the other one's title → who → gone there."""

    async def ask_school_class(self) -> Screen:
        listed = await classes.list_classes(self.turn.actor, now=self.turn.now)
        return screens.ask_split(listed, offset=self.draft.offset)

    async def take_school_class(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = offset
            return Again()
        self.draft.school_class, self.draft.offset = await _class_of(self.turn, said), 0
        return Goto("title")

    def ask_title(self) -> Screen:
        return screens.ask_new_title()

    async def take_title(self, said: Said) -> Outcome:
        self.draft.title = str(parse_class_title(said.text))
        return Goto("pupils")

    def ask_pupils(self) -> Screen:
        return screens.ask_pupils(self.draft.title)

    async def take_pupils(self, said: Said) -> Outcome:
        place = ClassId(self.draft.school_class)
        found = await class_changes.find_pupils(self.turn.actor, place, said.text)
        self.draft.pupils = [pupil.id for pupil in found]
        return Goto("confirm")

    async def ask_confirm(self) -> Screen:
        place, words = ClassId(self.draft.school_class), ", ".join(f"#{pupil}" for pupil in self.draft.pupils)
        found = await class_changes.find_pupils(self.turn.actor, place, words)
        return screens.confirm_split([pupil.full_name for pupil in found], self.draft.title)

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "split" and said.text.strip().lower() not in screens.yes_words():
            return Again()
        place, pupils = ClassId(self.draft.school_class), [EntryId(pupil) for pupil in self.draft.pupils]
        to = parse_class_title(self.draft.title)
        changed = await class_changes.split(self.turn.actor, place, to, pupils, now=self.turn.now)
        await announce(changed, now=self.turn.now)
        return Finish(screens.split_done(changed))


async def _class_of(turn: Turn, said: Said) -> ClassId:
    listed = await classes.list_classes(turn.actor, now=turn.now)
    title = next((c.title for c in listed if c.id == said.number(PICK)), said.text)
    found = await classes.access_titled(turn.actor, class_changes.ACT, str(parse_class_title(title)), now=turn.now)
    return found.id


async def announce(changed: Changed, *, now: datetime) -> None:
    """The families hear where they are now and get their links; the class teachers hear how many."""
    await post.tell_all(changed.tell, partial(screens.changed_card, changed), now=now, priority=post.NOTICE)
    for moved in changed.moved:
        for person in moved.people:
            links = await conversations.links_for(person, now=now)
            await post.tell(person, partial(movement_screens.you_moved, moved, links), now=now)
