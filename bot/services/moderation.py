"""What becomes of a message that the rules found: it goes or stays, its author and the class teacher hear why."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import access, audit, cases, chat_rules, conversation_access, members, strikes, way_back
from bot.services.cases import CaseFact
from bot.services.judging import Reason, What
from models import (
    Assignment,
    CaseKind,
    CaseState,
    Conversation,
    ConversationKind,
    ConversationState,
    ModerationCase,
    Org,
    RosterEntry,
)

# Somebody who only erred (papers, a quiet hour), or who needs help, is not warned.
UNPUNISHED = frozenset(
    {
        *(Reason.PERSONAL, Reason.QUIET, Reason.SILENCED, Reason.LINK, Reason.DISTRESS),
        *(Reason.MESSENGER, Reason.AD, Reason.STOP_WORD, Reason.DOUBTFUL),
    }
)
# Said to nobody but the author: nothing to decide.
UNSEEN = frozenset({Reason.QUIET, Reason.SILENCED})
# Shown to whoever answers for the chat, and to nobody else: the author hears nothing.
TEACHERS_ONLY = frozenset({Reason.MESSENGER, Reason.DOUBTFUL})
FRAUD = frozenset({Reason.PHISHING, Reason.MONEY, Reason.IMPOSTOR})
GONE_ALREADY = members.GONE_ALREADY
ONE_CARD = timedelta(minutes=10)  # of the same person for the same reason
DOUBTS_A_DAY = 3  # doubtful messages of a chat in 24 hours that are shown; the others are as if nothing had been said


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a judged message.

    Attributes:
        case: what is known of it; None for a teacher's message. `is_shown`: its card is to be sent.
        to_author: the author is told privately. `hint`: she is a teacher, and her message stays.
        third: the card of the third warning.
        is_fraud: the chat is to be warned, too.
    """

    reason: Reason
    what: What
    title: str
    case: CaseFact | None = None
    is_shown: bool = False
    to_author: bool = True
    hint: bool = False
    third: CaseFact | None = None
    is_fraud: bool = False


async def apply(
    talk: Talk, author: PersonId, message: int, *, what: What, reason: Reason, now: datetime
) -> Applied | None:
    """Do what the verdict says; None when the chat is not moderated (any more) or it was done before.

    Args:
        talk: the chat.
        author: who wrote.
        message: its number in the chat.
        what, reason: the verdict.
        now: aware UTC.
    """
    row = await members.find_registered(talk)
    if row is None or row.state is not ConversationState.LIVE:
        return None
    book = await chat_rules.of_chat(row, now=now)
    if not book.on:
        return None
    if await cases.is_staff(author):
        return await _hinted(row, author, what, reason, now)
    if reason is Reason.DOUBTFUL and await _enough_doubts(row, author, now):
        return None
    lately = await cases.said_lately(row, author, reason.value, within=ONE_CARD, now=now)
    case = await cases.open_case(
        row, author, message=message, kind=CaseKind.JUDGED, reason=reason.value, state=_state(what, reason), now=now
    )
    if case is None:
        return None
    if reason not in UNPUNISHED and not (lately and reason is Reason.FLOOD):
        given = await strikes.give(row, author, message=message, reason=reason.value, by=None, now=now)
        case = replace(case, strike=given)
    third = await third_card(row, case, remove=book.remove, now=now)
    return Applied(
        reason,
        what,
        row.title,
        case=case,
        is_shown=not lately and reason not in UNSEEN,
        to_author=not lately and reason not in TEACHERS_ONLY,
        third=third,
        is_fraud=reason in FRAUD,
    )


async def _enough_doubts(row: Conversation, author: PersonId, now: datetime) -> bool:
    alike = ModerationCase.filter(conversation_id=row.id, reason=Reason.DOUBTFUL.value)
    if await alike.filter(made_at__gt=now - timedelta(days=1)).count() >= DOUBTS_A_DAY:
        return True
    return await cases.said_lately(row, author, Reason.DOUBTFUL.value, within=ONE_CARD, now=now)


def _state(what: What, reason: Reason) -> CaseState:
    if what is What.DELETE:
        return CaseState.DELETED
    return CaseState.WARNED if reason not in UNPUNISHED else CaseState.OPEN


async def _hinted(row: Conversation, author: PersonId, what: What, reason: Reason, now: datetime) -> Applied | None:
    """A teacher is never moderated: she reads what the rules would have done, and her message stays."""
    if reason in UNSEEN or reason in (Reason.FLOOD, Reason.DOUBTFUL):
        return None
    await audit.record(
        None, "moderation.hint", org=OrgId(row.org_id), now=now, conversation=row.id, person=author, reason=reason.value
    )
    return Applied(reason, what, row.title, hint=True)


def lane_of(case: CaseFact) -> str:
    """The card of a case and then the deletion of its message: what is gone cannot be quoted any more."""
    return f"case:{case.id}"


async def third_card(row: Conversation, case: CaseFact, *, remove: bool, now: datetime) -> CaseFact | None:
    """After the third warning: a card for the teacher, or out at once where the chat's rules say so."""
    if case.strike is None or not case.strike.is_last:
        return None
    state = CaseState.REMOVED if remove else CaseState.OPEN
    third = await cases.open_case(
        row,
        case.about,
        message=case.message,
        kind=CaseKind.THIRD,
        reason=case.reason or "teacher",
        state=state,
        now=now,
    )
    if third and remove:
        await cases.ask_to_remove(third, now=now)
    return third


async def third_of(case: CaseFact, *, now: datetime) -> CaseFact | None:
    """The same for a warning that a teacher gave."""
    row = await members.find_registered(case.talk)
    if row is None:
        return None
    book = await chat_rules.of_chat(row, now=now)
    return await third_card(row, case, remove=book.remove, now=now)


async def note_removed(case_id: int, *, now: datetime) -> None:
    """Somebody is out of the chat: from now on she is told that she comes back by hand only."""
    if case := await ModerationCase.get_or_none(id=case_id):
        await way_back.note_left(ConversationId(case.conversation_id), case.about_id, now=now)


@dataclass(frozen=True, slots=True)
class TeacherFact:
    """Who somebody is to this chat's school. `name` and `lessons` are the roster's; "" and none for all others."""

    is_staff: bool
    name: str = ""
    role: str = ""
    lessons: tuple[str, ...] = ()
    leads_class: bool = False


async def who_is(talk: Talk, person: PersonId, *, now: datetime) -> TeacherFact:
    """«Это точно учитель?»: what the roster of this chat's school says; in an office, those right below it, too.

    Raises:
        ChatNotRegistered: this chat is nobody's.
    """
    fact = await conversation_access.here(talk, now=now)
    row = await Conversation.get(id=fact.id)
    orgs = {row.org_id}
    if row.kind is ConversationKind.OFFICE:
        orgs |= {org.id for org in await Org.filter(parent_id=row.org_id)}
    return await _of_orgs(person, orgs, row.school_class_id)


async def who_is_to(asker: PersonId, person: PersonId) -> TeacherFact:
    """The same in private, for the schools that the asker herself belongs to.

    Raises:
        NotAllowed: she belongs to none.
    """
    await access.access_standing(asker, "teacher.check")
    for org in dict.fromkeys(standing.org for standing in await access.standings(asker)):
        found = await _of_orgs(person, {org}, None)
        if found.is_staff:
            return found
    return TeacherFact(is_staff=False)


async def _of_orgs(person: PersonId, orgs: Collection[int], school_class: int | None) -> TeacherFact:
    own = [s for s in await access.standings(person) if s.org in orgs]
    standing = next((s for s in own if s.role in cases.STAFF), None)
    if standing is None:
        return TeacherFact(is_staff=False)
    entry = await RosterEntry.get(id=standing.entry)
    teaching = Assignment.filter(teacher_id=standing.entry, valid_to__isnull=True).select_related("subject")
    if school_class:
        teaching = teaching.filter(school_class_id=school_class)
    rows = await teaching.order_by("id")
    return TeacherFact(
        is_staff=True,
        name=entry.full_name,
        role=standing.role.value,
        lessons=tuple(dict.fromkeys(row.subject.title for row in rows if row.subject)),
        leads_class=any(row.is_class_teacher for row in rows),
    )
