"""Conversations of no one class: which of them somebody may have made, and the words by which they are typed.

A club is its teacher's, a school's conversation and its staff room are the school administrator's, an office is the
municipality's or the region's. A plan goes through drafts and the outbox as a key, and is authorised again each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from bot.kit.errors import BadInput, NotAllowed, NotFound, Refusal
from bot.kit.ids import OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import access, audiences, chat_plans
from bot.services.access import OrgKind, Role, Standing
from bot.services.chat_plans import ChatPlan
from bot.services.conversation_naming import ChatTitleTaken, parse_chat_title
from models import Conversation, ConversationKind, ConversationState, Org

_K = ConversationKind
ACTS = {
    _K.CLUB: "conversation.club",
    _K.SCHOOL: "conversation.school",
    _K.STAFF: "conversation.office",
    _K.OFFICE: "conversation.office",
}
COMMANDS = {_K.CLUB: "кружок", _K.SCHOOL: "общешкольный", _K.STAFF: "служебная", _K.OFFICE: "служебная"}
STAFF_TITLE, OFFICE_TITLE = "Учительская", "Администрации"  # in the chat itself, seen by all: of the installation
OFFICE_WORDS = frozenset({"служебная", "учительская", "администрации", "staff", "office"})
_ALIVE = (ConversationState.CREATING, ConversationState.LIVE)


@dataclass(frozen=True)
class HalfWide(BadInput):
    """The title is clear, for whom it is was not said; `expects` is the command's word."""


async def plan_wide(actor: PersonId, kind: ConversationKind, said: str, *, now: datetime) -> ChatPlan:
    """A club or a conversation of the school by «Название; кому»; without «кому» the one of this title once more.

    Raises:
        NotAllowed: none of the actor's roles has this right.
        BadChatTitle: there is no title, or it is too long.
        HalfWide: it is not said for whom, and there was none of this title before.
        ChatTitleTaken: another teacher has a club of this title.
        BadAudience, OnlyPupils, NoSuchClasses, NoSuchPupil, SeveralPupils: see `audiences.parse_rule`.
    """
    titled, _, whom = said.partition(";")
    title = parse_chat_title(titled)
    refused: Refusal | None = None
    for standing in await _standings(actor, ACTS[kind]):
        try:
            return await _planned(standing, kind, title, whom.strip(), now=now)
        except (NotFound, HalfWide) as refusal:  # who teaches in two schools means the one that has these classes
            refused = refused or refusal
    raise refused or NotAllowed(ACTS[kind])


async def is_known(actor: PersonId, kind: ConversationKind, title: str) -> bool:
    """Was there one of this title, so that nobody has to say once more for whom it is?"""
    return any([await _find_titled(one, kind, title.strip()) for one in await _standings(actor, ACTS[kind])])


async def _planned(standing: Standing, kind: ConversationKind, title: str, whom: str, *, now: datetime) -> ChatPlan:
    before = await _find_titled(standing, kind, title)
    if whom:
        parsed = await audiences.parse_rule(standing.org, whom, pupils_only=kind is _K.CLUB, now=now)
        audience = tuple(line.to_json() for line in parsed)
    elif before:
        audience = tuple(before.audience)
    else:
        raise HalfWide(COMMANDS[kind], title)
    said = "; ".join(part for part in (title, whom) if part)
    return await _free(plan_of(standing, kind, title, audience, said))


async def _find_titled(standing: Standing, kind: ConversationKind, title: str) -> Conversation | None:
    own = Conversation.filter(org_id=standing.org, kind=kind, title__iexact=title)
    if kind is _K.CLUB:
        own = own.filter(teacher_id=standing.entry)
    return await own.order_by("-id").first()


def plan_of(
    standing: Standing, kind: ConversationKind, title: str, audience: tuple[dict[str, object], ...] = (), said: str = ""
) -> ChatPlan:
    """The plan of a standing that has the right."""
    entry = standing.entry if kind is _K.CLUB else None
    return ChatPlan(kind, None, "", standing.org, entry, name=title, audience=audience, said=said)


async def plan_office(actor: PersonId) -> ChatPlan:
    """The staff room of the actor's school, or the office of her municipality or region.

    Raises:
        NotAllowed: the actor administers none of them.
    """
    standing = (await _standings(actor, ACTS[_K.OFFICE]))[0]
    org = await Org.get(id=standing.org)
    if standing.role is Role.SCHOOL_ADMIN:
        return plan_of(standing, _K.STAFF, STAFF_TITLE, said="учительская")
    return plan_of(standing, _K.OFFICE, f"{OFFICE_TITLE} · {org.title}"[:120], said="служебная")


async def find_typed(actor: PersonId, said: str, talk: Talk, *, now: datetime) -> ChatPlan | None:
    """The plan meant behind `/привязать`: an office, «Название; кому», a chat that was taken in before; else None.

    Raises:
        NotAllowed, BadChatTitle, BadAudience, …: see `plan_office` and `plan_wide`.
    """
    row = await Conversation.get_or_none(community_id=talk.community, peer_id=talk.key, kind__in=list(ACTS))
    if row is not None and row.title.lower() == " ".join(said.lower().split()):
        return await once_more(actor, row, now=now)
    if said.strip().lower() in OFFICE_WORDS:
        return await plan_office(actor)
    return await plan_wide(actor, await _kind_of(actor), said, now=now) if ";" in said else None


async def _kind_of(actor: PersonId) -> ConversationKind:
    """An administrator of a school means one of the school, a teacher a club."""
    for standing in await access.standings(actor):
        if standing.role in access.RIGHTS[ACTS[_K.SCHOOL]]:
            return _K.SCHOOL
        if standing.role in access.RIGHTS[ACTS[_K.CLUB]]:
            return _K.CLUB
    raise NotAllowed("conversation.bind")


async def once_more(actor: PersonId, row: Conversation, *, now: datetime) -> ChatPlan:
    """The plan by which this conversation of no class was made.

    Raises:
        NotAllowed: it is not the actor's to make.
        ChatTitleTaken: another teacher has a club of this title.
    """
    place, audience = OrgId(row.org_id), tuple(row.audience)
    plan = ChatPlan(row.kind, None, "", place, None, name=row.title, audience=audience, said=row.title)
    return await access_plan(actor, ACTS[row.kind], plan.key, now=now)


async def access_plan(actor: PersonId, act: str, key: str, *, now: datetime) -> ChatPlan:
    """The plan of any key, if it is the actor's own: of a class, or of no class.

    Raises:
        NotAllowed: the key is forged, or the actor may not have that made (any more).
        ChatTitleTaken: another teacher has a club of this title.
    """
    kind, wide, packed = key.partition("=")
    if not wide:
        return await chat_plans.access_plan(actor, act, key, now=now)
    if kind not in {known.value for known in ACTS}:
        raise NotAllowed(act)
    given: Mapping[str, Any] = orjson.loads(packed)
    of_kind, org = ConversationKind(kind), OrgId(given["org"])
    for standing in await _standings(actor, ACTS[of_kind]):
        rule = audiences.rule_of(given["audience"])
        if standing.org == org and await audiences.belongs_to(rule, org) and await _level_fits(org, of_kind):
            audience = tuple(line.to_json() for line in rule)
            return await _free(plan_of(standing, of_kind, given["name"], audience, given["said"]))
    raise NotAllowed(act)


async def _level_fits(org: OrgId, kind: ConversationKind) -> bool:
    above = (await Org.get(id=org)).kind in (OrgKind.REGION, OrgKind.MUNICIPALITY)
    return above is (kind is _K.OFFICE)


async def _free(plan: ChatPlan) -> ChatPlan:
    if plan.kind is _K.CLUB:
        others = Conversation.filter(org_id=plan.org, kind=plan.kind, title__iexact=plan.name, state__in=_ALIVE)
        if await others.exclude(teacher_id=plan.entry).exists():
            raise ChatTitleTaken(said=plan.name)
    return plan


async def _standings(actor: PersonId, act: str) -> list[Standing]:
    """The actor's standings that have the right; never empty.

    Raises:
        NotAllowed: there is none.
    """
    found = [standing for standing in await access.standings(actor) if standing.role in access.RIGHTS[act]]
    if not found:
        raise NotAllowed(act)
    return found
