"""The end of every text: what is delivered is gone at once; this sweeps out what got stuck on its way."""

from datetime import datetime, timedelta

from bot.kit.ids import MailingId
from bot.kit.unit_of_work import same_transaction
from bot.services.mailings import THEN, Summary, close
from bot.services.questions import OPEN_LIFE
from models import Mailing, Question, QuestionState

TEXT_LIFE = timedelta(days=3)  # on its way: longer than any quiet night and any passing error (docs/vk.md §2.6)
KEPT = timedelta(days=30)  # who wrote to whom, so that an answer finds its way
DRAFT_LIFE = timedelta(days=1)

STUCK = """
with gone as (
    delete from outbox where "then" = $1 and created_at < $2 and state <> 'sending' returning then_args
), lost as (
    update mailing_recipient r set state = 'failed' from gone
    where r.mailing_id = (gone.then_args ->> 'mailing')::bigint and r.person_id = (gone.then_args ->> 'person')::bigint
        and r.state = 'waiting' returning r.mailing_id
)
select distinct mailing_id from lost
"""
# Dialogs that nobody has gone on with; the number of their screen stays, so that old buttons are known as old.
DRAFTS = """
update scenario_state set name = '', step = '', draft = '{}', trail = '[]' where updated_at < $1 and name <> ''
"""


async def sweep(*, now: datetime) -> list[Summary]:
    """Delete texts that are too old wherever they wait; the summaries that their senders are still owed."""
    rows = await same_transaction().execute_query_dict(STUCK, [THEN, now - TEXT_LIFE])
    await same_transaction().execute_query(DRAFTS, [now - DRAFT_LIFE])
    await Question.filter(state=QuestionState.OPEN, asked_at__lt=now - OPEN_LIFE).update(
        state=QuestionState.EXPIRED, text="", closed_at=now
    )
    found = [await close(MailingId(row["mailing_id"]), now=now) for row in rows]
    await Mailing.filter(made_at__lt=now - KEPT).delete()
    return [summary for summary in found if summary is not None]
