"""Questions that come again and again, and their answers: administrators write them, the asker's words find them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import F

from bot.kit.errors import BadInput, Conflict, NotAllowed
from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit
from bot.services.question_routes import alike, words_of
from models import Org, ReadyAnswer

ACT = "answers.write"
LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000  # characters
MOST = 200  # of one org: they are read through at every question
SHOWN = 3
ENOUGH = 0.6  # of the words of a kept question have to be said
EMPTY = """
а без бы в во вы где да для до если есть же за зачем и из или как какая какие какой ко когда кто куда ли мне мой
можно мы на надо нам не нет но нужно о об он она они от по почему при про с сделать со так там то тут ты у что чтобы
это эту я
"""
NOTHING = frozenset(EMPTY.split())  # words that say nothing of what a question is about

FOUND = """
with recursive line (id, parent_id, depth) as (
    select id, parent_id, 0 from org where id = any($1::bigint[])
    union all select o.id, o.parent_id, line.depth + 1 from org o join line on o.id = line.parent_id
)
select distinct a.id, a.question, a.answer, min(line.depth) as depth from ready_answer a join line on line.id = a.org_id
group by a.id order by depth, a.id
"""


@dataclass(frozen=True)
class BadAnswer(BadInput):
    """Not «вопрос; ответ» of at most `LONGEST_QUESTION` and `LONGEST_ANSWER` characters; `said` is the question."""

    expects: str = "question_and_answer"


@dataclass(frozen=True)
class TooManyAnswers(Conflict):
    """The org keeps `MOST` of them."""

    what: str = "answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer; `helped`: how often somebody was content with it."""

    id: int
    question: str
    answer: str
    helped: int = 0


async def find(text: str, orgs: Collection[OrgId]) -> list[Answer]:
    """The answers whose questions are asked in these words: of these orgs and those above them, the best first."""
    said = _words(text)
    rows = await same_transaction().execute_query_dict(FOUND, [list(orgs)])
    scored = [(_share(row["question"], said), row) for row in rows]
    best = sorted((one for one in scored if one[0] >= ENOUGH), key=lambda one: -one[0])[:SHOWN]
    return [Answer(row["id"], row["question"], row["answer"]) for _score, row in best]


def _words(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in NOTHING]


def _share(question: str, said: list[str]) -> float:
    asked = _words(question)
    hits = sum(any(alike(word, base) for word in said) for base in asked)
    return hits / len(asked) if asked else 0.0


async def own(actor: PersonId) -> tuple[Org, list[Answer]]:
    """The org that the actor administers, and its answers by age.

    Raises:
        NotAllowed: the actor administers nothing.
    """
    org = await access.access_org(actor, ACT)
    rows = await ReadyAnswer.filter(org_id=org.id).order_by("id")
    return org, [Answer(row.id, row.question, row.answer, row.helped) for row in rows]


def parse_question(text: str) -> str:
    """The question, as people ask it.

    Raises:
        BadAnswer: nothing to be found by, or too long.
    """
    question = " ".join(text.split())
    if not _words(question) or len(question) > LONGEST_QUESTION:
        raise BadAnswer(said=question[:40])
    return question


async def add(actor: PersonId, question: str, answer: str, *, now: datetime) -> Answer:
    """Keep an answer; the same question again gets the new one.

    Raises:
        NotAllowed: the actor administers nothing.
        BadAnswer: no question, no answer, or too long.
        TooManyAnswers: there is no room for another one.
    """
    org = await access.access_org(actor, ACT)
    question, answer = parse_question(question), re.sub(r"\n{3,}", "\n\n", answer.strip())
    if not 0 < len(answer) <= LONGEST_ANSWER:
        raise BadAnswer(said=question[:40])
    row = await ReadyAnswer.get_or_none(org_id=org.id, question__iexact=question)
    if row is None and await ReadyAnswer.filter(org_id=org.id).count() >= MOST:
        raise TooManyAnswers()
    row = row or ReadyAnswer(org_id=org.id, question=question, made_at=now)
    row.answer = answer
    await row.save()
    await audit.record(actor, ACT, org=OrgId(org.id), now=now, answer=row.id)
    return Answer(row.id, row.question, row.answer)


async def remove(actor: PersonId, answer: int, *, now: datetime) -> str:
    """Forget an answer; its question.

    Raises:
        NotAllowed: there is no such one of the actor's org.
    """
    org = await access.access_org(actor, ACT)
    row = await ReadyAnswer.get_or_none(id=answer, org_id=org.id)
    if row is None:
        raise NotAllowed(ACT)
    await row.delete()
    await audit.record(actor, ACT, org=OrgId(org.id), now=now, answer=answer)
    return row.question


async def helped(answer: int, orgs: Collection[OrgId]) -> None:
    """Somebody of these orgs was content with it."""
    rows = await same_transaction().execute_query_dict(FOUND, [list(orgs)])
    if any(row["id"] == answer for row in rows):
        await ReadyAnswer.filter(id=answer).update(helped=F("helped") + 1)
