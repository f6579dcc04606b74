"""What a reminder offers is done from its button: a text goes to a conversation of hers and counts as hers, once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.kit.errors import BadInput, Conflict, Expired, NotFound
from bot.kit.ids import CommunityId, ConversationId, EntryId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import activity, audit, days_off
from bot.services.chat_plans import class_titles, pick
from bot.services.nudge_hours import next_school_days
from bot.services.nudges import Act
from bot.services.years import local_day
from models import Binding, Conversation, ConversationState, Nudge, Org, Role, RosterEntry

LIFE = timedelta(days=7)  # a reminder's button works as long as the next one has not come
LONGEST = 1000  # characters of a text of her own
MOST = 30  # conversations to choose from
DAYS = 3  # school days that a lesson can be planned for by a button


@dataclass(frozen=True)
class AlreadyPosted(Conflict):
    """The text of this reminder is in the conversation already: one a tap, one a reminder."""

    what: str = "nudge"


@dataclass(frozen=True)
class NudgeOver(Expired):
    """The reminder is older than a week."""

    what: str = "nudge"


@dataclass(frozen=True)
class NowhereToPost(NotFound):
    """The teacher has no live conversation any more."""

    what: str = "conversation"


@dataclass(frozen=True)
class BadPost(BadInput):
    """Nothing that can be posted: no words, or too many; `said` is how many characters there were."""

    expects: str = "post"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation of hers.

    Attributes:
        class_title: "" if it is of no class.
        name: the subject; "" for a class's own, the title for one of no class.
    """

    conversation: ConversationId
    talk: Talk
    title: str
    class_title: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be posted: which act, in which of her conversations (the quietest first), by whom («Анна Петровна»).

    `days`: when the next lesson may be, for a lesson that is planned: the next school days of her school.
    """

    act: Act
    places: tuple[Place, ...]
    teacher: str
    days: tuple[date, ...] = ()

    def place(self, conversation: int) -> Place:
        """The chosen one, or the quietest.

        Raises:
            NotFound: it is not one of hers.
        """
        if not conversation:
            return self.places[0]
        found = next((place for place in self.places if place.conversation == conversation), None)
        if found is None:
            raise NotFound("conversation")
        return found


def find_place(offer: Offer, said: str) -> Place:
    """The conversation that is meant by «5а алгебра».

    Raises:
        NoSuchPlan, HalfPlan, BadClassTitle, Ambiguous: see `chat_plans.pick`.
    """
    return pick(said, offer.places, command="активность")


def find_day(offer: Offer, said: str) -> date | None:
    """The school day that is meant by «07.12»; None for other words."""
    word = said.strip()
    return next((day for day in offer.days if word in (f"{day:%d.%m}", f"{day:%d.%m.%Y}", day.isoformat())), None)


def parse_post(text: str) -> str:
    """A text of her own, as it will stand there.

    Raises:
        BadPost: no words, or more than `LONGEST` characters.
    """
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise BadPost(said=str(len(said)))
    return said


async def open_offer(actor: PersonId, period: int, *, now: datetime) -> Offer:
    """What the actor's reminder of a period offers; that she looked is an answer.

    Raises:
        NotFound: no such reminder of hers.
        NudgeOver, AlreadyPosted: it is too late, or done.
        NowhereToPost: she has no live conversation.
    """
    offer = await get_offer(actor, period, now=now)
    await audit.record(actor, "nudge.open", org=None, now=now)
    return offer


async def get_offer(actor: PersonId, period: int, *, now: datetime) -> Offer:
    """The same, while she makes up her mind.

    Raises:
        NotFound, NudgeOver, AlreadyPosted, NowhereToPost: see `open_offer`.
    """
    row = await _own(actor, period, now=now)
    places = await _places(actor, now=now)
    if not places:
        raise NowhereToPost
    teacher = await RosterEntry.get(id=row.entry_id)
    name = " ".join(part for part in (teacher.first_name, teacher.middle_name) if part) or teacher.last_name
    days = await _days(OrgId(teacher.org_id), now=now) if row.act == Act.PLAN else []
    return Offer(Act(row.act), tuple(places), name, tuple(days))


async def _days(school: OrgId, *, now: datetime) -> list[date]:
    today = local_day((await Org.get(id=school)).timezone, now)
    return next_school_days(days_off.fold(await days_off.layers(school, today)), today, DAYS)


async def post_text(actor: PersonId, period: int, conversation: ConversationId, *, now: datetime) -> Place:
    """Count the message that the caller posts now as the teacher's own, made through the bot; once a reminder.

    Raises:
        NotFound, NudgeOver, AlreadyPosted, NowhereToPost: see `open_offer`.
    """
    row = await _own(actor, period, now=now)
    place = (await get_offer(actor, period, now=now)).place(conversation)
    if not await Nudge.filter(id=row.id, acted_at__isnull=True).update(acted_at=now):
        raise AlreadyPosted
    school = await Org.get(id=(await RosterEntry.get(id=row.entry_id)).org_id)
    await activity.count_via_bot(EntryId(row.entry_id), day=local_day(school.timezone, now))
    await Conversation.filter(id=place.conversation).update(last_message_at=now)
    await audit.record(actor, "nudge.act", org=OrgId(school.id), now=now, conversation=place.conversation)
    return place


async def _own(actor: PersonId, period: int, *, now: datetime) -> Nudge:
    row = await Nudge.filter(
        period_id=period,
        entry__bindings__person_id=actor,
        entry__bindings__valid_to__isnull=True,
        entry__valid_to__isnull=True,
        entry__role=Role.TEACHER,
    ).first()
    if row is None:
        raise NotFound("nudge")
    if row.acted_at is not None:
        raise AlreadyPosted
    if now - row.made_at > LIFE:
        raise NudgeOver
    return row


async def _places(actor: PersonId, *, now: datetime) -> list[Place]:
    bound = Binding.filter(person_id=actor, valid_to__isnull=True, entry__valid_to__isnull=True)
    entries = await bound.filter(entry__role=Role.TEACHER).values_list("entry_id", flat=True)
    chats = Conversation.filter(
        teacher_id__in=list(entries), counts=True, state=ConversationState.LIVE, peer_id__isnull=False
    )
    rows = await chats.order_by("-id").select_related("subject").limit(MOST)
    rows.sort(key=lambda row: (row.last_message_at is not None, row.last_message_at or now, row.id))
    titles = await class_titles({row.school_class_id for row in rows if row.school_class_id}, now=now)
    return [_place(row, titles) for row in rows]


def _place(row: Conversation, titles: dict[int, str]) -> Place:
    assert row.peer_id is not None
    return Place(
        ConversationId(row.id),
        Talk(CommunityId(row.community_id), row.peer_id, is_chat=True),
        row.title,
        titles.get(row.school_class_id or 0, ""),
        row.subject.title if row.subject else "" if row.school_class_id else row.title,
    )
