"""The library of a class or a club: files and links of its chats that a teacher kept by one word.

Kept are the messenger's own names of them, never a byte of a file and never a word of the message. A class takes its
library along into the next school year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotAllowed, NotFound
from bot.kit.ids import ClassId, ConversationId, MaterialId, OrgId, PersonId
from bot.kit.turn import Attachment, Talk
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, conversation_access, members, membership
from bot.services.chat_plans import class_titles
from bot.services.class_titles import LOOK_ALIKE
from models import Conversation, ConversationKind, Material

KEEP, READ = "material.keep", "material.read"
LESSONS = frozenset({ConversationKind.SUBJECT, ConversationKind.CLASS_STUDENTS, ConversationKind.CLUB})
LINK = "link"
LINK_LENGTH = 600  # of a link that can be kept: it is part of a unique key, which takes 2 700 bytes at most
PAGE = 8  # files a screen: eight buttons, and two that turn the page

INSERT = """
insert into material (conversation_id, school_class_id, kind, item, access_key, title, saved_by_id, saved_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id
"""
PLACES = """
select 'class' as kind, c.id, '' as title, count(*)::int as files
from material m join school_class c on c.id = m.school_class_id and c.closed_at is null
where m.school_class_id = any($1::bigint[]) group by c.id
union all
select 'club', c.id, c.title, count(*)::int
from material m join conversation c on c.id = m.conversation_id and c.kind = 'club' and c.state = 'live'
where m.school_class_id is null and c.org_id = any($2::bigint[]) group by c.id
order by 1, 2
"""
FILES = """
select m.id, m.kind, m.item, m.access_key, m.title, m.saved_at, coalesce(s.title, '') as subject
from material m join conversation c on c.id = m.conversation_id left join subject s on s.id = c.subject_id
where case when $1 = 'class' then m.school_class_id = $2 else m.school_class_id is null and m.conversation_id = $2 end
order by s.title nulls last, m.saved_at desc, m.id desc offset $3 limit $4
"""
JOIN = """
update material m set school_class_id = $1 where m.school_class_id = $2
    and not exists (select 1 from material o where o.school_class_id = $1 and o.item = m.item)
"""


@dataclass(frozen=True)
class NothingSavedHere(NotFound):
    """Only chats of lessons, classes and clubs have a library."""

    what: str = "conversation"


@dataclass(frozen=True)
class NoFileThere(NotFound):
    """The word answers no message, or one with nothing that can be kept."""

    what: str = "file"


@dataclass(frozen=True)
class TeacherSaves(NotAllowed):
    """She belongs to the chat, and it is its teacher who keeps files."""

    act: str = KEEP


@dataclass(frozen=True)
class NoSuchMaterial(NotAllowed):
    """It is not in a library of hers: taken out, or never there."""

    act: str = READ


@dataclass(frozen=True, slots=True)
class Place:
    """A library of a person. `kind` is "class" or "club", `id` the class's or the conversation's."""

    kind: str
    id: int
    title: str
    files: int


@dataclass(frozen=True, slots=True)
class MaterialFact:
    """One thing of a library. `subject` is "" for what is of no lesson; `may_remove` is this person's right."""

    id: MaterialId
    kind: str
    item: str
    key: str
    title: str
    saved_at: datetime
    subject: str = ""
    may_remove: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of a library: by subject, newest first."""

    place: Place
    offset: int
    files: tuple[MaterialFact, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What one word kept, and what was there already."""

    fresh: tuple[Attachment, ...]
    known: tuple[Attachment, ...]


async def has_library(talk: Talk) -> bool:
    """Is this a chat of which things are kept?"""
    row = await members.find_registered(talk)
    return row is not None and row.kind in LESSONS


async def save(actor: PersonId, talk: Talk, files: Sequence[Attachment], *, now: datetime) -> Saved:
    """Keep what hangs on a message of this chat, each thing once a library.

    Raises:
        ChatNotRegistered: this chat is none of ours.
        NothingSavedHere: it is one of parents, of the school, or a staff room.
        TeacherSaves: the actor belongs here and does not teach here.
        NotAllowed: the actor does not belong here.
        NoFileThere: nothing that can be kept.
    """
    fact = await conversation_access.here(talk, now=now)
    if fact.kind not in LESSONS:
        raise NothingSavedHere()
    row = await _access_to_keep(actor, fact.id, now=now)
    wanted = [file for file in files if _name_of(file)]
    if not wanted:
        raise NoFileThere()
    fresh = tuple([file for file in wanted if await _insert(actor, row, file, now=now)])
    if fresh:
        await audit.record(actor, KEEP, org=OrgId(row.org_id), now=now, conversation=row.id, count=len(fresh))
    return Saved(fresh, tuple(file for file in wanted if file not in fresh))


async def _access_to_keep(actor: PersonId, conversation: ConversationId, *, now: datetime) -> Conversation:
    try:
        return await conversation_access.access_conversation(actor, KEEP, conversation)
    except NotAllowed:
        if await membership.may_be(actor, conversation, now=now):
            raise TeacherSaves() from None
        raise


def _name_of(file: Attachment) -> str:
    if file.kind == LINK:
        return file.link if len(file.link) <= LINK_LENGTH else ""
    return file.item


async def _insert(actor: PersonId, row: Conversation, file: Attachment, *, now: datetime) -> bool:
    values = [row.id, row.school_class_id, file.kind, _name_of(file), file.key, file.title, actor, now]
    return bool(await same_transaction().execute_query_dict(INSERT, values))


async def places(actor: PersonId, *, now: datetime) -> list[Place]:
    """The libraries with something in them that the actor may read: of her classes and her clubs.

    Raises:
        NotAllowed: the actor is no pupil, no parent and no teacher.
    """
    await access.access_standing(actor, READ)
    ties = await members.ties_of(actor)
    rows = await same_transaction().execute_query_dict(PLACES, [list(ties.classes), list(ties.around)])
    titles = await class_titles([row["id"] for row in rows if row["kind"] == "class"], now=now)
    clubs = [row["id"] for row in rows if row["kind"] == "club"]
    meant = await membership.of_person(actor, clubs, now=now) if clubs else {}
    found = [
        Place(row["kind"], row["id"], row["title"] or titles.get(row["id"], ""), row["files"])
        for row in rows
        if row["kind"] == "class" or meant.get(ConversationId(row["id"]), False)
    ]
    return sorted(found, key=lambda place: (place.kind, len(place.title), place.title))


async def find_place(actor: PersonId, said: str, *, now: datetime) -> Place:
    """The actor's library that is called so.

    Raises:
        NotAllowed: see `places`.
        NotFound: none of hers is.
    """
    for place in await places(actor, now=now):
        if _bare(place.title) == _bare(said):
            return place
    raise NotFound("library", said[:60])


def _bare(title: str) -> str:
    """«5 "а"» as «5А»: letters and digits only."""
    return "".join(letter for letter in title.upper().translate(LOOK_ALIKE) if letter.isalnum())


async def find_of_chat(actor: PersonId, talk: Talk, *, now: datetime) -> Place | None:
    """The library of the chat where it was asked; None if there is none, or nothing in it.

    Raises:
        NotAllowed: see `places`.
    """
    row = await members.find_registered(talk)
    if row is None:
        return None
    wanted = _place_of(row.school_class_id, row.id)
    return next((place for place in await places(actor, now=now) if (place.kind, place.id) == wanted), None)


def _place_of(school_class: int | None, conversation: int) -> tuple[str, int]:
    return ("class", school_class) if school_class else ("club", conversation)


async def access_shelf(actor: PersonId, kind: str, place_id: int, *, offset: int = 0, now: datetime) -> Shelf:
    """A page of a library.

    Raises:
        NotAllowed: it is not one of the actor's.
    """
    place = next((p for p in await places(actor, now=now) if (p.kind, p.id) == (kind, place_id)), None)
    if place is None:
        raise NotAllowed(READ)
    offset = offset if offset < place.files else 0
    rows = await same_transaction().execute_query_dict(FILES, [kind, place_id, offset, PAGE])
    files = [
        MaterialFact(
            row["id"], row["kind"], row["item"], row["access_key"], row["title"], row["saved_at"], row["subject"]
        )
        for row in rows
    ]
    return Shelf(place, offset, tuple(files))


async def access_material(actor: PersonId, material: MaterialId, *, now: datetime) -> MaterialFact:
    """One thing of a library of the actor's.

    Raises:
        NoSuchMaterial: it is in none of them.
    """
    row = await Material.get_or_none(id=material)
    wanted = _place_of(row.school_class_id, row.conversation_id) if row else None
    if row is None or wanted not in [(place.kind, place.id) for place in await places(actor, now=now)]:
        raise NoSuchMaterial()
    mine = await _may_keep(actor, ConversationId(row.conversation_id))
    return MaterialFact(
        MaterialId(row.id), row.kind, row.item, row.access_key, row.title, row.saved_at, may_remove=mine
    )


async def _may_keep(actor: PersonId, conversation: ConversationId) -> bool:
    try:
        await conversation_access.access_conversation(actor, KEEP, conversation)
    except NotAllowed:
        return False
    return True


async def remove(actor: PersonId, material: MaterialId, *, now: datetime) -> MaterialFact:
    """Take a thing out of its library; kept again, it is there again.

    Raises:
        NoSuchMaterial: it is in no library of the actor's.
        NotAllowed: the actor does not teach there.
    """
    fact = await access_material(actor, material, now=now)
    row = await Material.get(id=material)
    chat = await conversation_access.access_conversation(actor, KEEP, ConversationId(row.conversation_id))
    await row.delete()
    await audit.record(actor, "material.remove", org=OrgId(chat.org_id), now=now, conversation=chat.id)
    return fact


async def join(stays: ClassId, goes: ClassId) -> None:
    """Two classes are one: its library has what both had, each thing once."""
    await same_transaction().execute_query(JOIN, [stays, goes])
    await Material.filter(school_class_id=goes).delete()
