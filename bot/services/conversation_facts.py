"""Conversations as others see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import CommunityId, ConversationId, OrgId
from bot.kit.turn import Talk
from bot.services import chat_plans
from bot.services.chat_plans import PARENTS_WORD, STUDENTS_WORD
from models import Conversation, ConversationKind, ConversationState


@dataclass(frozen=True, slots=True)
class ConversationFact:
    """A conversation as people may see it.

    Attributes:
        link: how to come in, "" while it is being made or when this person does not get it.
        class_title: «5А» of the current school year, "" for one of no class; `name` is the subject, the word of a
            class chat, or the title.
        talk: where its messages go; None while it is being made.
        last_message_at: aware UTC, None if nobody has written yet.
        counts: teachers' messages are counted here, and so it is known when it was last written.
        is_shut: it is this person's, but the messenger lets her in by no link (`bot.services.way_back`).
    """

    id: ConversationId
    title: str
    kind: ConversationKind
    link: str
    class_title: str
    name: str
    org: OrgId
    talk: Talk | None
    state: ConversationState
    last_message_at: datetime | None = None
    counts: bool = True
    is_shut: bool = False


async def facts_of(rows: Sequence[Conversation], *, now: datetime) -> list[ConversationFact]:
    """Rows (with their subject fetched) as facts, in the same order; one statement for all class titles."""
    titles = await chat_plans.class_titles({r.school_class_id for r in rows if r.school_class_id}, now=now)
    return [_fact(row, titles.get(row.school_class_id or 0, "")) for row in rows]


def _fact(row: Conversation, class_title: str) -> ConversationFact:
    words = {ConversationKind.CLASS_STUDENTS: STUDENTS_WORD, ConversationKind.CLASS_PARENTS: PARENTS_WORD}
    return ConversationFact(
        id=ConversationId(row.id),
        title=row.title,
        kind=row.kind,
        link=row.link,
        class_title=class_title,
        name=row.subject.title if row.subject else words.get(row.kind, row.title),
        org=OrgId(row.org_id),
        talk=Talk(CommunityId(row.community_id), row.peer_id, is_chat=True) if row.peer_id else None,
        state=row.state,
        last_message_at=row.last_message_at,
        counts=row.counts,
    )


async def get_fact(conversation: ConversationId, *, now: datetime) -> ConversationFact:
    """One conversation as a fact."""
    row = await Conversation.get(id=conversation).select_related("subject")
    return (await facts_of([row], now=now))[0]
