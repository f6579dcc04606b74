"""Whose a conversation is when its teacher changes: the chat and its people stay, the next teacher gets it."""

from datetime import datetime

from bot.kit.ids import ClassId, EntryId, OrgId
from bot.kit.unit_of_work import same_transaction
from bot.services import audit

# A lesson's chat whose teacher does not teach it there any more; one the new teacher has of her own stays beside it.
OF_LESSON = """
update conversation c set teacher_id = $1
where c.school_class_id = $2 and c.subject_id = $3 and c.kind = 'subject' and c.state <> 'archived'
    and c.teacher_id <> $1
    and not exists (select 1 from assignment a where a.teacher_id = c.teacher_id and a.school_class_id = $2
        and a.subject_id = $3 and a.valid_to is null)
    and not exists (select 1 from conversation own where own.teacher_id = $1 and own.school_class_id = $2
        and own.subject_id = $3 and own.kind = 'subject' and own.state <> 'archived')
    and c.id = (select min(x.id) from conversation x where x.school_class_id = $2 and x.subject_id = $3
        and x.kind = 'subject' and x.state <> 'archived' and x.teacher_id <> $1
        and not exists (select 1 from assignment a where a.teacher_id = x.teacher_id and a.school_class_id = $2
            and a.subject_id = $3 and a.valid_to is null))
returning c.id, c.org_id
"""
OF_CLASS = """
update conversation set teacher_id = $1
where school_class_id = $2 and kind in ('class_students', 'class_parents') and state <> 'archived' and teacher_id <> $1
returning id, org_id
"""


async def take_lesson(teacher: EntryId, school_class: ClassId, subject: int, *, now: datetime) -> None:
    """The teacher has been given a lesson: the chat of the one before her is hers."""
    await _note(await same_transaction().execute_query_dict(OF_LESSON, [teacher, school_class, subject]), now)


async def take_class(teacher: EntryId, school_class: ClassId, *, now: datetime) -> None:
    """The teacher leads the class: its chats of pupils and of parents are hers."""
    await _note(await same_transaction().execute_query_dict(OF_CLASS, [teacher, school_class]), now)


async def _note(rows: list[dict[str, int]], now: datetime) -> None:
    for row in rows:
        await audit.record(None, "conversation.owner", org=OrgId(row["org_id"]), now=now, conversation=row["id"])
