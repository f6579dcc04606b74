"""Questions: on their way to who can answer, open until then, answered to the asker alone (mission J3, D11).

The text lives in the row until the answer, or `OPEN_LIFE` at most; nobody but the asker and those asked ever sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.errors import Conflict, NotAllowed, NotFound
from bot.kit.ids import EntryId, OrgId, PersonId, QuestionId
from bot.services import access, audit, letters, mailings
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.mailings import Draw, MailingKind, Reader, Sent, ensure_text
from bot.services.question_routes import ACT, Asker, Way, askers, ways
from models import Binding, Org, Question, QuestionState, RosterEntry

OPEN_LIFE = timedelta(days=30)
LATE = timedelta(days=3)  # open for so long: the school's administrators see it
MAX_OPEN = 10  # of one asker
PAGE = 5


@dataclass(frozen=True)
class TooManyQuestions(Conflict):
    """`MAX_OPEN` of the asker's questions wait for an answer."""

    what: str = "question"


@dataclass(frozen=True)
class NobodyToAsk(NotFound):
    """None of those who could answer has come in."""

    what: str = "question"


@dataclass(frozen=True)
class QuestionOver(Conflict):
    """Somebody has answered it, or it is too old."""

    what: str = "question"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way: to whom, and from when on (None: at once)."""

    question: QuestionId
    to: Way
    class_title: str
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits. `text` only for who may answer it; `days` it has waited; `who` is the asker."""

    question: QuestionId
    who: str
    role: Role
    class_title: str
    subject: str
    to: str
    days: int
    text: str


async def ask(actor: PersonId, asker: Asker, way: Way, text: str, draw: Draw, *, now: datetime) -> Asked:
    """Send a question on its way.

    Args:
        actor: who asks.
        asker: one of `askers(actor)`.
        way: one of `ways(asker)`.
        text: her words.
        draw: makes the screen of those asked.
        now: aware UTC moment.

    Raises:
        NotFound: not a place of the actor's, or nobody whom one may ask there.
        TooManyQuestions: enough of hers are open.
        NobodyToAsk: nobody of those asked is in.
        BadText, TooMuchMail: see `mailings.put`.
    """
    if asker not in await askers(actor, now=now) or way not in await ways(asker):
        raise NotFound("question")
    text = ensure_text(text)
    if await Question.filter(asker_id=actor, state=QuestionState.OPEN).count() >= MAX_OPEN:
        raise TooManyQuestions()
    readers = await _readers(asker, way, actor)
    row = await Question.create(
        org_id=asker.org,
        asker_id=actor,
        asker_entry_id=asker.entry,
        school_class_id=asker.school_class,
        subject_id=way.subject_id,
        teacher_id=way.teacher,
        text=text,
        asked_at=now,
    )
    sent = await _put(actor, row, readers, draw, now=now)
    await audit.record(actor, ACT, org=asker.org, now=now, question=row.id)
    return Asked(QuestionId(row.id), way, asker.class_title, sent.held_until)


async def _put(actor: PersonId, row: Question, readers: list[Reader], draw: Draw, *, now: datetime) -> Sent:
    entry = EntryId(row.asker_entry_id)
    kind, question = MailingKind.QUESTION, QuestionId(row.id)
    return await mailings.put(actor, entry, kind, readers, row.text, draw, now=now, question=question)


async def _readers(asker: Asker, way: Way, actor: PersonId) -> list[Reader]:
    if way.teacher is not None:
        live = Binding.filter(entry_id=way.teacher, valid_to__isnull=True)
        found = [Reader(PersonId(row.person_id), asker.org, way.name) for row in await live]
    else:
        found = await _office(asker.org, asker.role)
    can = await letters.reachable([reader.person for reader in found])
    found = [reader for reader in found if reader.person in can and reader.person != actor]
    if not found:
        raise NobodyToAsk()
    return found


async def _office(org: OrgId, asks: Role) -> list[Reader]:
    """The administrators of the school; an administrator asks those above: municipality, else region."""
    if asks is not Role.SCHOOL_ADMIN:
        return [Reader(person, org, "") for person in await access.holders(org, Role.SCHOOL_ADMIN)]
    row = await Org.get(id=org)
    for above, role in ((row.parent_id, Role.MUNICIPAL_ADMIN), (row.region_id, Role.REGION_ADMIN)):
        if above and (people := await access.holders(OrgId(above), role)):
            return [Reader(person, OrgId(above), "") for person in people]
    return []


async def access_question(actor: PersonId, question: QuestionId) -> Question:
    """An open question that the actor may answer, locked: of two who answer at once the second finds it answered.

    Raises:
        NotAllowed: it was not asked of the actor, nor of her school.
        QuestionOver: it is answered, or too old.
    """
    row = await Question.filter(id=question).select_for_update().first()
    if row is None or not await _may_answer(actor, row):
        raise NotAllowed("question.answer")
    if row.state is not QuestionState.OPEN:
        raise QuestionOver()
    return row


async def _may_answer(actor: PersonId, row: Question) -> bool:
    standings = await access.standings(actor)
    if row.teacher_id and any(s.entry == row.teacher_id for s in standings):
        return True
    asker = await RosterEntry.get(id=row.asker_entry_id)
    org = await Org.get(id=row.org_id)
    if asker.role is Role.SCHOOL_ADMIN:
        above = {Role.MUNICIPAL_ADMIN: org.parent_id, Role.REGION_ADMIN: org.region_id}
        return any(s.role in above and s.org == above[s.role] for s in standings)
    return any(s.role is Role.SCHOOL_ADMIN and s.org == row.org_id for s in standings)


async def answer(actor: PersonId, question: QuestionId, text: str, draw: Draw, *, now: datetime) -> Sent:
    """Answer: to the asker only; the question's own text is gone then.

    Raises:
        NotAllowed, QuestionOver: see `access_question`.
        BadText, TooMuchMail: see `mailings.put`.
    """
    row = await access_question(actor, question)
    asker = await RosterEntry.get(id=row.asker_entry_id)
    standings = await access.standings(actor)
    entry = next((s.entry for s in standings if s.entry == row.teacher_id or s.org == row.org_id), standings[0].entry)
    reader = Reader(PersonId(row.asker_id), OrgId(row.org_id), asker.full_name)
    sent = await mailings.put(
        actor, entry, MailingKind.ANSWER, [reader], text, draw, now=now, may_name=True, question=question
    )
    row.state, row.text, row.closed_at, row.answered_by_id = QuestionState.ANSWERED, "", now, actor
    await row.save(update_fields=["state", "text", "closed_at", "answered_by_id"])
    await audit.record(actor, "question.answer", org=OrgId(row.org_id), now=now, question=row.id)
    return sent


async def pass_on(actor: PersonId, question: QuestionId, draw: Draw, *, now: datetime) -> None:
    """«Не ко мне»: on to the school's administrators.

    Raises:
        NotAllowed, QuestionOver: see `access_question`.
        NobodyToAsk: no administrator is in, or the actor is the only one.
    """
    row = await access_question(actor, question)
    if row.teacher_id is None:
        raise NobodyToAsk()
    asker = await RosterEntry.get(id=row.asker_entry_id)
    place = Asker(EntryId(row.asker_entry_id), OrgId(row.org_id), asker.role)
    readers = await _readers(place, Way(None), actor)
    row.teacher_id = None
    await row.save(update_fields=["teacher_id"])
    await _put(PersonId(row.asker_id), row, readers, draw, now=now)
    await audit.record(actor, "question.pass", org=OrgId(row.org_id), now=now, question=row.id)


async def open_questions(actor: PersonId, *, now: datetime) -> list[OpenQuestion]:
    """Questions that wait for the actor, the oldest first; administrators also see those that wait too long."""
    standings = await access.standings(actor)
    schools = [s.org for s in standings if s.role is Role.SCHOOL_ADMIN]
    mine = Question.filter(state=QuestionState.OPEN, teacher_id__in=[s.entry for s in standings])
    office = Question.filter(state=QuestionState.OPEN, org_id__in=schools, teacher_id__isnull=True)
    late = Question.filter(state=QuestionState.OPEN, org_id__in=schools, asked_at__lt=now - LATE)
    rows: dict[int, Question] = {}
    for found in (mine, office.exclude(asker_id=actor), late.exclude(asker_id=actor)):
        rows |= {row.id: row for row in await found.select_related("asker_entry", "subject", "teacher")}
    return await _facts(sorted(rows.values(), key=lambda row: row.asked_at), now=now)


async def _facts(rows: Sequence[Question], *, now: datetime) -> list[OpenQuestion]:
    titles = await class_titles({row.school_class_id for row in rows if row.school_class_id}, now=now)
    return [
        OpenQuestion(
            QuestionId(row.id),
            row.asker_entry.full_name,
            row.asker_entry.role,
            titles.get(row.school_class_id or 0, ""),
            row.subject.title if row.subject else "",
            row.teacher.full_name if row.teacher else "",
            (now - row.asked_at).days,
            row.text,
        )
        for row in rows
    ]
