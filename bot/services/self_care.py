"""What a person may do about herself: language, role in use, seeing and erasing what is kept."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, NotFound
from bot.kit.i18n import LOCALES
from bot.kit.ids import PersonId
from bot.services import access, audit
from bot.services.access import Role
from models import (
    Binding,
    Consent,
    InviteUse,
    JoinRequest,
    Org,
    Person,
    Reach,
    RequestState,
    RosterEntry,
    ScenarioState,
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
    """Everything kept about a person."""

    vk_name: str
    first_contact: datetime
    language: str
    roles: tuple[OwnRole, ...]
    consents: tuple[tuple[str, datetime], ...]
    requests_waiting: int


async def own_data(actor: PersonId) -> OwnData:
    """All that is kept about the actor. Message texts are not among it: they are not kept."""
    person = await Person.get(id=actor)
    bindings = await Binding.filter(person_id=actor, valid_to__isnull=True).prefetch_related("entry__org")
    consents = await Consent.filter(person_id=actor).values_list("text_id", "given_at")
    waiting = await JoinRequest.filter(person_id=actor, state=RequestState.WAITING).count()
    return OwnData(
        vk_name=f"{person.first_name} {person.last_name}".strip(),
        first_contact=person.created_at,
        language=person.locale,
        roles=tuple(_own_role(b.entry, b.entry.org, b.valid_from) for b in bindings),
        consents=tuple((str(version), at) for version, at in consents),
        requests_waiting=waiting,
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
    for table in (ScenarioState, InviteUse, Consent, Reach):
        await table.filter(person_id=actor).delete()
    await audit.record(actor, "person.forgotten", org=None, now=now)
    # -id keeps the key unique and says nothing of the VK account any more
    await Person.filter(id=actor).update(vk_id=-actor, first_name="", last_name="", role_in_use="")
