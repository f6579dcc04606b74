"""A pupil comes to a class or leaves it: which class, who, by which order; a departure shows what it does first."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.kit.ids import ClassId, EntryId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario, begin
from bot.services import classes, conversations, movements, post
from bot.services.class_titles import parse_class_title
from bot.services.movement_words import MovementWords, parse_movement
from bot.services.movements import Moved
from bot.ui import movements as screens
from bot.ui.pickers import PICK, TURN

ACT = movements.ACT


@dataclass
class MovementDraft:
    """`line`: what was written of the pupil; `entry`: who of the class leaves."""

    class_id: int = 0
    line: str = ""
    entry: int = 0
    offset: int = 0


async def _take_class(turn: Turn, draft: MovementDraft, said: Said) -> Outcome:
    if (offset := said.number(TURN)) is not None:
        draft.offset = offset
        return Again()
    listed = await classes.list_classes(turn.actor, now=turn.now)
    title = next((c.title for c in listed if c.id == said.number(PICK)), said.text)
    found = await classes.access_titled(turn.actor, ACT, str(parse_class_title(title)), now=turn.now)
    draft.class_id, draft.offset = found.id, 0
    return Goto("pupil")


class RecordArrival(
    Scenario[MovementDraft], name="record_arrival", version=1, first="school_class", draft=MovementDraft
):
    """Class → one line about the pupil → on the list."""

    async def ask_school_class(self) -> Screen:
        listed = await classes.list_classes(self.turn.actor, now=self.turn.now)
        return screens.ask_class(listed, arrives=True, offset=self.draft.offset)

    async def take_school_class(self, said: Said) -> Outcome:
        return await _take_class(self.turn, self.draft, said)

    async def ask_pupil(self) -> Screen:
        return screens.ask_arriving()

    async def take_pupil(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again()
        return Finish(await arrive(self.turn, ClassId(self.draft.class_id), said.text))


class RecordDeparture(
    Scenario[MovementDraft], name="record_departure", version=1, first="school_class", draft=MovementDraft
):
    """Class → pupil → what it does → gone."""

    async def ask_school_class(self) -> Screen:
        listed = await classes.list_classes(self.turn.actor, now=self.turn.now)
        return screens.ask_class(listed, arrives=False, offset=self.draft.offset)

    async def take_school_class(self, said: Said) -> Outcome:
        return await _take_class(self.turn, self.draft, said)

    async def ask_pupil(self) -> Screen:
        who = await self._fitting()
        return screens.ask_leaving(who, offset=self.draft.offset)

    async def take_pupil(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = offset
            return Again()
        if said.text:
            self.draft.line, self.draft.offset = said.text, 0
        found = await self._fitting()
        pressed = said.number(PICK)
        chosen = next((one.entry for one in found if one.entry == pressed), None)
        if chosen is None and said.text and len(found) == 1:
            chosen = found[0].entry
        if chosen is None:
            return Again()
        self.draft.entry = chosen
        return Goto("confirm")

    async def ask_confirm(self) -> Screen:
        found = await movements.leavers(
            self.turn.actor, ClassId(self.draft.class_id), f"#{self.draft.entry}", now=self.turn.now
        )
        return screens.ask_departure(found[0], await self._words())

    async def take_confirm(self, said: Said) -> Outcome:
        if said.text and said.text.strip().lower() not in screens.depart_words():
            name = self.draft.line.partition(";")[0]
            self.draft.line = f"{name}; {said.text}"  # the order or the date that was forgotten
            await self._words()
            return Again()
        if said.text or said.button == "depart":
            gone = await movements.depart(
                self.turn.actor, EntryId(self.draft.entry), await self._words(), now=self.turn.now
            )
            await announce(gone, now=self.turn.now)
            return Finish(screens.moved(gone))
        return Again()

    async def _words(self) -> MovementWords:
        day = await movements.today(ClassId(self.draft.class_id), now=self.turn.now)
        return parse_movement(self.draft.line, today=day)

    async def _fitting(self) -> list[movements.Leaver]:
        name = (await self._words()).name
        return await movements.leavers(self.turn.actor, ClassId(self.draft.class_id), name, now=self.turn.now)


async def arrive(turn: Turn, school_class: ClassId, line: str) -> Screen:
    """One line of an arrival."""
    words = parse_movement(line, today=await movements.today(school_class, now=turn.now))
    moved = await movements.arrive(turn.actor, school_class, words, now=turn.now)
    await announce(moved, now=turn.now)
    return screens.moved(moved)


async def depart(turn: Turn, school_class: ClassId, line: str) -> Screen:
    """One line of a departure: on to what it does, or to who is meant."""
    words = parse_movement(line, today=await movements.today(school_class, now=turn.now))
    found = await movements.leavers(turn.actor, school_class, words.name, now=turn.now)
    draft = MovementDraft(school_class, line)
    if len(found) > 1:
        return await begin(turn, RecordDeparture, draft, step="pupil")
    draft.entry = found[0].entry
    return await begin(turn, RecordDeparture, draft, step="confirm")


async def announce(moved: Moved, *, now: datetime) -> None:
    """The school's administrators and the class teacher hear of it at once; the family too, with the new ways."""
    await post.tell_all(moved.tell, partial(screens.moved_card, moved), now=now, priority=post.NOTICE)
    for person in moved.people:
        links = await conversations.links_for(person, now=now)
        await post.tell(person, partial(screens.you_moved, moved, links), now=now)
