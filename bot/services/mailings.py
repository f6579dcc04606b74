"""Messages from one person to one or many: written once, held at night, counted as they arrive, kept by nobody.

The text lies in the outbox until the messenger has taken it, and nowhere else. A row whose recipient cannot be reached
is deleted with its text at once; what is stuck for days is swept out by `bot.services.mail_ends`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.errors import BadInput, Conflict, Expired, NotFound
from bot.kit.ids import EntryId, MailingId, OrgId, PersonId, QuestionId
from bot.kit.screen import Screen
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, letters, quiet
from bot.services.access import Role
from bot.services.addressees import Addressees
from bot.services.letters import Letter
from bot.services.ports import Done
from bot.services.post import BROADCAST, NOTICE
from models import Binding, Mailing, MailingKind, MailingRecipient, RecipientState, RosterEntry

__all__ = ["MailingKind"]

THEN = "mailing.delivered"
MAX_TEXT = 3500  # characters: with who wrote it, one message (VK: 4096, docs/vk.md §2.5)
MAX_A_DAY = 50  # of one sender, answers included
DAY = timedelta(days=1)
NAMES = 10  # of people not reached, in a summary

DROP = """
delete from outbox where "then" = $1 and state in ('dead', 'unknown')
    and then_args @> jsonb_build_object('mailing', $2::bigint, 'person', $3::bigint)
"""
OVER = """
update mailing set told_at = $2 where id = $1 and told_at is null
    and not exists (select 1 from mailing_recipient r where r.mailing_id = $1 and r.state = 'waiting')
returning id, sender_id, kind, may_name
"""


@dataclass(frozen=True)
class BadText(BadInput):
    """There are no words, or more than fit a message; `expects` is the most characters."""

    expects: str = str(MAX_TEXT)


@dataclass(frozen=True)
class TooMuchMail(Conflict):
    """One has written `MAX_A_DAY` messages within a day."""

    what: str = "mail"


@dataclass(frozen=True)
class NoReply(Expired):
    """The message is too old to be answered, or its writer is not here any more."""

    what: str = "mailing"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a reader is shown. `place`: the writer's org; `said_by`: her role."""

    mailing: MailingId
    kind: MailingKind
    sender: str
    said_by: Role
    place: str
    text: str
    question: QuestionId | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """One to whom it goes; `org`: whose quiet hours hold for her."""

    person: PersonId
    org: OrgId
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """On its way. `unreached`: nothing may be written to so many; `held_until`: the earliest morning, None: at once."""

    total: int
    unreached: int
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of a mailing, for its sender; `names` only where she may see them."""

    sender: PersonId
    kind: MailingKind
    total: int
    sent: int
    names: tuple[str, ...]


Draw = Callable[[Incoming], Screen]


def ensure_text(text: str) -> str:
    """The words of a message.

    Raises:
        BadText: none, or too many.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_TEXT:
        raise BadText()
    return text


async def send(actor: PersonId, to: Addressees, text: str, draw: Draw, *, now: datetime) -> Sent:
    """Write to many; a fixed number of statements, however many they are. `to` was found for this actor, just now.

    Raises:
        BadText: no words, or too many.
        TooMuchMail: enough for today.
    """
    readers = [Reader(one.person, one.org, one.name) for one in to.people]
    return await put(actor, to.standing.entry, MailingKind.MAILING, readers, text, draw, now=now, may_name=to.may_name)


async def put(
    actor: PersonId,
    entry: EntryId,
    kind: MailingKind,
    readers: Sequence[Reader],
    text: str,
    draw: Draw,
    *,
    now: datetime,
    may_name: bool = False,
    question: QuestionId | None = None,
) -> Sent:
    """Put one text on its way to these readers. The caller has authorised.

    Raises:
        BadText: no words, or too many.
        TooMuchMail: enough for today.
    """
    text = ensure_text(text)
    if await Mailing.filter(sender_id=actor, made_at__gt=now - DAY).count() >= MAX_A_DAY:
        raise TooMuchMail()
    writer = await RosterEntry.get(id=entry).select_related("org")
    row = await Mailing.create(
        org_id=writer.org_id, sender_id=actor, kind=kind, question_id=question, may_name=may_name, made_at=now
    )
    can = await letters.reachable([reader.person for reader in readers])
    await MailingRecipient.bulk_create(
        MailingRecipient(
            mailing_id=row.id,
            person_id=reader.person,
            name=reader.name[:190],
            state=RecipientState.WAITING if reader.person in can else RecipientState.FAILED,
        )
        for reader in readers
    )
    fact = Incoming(MailingId(row.id), kind, writer.full_name, writer.role, writer.org.title, text, question)
    holds = await quiet.held_until([reader.org for reader in readers], now=now)
    written = [Letter(r.person, fact, held_until=holds[r.org]) for r in readers if r.person in can]
    await letters.write(
        written,
        draw,
        now=now,
        priority=BROADCAST if len(written) > 1 else NOTICE,
        then=THEN,
        then_args={"mailing": row.id},
    )
    await audit.record(
        actor, f"message.{kind.value}", org=OrgId(writer.org_id), now=now, mailing=row.id, people=len(readers)
    )
    held = [letter.held_until for letter in written if letter.held_until]
    return Sent(len(readers), len(readers) - len(written), min(held) if held and len(held) == len(written) else None)


async def reply(actor: PersonId, mailing: MailingId, text: str, draw: Draw, *, now: datetime) -> Sent:
    """Answer a message: to its writer only.

    Raises:
        NotFound: no message that came to the actor.
        NoReply: its writer is not here any more, or the actor is not.
        BadText, TooMuchMail: see `put`.
    """
    got = await MailingRecipient.get_or_none(mailing_id=mailing, person_id=actor).select_related("mailing")
    if got is None:
        raise NotFound("mailing")
    to = PersonId(got.mailing.sender_id)
    own = await access.standings(actor)
    theirs = await Binding.filter(person_id=to, valid_to__isnull=True, entry__valid_to__isnull=True).select_related(
        "entry"
    )
    if not own or not theirs:
        raise NoReply()
    entry = next((s for s in own if s.org == got.mailing.org_id), own[0]).entry
    reader = Reader(to, OrgId(got.mailing.org_id), theirs[0].entry.full_name)
    return await put(actor, entry, MailingKind.REPLY, [reader], text, draw, now=now, may_name=True)


async def find_answered(talk: Talk, actor: PersonId, message: int) -> tuple[MailingId, QuestionId | None] | None:
    """The message of ours that the actor answers with VK's own «ответить», and the question it carried."""
    got = (
        await MailingRecipient.filter(person_id=actor, message=message, community_id=talk.community)
        .select_related("mailing")
        .first()
    )
    if got is None:
        return None
    question = got.mailing.question_id if got.mailing.kind is MailingKind.QUESTION else None
    return MailingId(got.mailing_id), QuestionId(question) if question else None


async def delivered(done: Done) -> Summary | None:
    """One recipient's end; the summary when it was the last one. What could not go loses its text here."""
    mailing, person = int(str(done.args["mailing"])), int(str(done.args["person"]))
    state = RecipientState.FAILED if done.error else RecipientState.SENT
    changed: dict[str, object] = {"state": state, "community_id": done.community}
    if "message" in done.answer:
        changed["message"] = int(str(done.answer["message"]))
    await MailingRecipient.filter(mailing_id=mailing, person_id=person).update(**changed)
    if done.error:
        await same_transaction().execute_query(DROP, [THEN, mailing, person])
    return await close(MailingId(mailing), now=done.now)


async def close(mailing: MailingId, *, now: datetime) -> Summary | None:
    """The summary of a mailing of which nothing is on its way any more; once."""
    rows = await same_transaction().execute_query_dict(OVER, [mailing, now])
    if not rows:
        return None
    row = rows[0]
    readers = await MailingRecipient.filter(mailing_id=mailing)
    lost = [reader.name for reader in readers if reader.state is RecipientState.FAILED]
    names = tuple(lost[:NAMES]) if row["may_name"] else ()
    return Summary(PersonId(row["sender_id"]), MailingKind(row["kind"]), len(readers), len(readers) - len(lost), names)
