"""Whom a conversation is for, by live bindings: who sees its link, who answers for it."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.kit.ids import ClassId, CommunityId, ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import access, membership
from models import Assignment, Binding, Conversation, ConversationKind, ConversationState, Guardian, Org, Role

# VK: 935 «user not in chat»: gone by herself, docs/vk.md §2.6.
GONE_ALREADY = 935


@dataclass(slots=True)
class Ties:
    """What ties a person to classes and schools, as ids."""

    pupil_of: set[int] = field(default_factory=set)
    parent_of: set[int] = field(default_factory=set)
    class_teacher_of: set[int] = field(default_factory=set)
    lessons: set[tuple[int, int]] = field(default_factory=set)  # (class, subject)
    governs: set[int] = field(default_factory=set)  # orgs where she is administrator or director
    around: set[int] = field(default_factory=set)  # orgs where she is anything, and those right above them

    @property
    def taught(self) -> set[int]:
        """Classes where she teaches anything."""
        return {school_class for school_class, _ in self.lessons} | self.class_teacher_of

    @property
    def classes(self) -> set[int]:
        """Every class the person has to do with."""
        return self.pupil_of | self.parent_of | self.taught


async def ties_of(person: PersonId) -> Ties:
    """All that ties a person to classes and schools just now; the number of statements is constant."""
    ties = Ties()
    standings = await access.standings(person)
    ties.pupil_of = {s.school_class for s in standings if s.role is Role.STUDENT and s.school_class}
    ties.governs = {s.org for s in standings if s.role in (Role.SCHOOL_ADMIN, Role.DIRECTOR)}
    above = Org.filter(id__in=[s.org for s in standings], parent_id__not_isnull=True).values_list(
        "parent_id", flat=True
    )
    ties.around = {s.org for s in standings} | {int(str(org)) for org in await above}
    parents = [s.entry for s in standings if s.role is Role.PARENT]
    children = Guardian.filter(parent_id__in=parents, valid_to__isnull=True, child__valid_to__isnull=True)
    ties.parent_of = {int(str(c)) for c in await children.values_list("child__school_class_id", flat=True) if c}
    teachers = [s.entry for s in standings if s.role is Role.TEACHER]
    for row in await Assignment.filter(teacher_id__in=teachers, valid_to__isnull=True):
        if row.subject_id is None:
            ties.class_teacher_of.add(row.school_class_id)
        else:
            ties.lessons.add((row.school_class_id, row.subject_id))
    return ties


def is_theirs(ties: Ties, conversation: Conversation) -> bool:
    """Is the person meant to be here, so that the link is shown to her?"""
    here = conversation.school_class_id
    if here is None:
        return False
    match conversation.kind:
        case ConversationKind.SUBJECT:
            lesson = (here, conversation.subject_id)
            return here in ties.pupil_of or here in ties.class_teacher_of or lesson in ties.lessons
        case ConversationKind.CLASS_STUDENTS:
            return here in ties.pupil_of or here in ties.class_teacher_of
        case ConversationKind.CLASS_PARENTS:
            return here in ties.parent_of or here in ties.class_teacher_of
    return False


async def may_be_in(conversation: ConversationId, person: PersonId, *, now: datetime) -> bool:
    """May this person be in this conversation just now? Wider than `is_theirs`: see `membership.RULES`."""
    return await membership.may_be(person, conversation, now=now)


async def audience(conversation: ConversationId, *, now: datetime) -> list[PersonId]:
    """The people who are in and are meant to be here: they are handed the link."""
    entitled = await membership.everybody([conversation], now=now)
    return [who.person for who in entitled[conversation].values() if who.meant]


async def keepers(conversation: Conversation, *, teacher_first: bool = False) -> list[PersonId]:
    """Who answers for a conversation: the class teacher, else its teacher, else the administrators of its org."""
    own: list[PersonId] = []
    if conversation.teacher_id:
        teacher = Binding.filter(entry_id=conversation.teacher_id, valid_to__isnull=True)
        own = [PersonId(int(str(p))) for p in await teacher.values_list("person_id", flat=True)]
    if teacher_first and own:
        return own
    if conversation.school_class_id:
        of_class = await access.class_teachers(ClassId(conversation.school_class_id))
        if of_class:
            return of_class
    return own or await access.administrators(OrgId(conversation.org_id))


async def find_registered(talk: Talk) -> Conversation | None:
    """The conversation that lives in this chat; one that is still being made counts."""
    alive = (ConversationState.LIVE, ConversationState.CREATING)
    return await Conversation.get_or_none(community_id=talk.community, peer_id=talk.key, state__in=alive)


def talk_of(conversation: Conversation) -> Talk:
    """The chat of a conversation that has one."""
    return Talk(CommunityId(conversation.community_id), conversation.peer_id or 0, is_chat=True)
