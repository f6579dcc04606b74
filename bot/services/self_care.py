"""What a person may do about herself: language, role in use, seeing and erasing what is kept."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, NotFound
from bot.kit.i18n import LOCALES
from bot.kit.ids import PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit
from bot.services.access import Role
from models import (
    Binding,
    Consent,
    Guardian,
    InviteUse,
    JoinRequest,
    Mailing,
    MailingRecipient,
    Material,
    ModerationCase,
    Org,
    Person,
    Question,
    Reach,
    RequestState,
    RosterEntry,
    ScenarioState,
    Silence,
    Stranger,
    Strike,
    WaitingChat,
)


async def choose_language(actor: PersonId, *, locale: str) -> None:
    """From now on the person reads this language.

    Raises:
        BadInput: no such language.
    """
    if locale not in LOCALES:
        raise BadInput("ru or en", locale)
    await Person.filter(id=actor).update(locale=locale)


async def roles_of(actor: PersonId) -> list[Role]:
    """The person's live roles, the one in use first, each once."""
    return list(dict.fromkeys(s.role for s in await access.standings(actor)))


async def choose_role(actor: PersonId, *, role: str) -> Role:
    """Put a role on top.

    Raises:
        NotFound: the person does not have it.
    """
    for own in await roles_of(actor):
        if own.value == role:
            await Person.filter(id=actor).update(role_in_use=role)
            return own
    raise NotFound("role", role)


@dataclass(frozen=True, slots=True)
class OwnRole:
    """One live role: as what, where, under which name the school has the person."""

    role: Role
    org: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything kept about a person.

    Attributes:
        account: the number of her VK profile.
        children: names of the pupils whose representative she is.
        past: roles that have ended; the school's history.
        links_opened, links_given: entry links of others, and of her own.
        requests: asked to be let in, ever; of these `requests_waiting` still wait.
        acts: rows of the journal that say what she did.
        messages, calls: a teacher's counters of all days together, of `days` days.
        reminders: how often she was reminded of the norm.
        conversations: chats she had made or taken in.
        written, received: messages by the bot to and from people, of 30 days, without their texts.
        questions: asked; the text of one is kept until its answer.
        cases: of moderation, about messages of hers in chats; without the texts.
        communities: that have talked with her, and so may write to her.
        strange: chats where she was found and was not expected, or that she had to leave.
        warnings: given to her in chats, faded ones too; complaints: of hers, about messages.
        materials: files she kept for a class or a club.
        dialogs: talks where the bot remembers at which step of a dialog she stands.
    """

    vk_name: str
    account: int
    first_contact: datetime
    language: str
    roles: tuple[OwnRole, ...]
    consents: tuple[tuple[str, datetime], ...]
    requests_waiting: int
    children: tuple[str, ...] = ()
    past: int = 0
    links_opened: int = 0
    links_given: int = 0
    requests: int = 0
    acts: int = 0
    messages: int = 0
    calls: int = 0
    days: int = 0
    reminders: int = 0
    conversations: int = 0
    written: int = 0
    received: int = 0
    questions: int = 0
    cases: int = 0
    communities: int = 0
    dialogs: int = 0
    warnings: int = 0
    complaints: int = 0
    clubs: int = 0
    strange: int = 0
    materials: int = 0


# One statement for all that is only counted. $1 person, $2 her entries, past ones too.
COUNTED = """
select (select count(*) from binding where person_id = $1 and valid_to is not null) as past,
    (select count(*) from invite_use where person_id = $1) as links_opened,
    (select count(*) from invite where issued_by_id = $1) as links_given,
    (select count(*) from join_request where person_id = $1) as requests,
    (select count(*) from audit where actor_id = $1) as acts,
    (select coalesce(sum(messages), 0)::int from activity_day where teacher_id = any($2::bigint[])) as messages,
    (select coalesce(sum(calls), 0)::int from activity_day where teacher_id = any($2::bigint[])) as calls,
    (select count(*) from activity_day where teacher_id = any($2::bigint[])) as days,
    (select count(*) from nudge where entry_id = any($2::bigint[])) as reminders,
    (select count(*) from conversation where created_by_id = $1) as conversations,
    (select count(*) from mailing where sender_id = $1) as written,
    (select count(*) from mailing_recipient where person_id = $1) as received,
    (select count(*) from question where asker_id = $1) as questions,
    (select count(*) from moderation_case where about_id = $1) as cases,
    (select count(*) from reach where person_id = $1) as communities,
    (select count(*) from scenario_state where person_id = $1) as dialogs,
    (select count(*) from strike where person_id = $1) as warnings,
    (select count(*) from moderation_case where asked_by_id = $1) as complaints,
    (select count(distinct c.id) from conversation c, jsonb_to_recordset(c.audience) as a(entry bigint)
        where a.entry = any($2::bigint[])
            and c.org_id in (select org_id from roster_entry where id = any($2::bigint[]))) as clubs,
    (select count(*) from stranger s join person p on p.vk_id = s.member where p.id = $1) as strange,
    (select count(*) from material where saved_by_id = $1) as materials
"""


async def own_data(actor: PersonId) -> OwnData:
    """All that is kept about the actor. Message texts are not among it: they are not kept."""
    person = await Person.get(id=actor)
    bindings = await Binding.filter(person_id=actor, valid_to__isnull=True).prefetch_related("entry__org")
    consents = await Consent.filter(person_id=actor).values_list("text_id", "given_at")
    waiting = await JoinRequest.filter(person_id=actor, state=RequestState.WAITING).count()
    entries = [int(str(e)) for e in await Binding.filter(person_id=actor).values_list("entry_id", flat=True)]
    guards = await Guardian.filter(parent_id__in=entries, valid_to__isnull=True).select_related("child")
    [counted] = await same_transaction().execute_query_dict(COUNTED, [actor, entries])
    return OwnData(
        vk_name=f"{person.first_name} {person.last_name}".strip(),
        account=person.vk_id,
        first_contact=person.created_at,
        language=person.locale,
        roles=tuple(_own_role(b.entry, b.entry.org, b.valid_from) for b in bindings),
        consents=tuple((str(version), at) for version, at in consents),
        requests_waiting=waiting,
        children=tuple(sorted({guard.child.full_name for guard in guards})),
        **counted,
    )


def _own_role(entry: RosterEntry, org: Org, since: datetime) -> OwnRole:
    return OwnRole(entry.role, org.title, entry.full_name, since)


async def forget(actor: PersonId, *, now: datetime) -> None:
    """Erase what ties the account to the school: name, VK id, dialogs, requests, consents. Counters stay, nameless.

    The school's own list keeps its entry (it is the school's document); the tie to this VK account is gone.
    """
    await Binding.filter(person_id=actor, valid_to__isnull=True).update(valid_to=now)
    await JoinRequest.filter(person_id=actor, state=RequestState.WAITING).update(
        state=RequestState.WITHDRAWN, decided_at=now
    )
    blank = {"last_name": "", "first_name": "", "middle_name": "", "child_last_name": "", "child_first_name": ""}
    await JoinRequest.filter(person_id=actor).update(**blank)
    await WaitingChat.filter(actor_id=actor).delete()
    await Mailing.filter(sender_id=actor).delete()
    await Question.filter(asker_id=actor).delete()
    for table in (ScenarioState, InviteUse, Consent, Reach, MailingRecipient, Strike, Silence):
        await table.filter(person_id=actor).delete()
    await ModerationCase.filter(about_id=actor).delete()
    await Stranger.filter(member=(await Person.get(id=actor)).vk_id).delete()
    await ModerationCase.filter(asked_by_id=actor).update(asked_by_id=None)
    await Material.filter(saved_by_id=actor).update(saved_by_id=None)
    await audit.record(actor, "person.forgotten", org=None, now=now)
    # -id keeps the key unique and says nothing of the VK account any more
    await Person.filter(id=actor).update(vk_id=-actor, first_name="", last_name="", role_in_use="")
