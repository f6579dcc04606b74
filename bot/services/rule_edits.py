"""Changing the rules of a chat or the defaults of a school: one value at a time, by whoever may."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.kit.errors import BadInput, NotAllowed
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.services import access, audit, chat_rules, conversation_access, members, settings
from bot.services.chat_rules import SETTING, RuleBook
from bot.services.conversation_facts import get_fact
from bot.services.judging import Verdict, judge
from bot.services.judging.plain import plain
from models import ChatRule, Conversation, ConversationKind, Silence

ACT = "moderation.rules"
SWITCHES = ("on", "only_listed", "messengers", "doubts", "remove")
FLOODS = (0, 5, 10, 15, 30)  # messages a minute
MOST_WORDS, LONGEST_WORD = 200, 40
QUIET = re.compile(r"(?:с )?([01]?\d|2[0-3])(?:[:.]([0-5]\d))?\s*(?:-|–|—|до|по)\s*([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
LINK = re.compile(r"^(?:https?://)?(?:www\.)?((?:[a-zа-я0-9-]+\.)+[a-zа-я]{2,10})(?:/.*)?$")
LONGEST_SILENCE = timedelta(days=1)


@dataclass(frozen=True)
class BadRule(BadInput):
    """`expects`: words, links, quiet, flood or switch; `said`: what was understood as one."""


async def get_book(actor: PersonId, conversation: ConversationId | None, *, now: datetime) -> RuleBook:
    """The rules of a conversation, or (None) of the actor's school, for somebody who may change them.

    Raises:
        NotAllowed: she may not.
    """
    if conversation is None:
        return await chat_rules.of_org(OrgId((await access.access_org(actor, ACT)).id), now=now)
    row = await conversation_access.access_conversation(actor, ACT, conversation)
    return await _book(row, now)


async def _book(row: Conversation, now: datetime) -> RuleBook:
    fact = await get_fact(ConversationId(row.id), now=now)
    return await chat_rules.of_chat(row, now=now, typed=f"{fact.class_title} {fact.name}".strip())


async def change(
    actor: PersonId, conversation: ConversationId | None, what: str, said: str, *, now: datetime
) -> RuleBook:
    """Change one rule; the same again changes nothing.

    Args:
        actor: a teacher of the chat, or the school's administrator.
        conversation: None for the defaults of her school.
        what: words, links, quiet, flood, or one of `SWITCHES`.
        said: «слово, −слово», «21:00–07:00», «10», «1» or «0».
        now: aware UTC moment of the request.

    Raises:
        NotAllowed: she may not; a chat of parents is switched on by its class teacher only.
        BadRule: this is no such rule.
    """
    if conversation is None:
        org = OrgId((await access.access_org(actor, ACT)).id)
        school = await chat_rules.of_school(org, now)
        value = {**school, what: _value(what, said, school.get(what))}
        await settings.put(org, SETTING, value, valid_from=now.date(), basis="администратор школы", now=now)
        await audit.record(actor, ACT, org=org, now=now, what=what)
        return await chat_rules.of_org(org, now=now)
    row = await conversation_access.access_conversation(actor, ACT, conversation)
    if row.kind is ConversationKind.CLASS_PARENTS and what == "on" and not await _leads(actor, row):
        raise NotAllowed(ACT)
    rule = await rule_of(row, actor, now=now)
    rule.own = {**rule.own, what: _value(what, said, rule.own.get(what))}
    rule.changed_by_id, rule.changed_at = actor, now
    await rule.save(update_fields=["own", "changed_by_id", "changed_at"])
    await audit.record(actor, ACT, org=OrgId(row.org_id), now=now, conversation=row.id, what=what)
    return await _book(row, now)


async def rule_of(row: Conversation, actor: PersonId, *, now: datetime) -> ChatRule:
    """The chat's own rules, locked until the turn ends; made if there are none yet."""
    await ChatRule.get_or_create({"own": {}, "changed_by_id": actor, "changed_at": now}, conversation_id=row.id)
    return await ChatRule.select_for_update().get(conversation_id=row.id)


async def _leads(actor: PersonId, row: Conversation) -> bool:
    return row.school_class_id in (await members.ties_of(actor)).class_teacher_of


def _value(what: str, said: str, old: Any) -> Any:
    said = said.strip()
    if what in SWITCHES:
        if said not in ("0", "1"):
            raise BadRule("switch", said[:30])
        return said == "1"
    match what:
        case "words":
            return _listed(said, list(old or ()), _word, what)
        case "links":
            return _listed(said, list(old or ()), _domain, what)
        case "flood" if said.isdecimal() and len(said) < 4 and int(said) <= max(FLOODS):
            return int(said)
        case "quiet":
            return parse_quiet(said)
    raise BadRule(what if what in chat_rules.DEFAULTS else "switch", said[:30])


def _listed(said: str, old: list[str], read: Any, what: str) -> list[str]:
    """«кальян, −вейп»: added and taken away."""
    found = list(old)
    for part in re.split(r"[,;\n]+", said):
        gone = re.match(r"\s*(?:[-−–—]|минус )", part)
        item = read(part[gone.end() :] if gone else part.lstrip(" +"))
        if not item:
            raise BadRule(what, part.strip()[:30])
        if gone:
            found = [one for one in found if one != item]
        elif item not in found:
            found.append(item)
    if len(found) > MOST_WORDS:
        raise BadRule(what, str(len(found)))
    return found


def _word(said: str) -> str:
    word = " ".join(plain(said).words.split())
    return word if 1 < len(word) <= LONGEST_WORD else ""


def _domain(said: str) -> str:
    found = LINK.match(said.strip().lower())
    return found.group(1) if found else ""


def parse_quiet(said: str) -> list[str]:
    """«21:00–07:00» as ["21:00", "07:00"]; «нет» and «выкл» as none.

    Raises:
        BadRule: these are no hours.
    """
    if said.lower() in ("нет", "выкл", "off", "no", "0"):
        return []
    found = QUIET.fullmatch(said.lower())
    if not found:
        raise BadRule("quiet", said[:30])
    begin, end = (f"{int(found[n]):02}:{found[n + 1] or '00'}" for n in (1, 3))
    if begin == end:
        raise BadRule("quiet", said[:30])
    return [begin, end]


async def try_on(actor: PersonId, conversation: ConversationId | None, text: str, *, now: datetime) -> Verdict:
    """How the rules judge an example; nothing is written, not even that it was tried.

    Raises:
        NotAllowed: the actor may not see these rules.
    """
    book = await get_book(actor, conversation, now=now)
    return judge(text, book.for_judging("UTC", now))


async def be_silent(
    row: Conversation, actor: PersonId, person: PersonId | None, until: datetime | None, *, now: datetime
) -> None:
    """Nobody but teachers (or this one person not) writes until then; None ends it. The caller has authorised."""
    if person is None:
        rule = await rule_of(row, actor, now=now)
        rule.silent_until = until
        await rule.save(update_fields=["silent_until"])
    elif until is None:
        await Silence.filter(conversation_id=row.id, person_id=person).delete()
    else:
        await Silence.update_or_create({"until": until}, conversation_id=row.id, person_id=person)
    org = OrgId(row.org_id)
    await audit.record(actor, "moderation.quiet", org=org, now=now, conversation=row.id, person=person)
