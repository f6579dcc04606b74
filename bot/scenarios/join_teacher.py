"""A teacher comes in: by a personal link at once, by the common one after the administrator's yes."""

from dataclasses import dataclass, field

from bot.kit.ids import EntryId, InviteId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.scenarios.entrance import Door, Entrance, announce, chosen
from bot.services import access, admission, conversations, join_requests, post, self_care
from bot.services.access import Role
from bot.services.join_requests import TeacherChoice
from bot.services.names import FullName, parse_full_name
from bot.ui import joining

PAGE = 6  # with two more buttons and the engine's two: VK allows ten
NOTE_KEPT = 500  # characters of a note to the administrator

RIGHT = {
    "join.right": {"1", "да", "всё верно", "все верно", "верно", "yes", "everything is right"},
    "join.mistake": {"2", "есть ошибка", "ошибка", "there is a mistake"},
    "join.not_me": {"3", "нет", "не я", "это не я", "no", "that is not me"},
}
LIST = {
    "join.more": {"дальше", "ещё", "еще", "more"},
    "join.not_listed": {"нет в списке", "меня нет в списке", "i am not in the list"},
}


@dataclass
class TeacherDoor(Door):
    """A personal link has a name and lessons; on the common one `first` and `narrowed` say what is shown."""

    personal: bool = False
    name: str = ""
    lessons: list[str] = field(default_factory=list)
    first: int = 0
    narrowed: str = ""


class JoinTeacher(
    Entrance[TeacherDoor], Scenario[TeacherDoor], name="join_teacher", version=1, first="profile", draft=TeacherDoor
):
    """Profile → consent → «всё верно?» (personal) or «кто вы в списке?» (common)."""

    way = ("profile", "consent", "who")

    def onward(self, after: str) -> Outcome:
        """A personal link needs no list."""
        step = super().onward(after)
        return Goto("right") if step == Goto("who") and self.draft.personal else step

    def ask_right(self) -> Screen:
        return joining.confirm_teacher(self.draft.name, self.draft.lessons)

    async def take_right(self, said: Said) -> Outcome:
        match chosen(said, RIGHT):
            case "join.right":
                return await self.enter("")
            case "join.mistake":
                return Goto("mistake")
            case "join.not_me":
                return Finish(joining.not_me())
        return Again(joining.choose_or_write())

    def ask_mistake(self) -> Screen:
        return joining.ask_mistake()

    async def take_mistake(self, said: Said) -> Outcome:
        words = said.text.strip()[:NOTE_KEPT]
        return await self.enter(words) if words else Again(joining.write_text())

    async def enter(self, note: str) -> Outcome:
        """In; the note goes to the school's administrators."""
        turn = self.turn
        done = await admission.enter_as_teacher(turn.actor, InviteId(self.draft.invite), now=turn.now)
        if note:
            for admin in await access.holders(done.invite.org, Role.SCHOOL_ADMIN):
                await post.tell(admin, lambda: joining.mistake_noted(done.name, note), now=turn.now)
        links = await conversations.links_for(turn.actor, now=turn.now)
        roles = await self_care.roles_of(turn.actor)
        return Finish(joining.entered(done, roles, noted=bool(note), links=links))

    async def ask_who(self) -> Screen:
        found = await self.listed()
        first = self.draft.first
        more = len(found) > first + PAGE
        shown = found[first : first + PAGE]
        return joining.pick_teacher(shown, first=first + 1, more=more, narrowed=self.draft.narrowed)

    async def take_who(self, said: Said) -> Outcome:
        match chosen(said, LIST):
            case "join.more":
                self.draft.first = self.draft.first + PAGE if len(await self.listed()) > self.draft.first + PAGE else 0
                return Again()
            case "join.not_listed":
                return Goto("name")
        if said.button == "join.pick" and said.args and isinstance(said.args[0], int):
            return await self.send(entry=EntryId(said.args[0]))
        return await self.typed(said.text.strip())

    async def typed(self, text: str) -> Outcome:
        """A number of the list, or the beginning of a surname; nothing at all shows the whole list again."""
        found = await self.listed()
        if text.isdecimal() and 0 < int(text[:6]) <= len(found):
            return await self.send(entry=found[int(text[:6]) - 1].entry)
        self.draft.first, self.draft.narrowed = 0, text[:40]
        return Again("" if text else joining.choose_or_write())

    async def listed(self) -> list[TeacherChoice]:
        """Those not in yet, narrowed to what was typed."""
        return await join_requests.free_teachers(InviteId(self.draft.invite), beginning=self.draft.narrowed)

    def ask_name(self) -> Screen:
        return joining.ask_own_name()

    async def take_name(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again(joining.write_text())
        return await self.send(name=parse_full_name(said.text))

    async def send(self, *, entry: EntryId | None = None, name: FullName | None = None) -> Outcome:
        """The request, and the card for the administrators."""
        turn = self.turn
        fact = await join_requests.ask_as_teacher(
            turn.actor, InviteId(self.draft.invite), entry=entry, name=name, now=turn.now
        )
        await announce(fact, now=turn.now)
        return Finish(joining.waiting(fact))
