"""By which rules a chat is moderated: the platform's, changed by the school's, changed by the chat's own.

A chat of parents, or of the staff, is not read at all until its class teacher says so herself (L6, D4).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.kit.ids import ConversationId, OrgId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from bot.services import settings
from bot.services.judging import ChatRules
from models import ChatRule, Conversation, ConversationKind, Org

ChatKey = tuple[int, int]  # community, the messenger's key of the chat
SETTING = "moderation.rules"
# Grown-ups speak among themselves (a school's chat may be one of parents, too): not reading them is the default.
UNREAD = frozenset(
    {ConversationKind.CLASS_PARENTS, ConversationKind.STAFF, ConversationKind.OFFICE, ConversationKind.SCHOOL}
)

DEFAULTS: Mapping[str, Any] = {
    "on": True,
    "words": [],
    "links": [],
    "only_listed": False,
    "messengers": True,
    "doubts": True,  # what only resembles bad messages is shown to the teacher
    "quiet": [],  # [from, to) as "21:00" of the school's clock; empty: none
    "flood": 15,  # messages a minute of one person; 0: no limit
    "remove": False,  # after the third warning: a card for the teacher (False), or out at once (True)
}


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of a chat, or of a school (conversation None), as people read and change them.

    Attributes:
        title: of the conversation, or of the school.
        words, links: the chat's own; `school_words`, `school_links`: those it has from the school.
        quiet: ("21:00", "07:00"), or None.
        flood: messages a minute of one person, 0 for no limit.
        remove: out at once after the third warning, without asking the teacher.
        unread: not read unless who answers for it wants it; `of_parents`: of a class's parents, where that is the class
            teacher alone.
        typed: how the conversation is typed behind a command, "" for the school.
    """

    conversation: ConversationId | None
    title: str
    on: bool
    words: tuple[str, ...]
    links: tuple[str, ...]
    school_words: tuple[str, ...]
    school_links: tuple[str, ...]
    only_listed: bool
    messengers: bool
    doubts: bool
    quiet: tuple[str, str] | None
    flood: int
    remove: bool
    unread: bool = False
    of_parents: bool = False
    typed: str = ""

    def for_judging(self, timezone: str, now: datetime) -> ChatRules:
        """The same, ready to judge by."""
        offset = ZoneInfo(timezone).utcoffset(now.astimezone(UTC).replace(tzinfo=None))
        return ChatRules(
            stop_words=frozenset(self.words) | frozenset(self.school_words),
            links=frozenset(self.links) | frozenset(self.school_links),
            only_listed_links=self.only_listed,
            messengers=self.messengers,
            doubts=self.doubts,
            quiet=(time.fromisoformat(self.quiet[0]), time.fromisoformat(self.quiet[1])) if self.quiet else None,
            offset_s=int(offset.total_seconds()) if offset else 0,
            flood=self.flood,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A chat that is judged: our id of it, and its rules."""

    conversation: int
    rules: ChatRules


# The school's rules are the nearest of its line, the newest of those (as `settings.get` reads one of them).
READ = """
select c.community_id, c.peer_id, c.id, c.kind, o.timezone, r.own::text as own, school.value::text as school,
    extract(epoch from r.silent_until)::float8 as silent_until,
    (select json_object_agg(p.vk_id, extract(epoch from s.until))::text
     from silence s join person p on p.id = s.person_id where s.conversation_id = c.id and s.until > $3) as silenced
from unnest($1::bigint[], $2::bigint[]) as k(community, peer)
join conversation c on c.community_id = k.community and c.peer_id = k.peer and c.state = 'live'
join org o on o.id = c.org_id
left join chat_rule r on r.conversation_id = c.id
left join lateral (
    select s.value from setting s
    where s.key = $4 and s.org_id in (o.id, o.parent_id, o.region_id) and s.valid_from <= $5
    order by s.org_id = o.id desc, s.org_id = o.parent_id desc, s.valid_from desc limit 1
) school on true
"""


async def read_for_judging(chats: Collection[ChatKey], *, now: datetime) -> dict[ChatKey, Judged]:
    """The rules of those chats that are judged at all; one statement for all of them."""
    keys = sorted(chats)
    values = [[k[0] for k in keys], [k[1] for k in keys], now, SETTING, now.date()]
    found = {}
    for row in await same_transaction().execute_query_dict(READ, values):
        rules = _ready(row["kind"], row["school"] or "{}", row["own"] or "{}", row["timezone"], now.date())
        if rules is not None:
            found[row["community_id"], row["peer_id"]] = Judged(row["id"], _with_silence(rules, row))
    return found


@lru_cache(maxsize=5000)
def _ready(kind: str, school: str, own: str, timezone: str, day: date) -> ChatRules | None:
    """Rules ready to judge by, made once for all chats that have the same; None where nothing is judged."""
    book = merged(ConversationKind(kind), orjson.loads(school), orjson.loads(own))
    return book.for_judging(timezone, datetime.combine(day, time(12), UTC)) if book.on else None


def _with_silence(rules: ChatRules, row: dict[str, Any]) -> ChatRules:
    if not row["silenced"] and row["silent_until"] is None:
        return rules
    silenced = orjson.loads(row["silenced"]) if row["silenced"] else {}
    people = {int(person): float(until) for person, until in silenced.items()}
    return replace(rules, silent_until=row["silent_until"] or 0.0, silenced=people)


async def of_school(org: OrgId, now: datetime) -> dict[str, Any]:
    """What the school has changed."""
    value = await settings.get(org, SETTING, now.date())
    return value if isinstance(value, dict) else {}


def merged(
    kind: ConversationKind | None,
    school: Mapping[str, Any],
    own: Mapping[str, Any],
    *,
    title: str = "",
    conversation: ConversationId | None = None,
    typed: str = "",
) -> RuleBook:
    """The rules that hold: the chat's own before the school's before the platform's; words and links add up."""
    held = {**DEFAULTS, **school, **own}
    unread = kind in UNREAD
    return RuleBook(
        conversation=conversation,
        title=title,
        on=bool(own.get("on", False)) if unread else bool(held["on"]),
        words=tuple(own.get("words", ())),
        links=tuple(own.get("links", ())),
        school_words=tuple(school.get("words", ())) if kind else (),
        school_links=tuple(school.get("links", ())) if kind else (),
        only_listed=bool(held["only_listed"]),
        messengers=bool(held["messengers"]),
        doubts=bool(held["doubts"]),
        quiet=(str(held["quiet"][0]), str(held["quiet"][1])) if len(held["quiet"]) == 2 else None,
        flood=int(held["flood"]),
        remove=bool(held["remove"]),
        unread=unread,
        of_parents=kind is ConversationKind.CLASS_PARENTS,
        typed=typed,
    )


async def of_chat(row: Conversation, *, now: datetime, typed: str = "") -> RuleBook:
    """The rules of one conversation."""
    rule = await ChatRule.get_or_none(conversation_id=row.id)
    school = await of_school(OrgId(row.org_id), now)
    own = dict(rule.own) if rule else {}
    return merged(row.kind, school, own, title=row.title, conversation=ConversationId(row.id), typed=typed)


async def of_talk(talk: Talk, *, now: datetime) -> RuleBook:
    """The rules of the conversation that lives in this chat, for anybody in it; the caller knows that there is one."""
    return await of_chat(await Conversation.get(community_id=talk.community, peer_id=talk.key), now=now)


async def of_org(org: OrgId, *, now: datetime) -> RuleBook:
    """The defaults of a school."""
    return merged(None, {}, await of_school(org, now), title=(await Org.get(id=org)).title)
