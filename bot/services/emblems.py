"""The picture of chats that the bot makes: the school's emblem, or one drawn from the class and the subject.

Without an emblem a chat has the messenger's own picture. A chat that people made keeps theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.turn import Attachment, Talk
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, chat_troubles, post
from bot.services.chat_troubles import Trouble
from bot.services.conversation_facts import ConversationFact, get_fact
from bot.services.ports import Done, Verb
from models import Conversation, Emblem, Person

ACT = "conversation.emblem"
FETCHED = "emblem.fetched"
MOST_BYTES = 5 * 2**20  # ours: an emblem is small, and it lies in the database
FORMS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}  # how these files begin
OF_CHAT = chat_troubles.GONE_FOR_GOOD | {
    chat_troubles.NO_ACCESS,
    chat_troubles.NOT_ADMIN,
    chat_troubles.WRITING_DISABLED,
}
MISSING_RIGHT = 15  # VK: the token lacks a right, docs/vk.md §2.6

# Live chats that the bot made and that have not been sent the present emblem.
_DUE = """
c.org_id = $1 and c.made_by_bot and c.peer_id is not null and c.state in ('creating', 'live')
    and (c.photo_at is null or c.photo_at < e.given_at)
"""
_ASK = """
insert into outbox (community_id, lane, verb, random_id, priority, created_at, not_before, "then", content, args,
    then_args, state, tries, error)
select community_id, 'photo:' || peer_id, 'set_chat_photo', 1 + floor(random() * 2147483646)::int, $3, $2, $2,
    'conversation.photo', '', jsonb_build_object('chat', peer_id, 'file', 'chat_photo ' || id),
    jsonb_build_object('conversation', id, 'given', extract(epoch from given_at)::text), 'ready', 0, ''
from due returning id
"""
SEND = f"""
with due as (
    update conversation c set photo_at = $2 from emblem e
    where e.org_id = c.org_id and {_DUE} and ($4::bigint is null or c.id = $4)
    returning c.id, c.community_id, c.peer_id, e.given_at
)
{_ASK}"""
# In September «5А» on a drawn picture is no longer true.
REDRAW = f"""
with due as (
    update conversation c set photo_at = $2 from emblem e join org o on o.id = e.org_id
    where e.org_id = c.org_id and o.region_id = $1 and e.content is null and c.school_class_id is not null
        and c.photo_at is not null and c.state = 'live'
    returning c.id, c.community_id, c.peer_id, e.given_at
)
{_ASK}"""
WAITING = f"select count(*) as n from conversation c join emblem e on e.org_id = c.org_id where {_DUE}"


@dataclass(frozen=True)
class BadEmblem(BadInput):
    """No picture; `expects`: form (not PNG or JPEG), or large, gone, foreign (see `Verb.FETCH_FILE`)."""

    expects: str = "form"


@dataclass(frozen=True, slots=True)
class EmblemFact:
    """What a school's chats look like. `is_drawn`: from class and subject; `waiting`: chats that have not got it."""

    title: str
    is_there: bool
    is_drawn: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The messenger did not take the picture; it is withdrawn. `lacks_right`: the community's token may send none."""

    lacks_right: bool
    tell: tuple[PersonId, ...]


async def own(actor: PersonId) -> EmblemFact:
    """How it is with the actor's school.

    Raises:
        NotAllowed: the actor administers no school.
    """
    org = await access.access_org(actor, ACT)
    return await _fact(OrgId(org.id), org.title)


async def _fact(org: OrgId, title: str) -> EmblemFact:
    row = await Emblem.get_or_none(org_id=org)
    [found] = await same_transaction().execute_query_dict(WAITING, [org])
    return EmblemFact(title, row is not None, row is not None and row.content is None, int(found["n"]))


async def ask_for(actor: PersonId, attachments: Sequence[Attachment], *, talk: Talk, now: datetime) -> None:
    """Ask the messenger for the picture that a person has sent; the continuation `FETCHED` takes it.

    Raises:
        NotAllowed: the actor administers no school.
        BadEmblem: no picture came along.
    """
    await access.access_org(actor, ACT)
    sent = next((one for one in attachments if one.kind in ("photo", "doc") and one.link), None)
    if sent is None:
        raise BadEmblem()
    wanted: dict[str, object] = {"link": sent.link, "most_bytes": MOST_BYTES}
    carried: dict[str, object] = {"actor": actor, "talk": talk.key}
    lane = f"file:{talk.key}"
    await post.ask(talk.community, Verb.FETCH_FILE, wanted, lane=lane, now=now, then=FETCHED, then_args=carried)


async def asker(done: Done) -> tuple[PersonId, Talk, str]:
    """Who waits for a picture to be taken, where, in which language."""
    actor = PersonId(int(str(done.args["actor"])))
    talk = Talk(done.community, int(str(done.args["talk"])), is_chat=False)
    return actor, talk, (await Person.get(id=actor)).locale


def fetched(done: Done) -> bytes:
    """A picture that has come.

    Raises:
        BadEmblem: it did not come, or is no picture.
    """
    content = done.answer.get("content")
    if not isinstance(content, bytes):
        raise BadEmblem(expects=str(done.answer.get("trouble") or "gone"))
    if not form_of(content):
        raise BadEmblem()
    return content


def form_of(content: bytes) -> str:
    """«png», «jpg», or "" for anything else."""
    return next((form for start, form in FORMS.items() if content.startswith(start)), "")


async def keep(actor: PersonId, content: bytes | None, *, now: datetime) -> EmblemFact:
    """From now on chats get this picture (None: one drawn from class and subject); the same choice again is no news.

    Raises:
        NotAllowed: the actor administers no school.
    """
    org = await access.access_org(actor, ACT)
    known = await Emblem.filter(org_id=org.id).select_for_update().first()
    if known is None or known.content != content:
        await Emblem.update_or_create(org_id=org.id, defaults={"content": content, "given_at": now})
        await audit.record(actor, ACT, org=OrgId(org.id), now=now, drawn=content is None)
    return await _fact(OrgId(org.id), org.title)


async def remove(actor: PersonId, *, now: datetime) -> EmblemFact:
    """New chats have the messenger's picture again; those that have the emblem keep it.

    Raises:
        NotAllowed: the actor administers no school.
    """
    org = await access.access_org(actor, ACT)
    if await Emblem.filter(org_id=org.id).delete():
        await audit.record(actor, ACT, org=OrgId(org.id), now=now, removed=True)
    return await _fact(OrgId(org.id), org.title)


async def send_to_all(actor: PersonId, *, now: datetime) -> int:
    """The chats that the bot made before get it, too, each once; how many.

    Raises:
        NotAllowed: the actor administers no school.
    """
    org = await access.access_org(actor, ACT)
    sent = await _send(OrgId(org.id), None, post.BROADCAST, now)
    if sent:
        await audit.record(actor, ACT, org=OrgId(org.id), now=now, count=sent)
    return sent


async def send_to_new(conversation: Conversation, *, now: datetime) -> None:
    """A chat was made: it gets the emblem of its org, if there is one."""
    await _send(OrgId(conversation.org_id), conversation.id, post.NOTICE, now)


async def redraw(region: OrgId, *, now: datetime) -> None:
    """Classes have other titles: drawn pictures are drawn anew."""
    await same_transaction().execute_query(REDRAW, [region, now, post.BROADCAST])


async def _send(org: OrgId, only: int | None, priority: int, now: datetime) -> int:
    return len(await same_transaction().execute_query_dict(SEND, [org, now, priority, only]))


async def picture_of(conversation: ConversationId, *, now: datetime) -> tuple[bytes | None, ConversationFact]:
    """The emblem that a chat gets; None: to be drawn for this conversation."""
    fact = await get_fact(conversation, now=now)
    row = await Emblem.get_or_none(org_id=fact.org)
    return (bytes(row.content) if row and row.content is not None else None), fact


async def not_set(conversation: ConversationId, code: int, *, given: str, now: datetime) -> Trouble | Refused | None:
    """The messenger would not: the bot lacks a right in this chat, or nobody's chat can have this picture.

    Args:
        conversation: whose picture it was to be.
        code: the messenger's error.
        given: the moment of the emblem that was sent, Unix seconds as text.
        now: aware UTC.

    Returns:
        What is to be told; None when it is known already.
    """
    row = await Conversation.get(id=conversation)
    await Conversation.filter(id=conversation).update(photo_at=None)
    if code in OF_CHAT:
        return await chat_troubles.note(conversation, code, now=now)
    if code in chat_troubles.PASSING and code != MISSING_RIGHT:
        return None
    sql = "delete from emblem where org_id = $1 and extract(epoch from given_at)::text = $2 returning org_id"
    if not await same_transaction().execute_query_dict(sql, [row.org_id, given]):
        return None
    org = OrgId(row.org_id)
    await audit.record(None, ACT, org=org, now=now, outcome="failed", code=code)
    return Refused(code == MISSING_RIGHT, tuple(await access.administrators(org)))
