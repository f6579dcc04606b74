"""Whom a conversation is for, by live bindings: who sees its link, who answers for it."""

from dataclasses import dataclass, field
from datetime import datetime

from tortoise.expressions import Q

from bot.kit.ids import ClassId, CommunityId, ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import access, membership
from models import Assignment, Binding, Conversation, ConversationKind, ConversationState, Guardian, Role

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
    return bool(await membership.of_person(person, [conversation], now=now))


async def audience(conversation: ConversationId) -> list[PersonId]:
    """The people of the class who are in and are meant to be here: they are handed the link."""
    row = await Conversation.get(id=conversation)
    live = Binding.filter(_meant(row.kind, row.school_class_id, row.subject_id), _LIVE).order_by("id")
    return [PersonId(int(str(p))) for p in dict.fromkeys(await live.values_list("person_id", flat=True))]


_LIVE = Q(valid_to__isnull=True, entry__valid_to__isnull=True)


def _meant(kind: ConversationKind, school_class: int | None, subject: int | None) -> Q:
    """Bindings of those for whom a conversation is made: `is_theirs` read from the other side."""
    lessons = Q(entry__assignments__school_class_id=school_class, entry__assignments__valid_to__isnull=True)
    if kind is ConversationKind.SUBJECT:
        lessons &= Q(entry__assignments__subject_id=subject)
    else:
        lessons &= Q(entry__assignments__is_class_teacher=True)
    if kind is not ConversationKind.CLASS_PARENTS:
        return lessons | Q(entry__role=Role.STUDENT, entry__school_class_id=school_class)
    return lessons | Q(
        entry__role=Role.PARENT,
        entry__guards__valid_to__isnull=True,
        entry__guards__child__valid_to__isnull=True,
        entry__guards__child__school_class_id=school_class,
    )


async def keepers(conversation: Conversation, *, teacher_first: bool = False) -> list[PersonId]:
    """Who answers for a conversation: the class teacher, else its teacher, else the school's administrators."""
    teacher = await Binding.filter(entry_id=conversation.teacher_id, valid_to__isnull=True).values_list(
        "person_id", flat=True
    )
    own = [PersonId(int(str(p))) for p in teacher]
    if teacher_first and own:
        return own
    if conversation.school_class_id:
        of_class = await access.class_teachers(ClassId(conversation.school_class_id))
        if of_class:
            return of_class
    return own or await access.holders(OrgId(conversation.org_id), Role.SCHOOL_ADMIN)


async def find_registered(talk: Talk) -> Conversation | None:
    """The conversation that lives in this chat; one that is still being made counts."""
    alive = (ConversationState.LIVE, ConversationState.CREATING)
    return await Conversation.get_or_none(community_id=talk.community, peer_id=talk.key, state__in=alive)


def talk_of(conversation: Conversation) -> Talk:
    """The chat of a conversation that has one."""
    return Talk(CommunityId(conversation.community_id), conversation.peer_id or 0, is_chat=True)
