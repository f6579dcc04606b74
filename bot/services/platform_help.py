"""Addresses and help that stand under `/помощь` (mission G3): written by each level, the nearest one is read."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput
from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit, settings
from bot.services.years import local_day
from models import Org

ACT, KEY = "help.write", "help.addresses"
LONGEST = 1000  # characters: under the list of commands it is still one message


@dataclass(frozen=True)
class BadAddresses(BadInput):
    """More than `LONGEST` characters."""

    expects: str = "addresses"


async def of_person(person: PersonId, *, now: datetime) -> str:
    """What the person reads: of the org of her first role, else of the nearest one above; "" if nobody wrote any."""
    standings = await access.standings(person)
    node: int | None = standings[0].org if standings else None
    while node is not None:
        org = await Org.get(id=node)
        value = await settings.get(OrgId(node), KEY, local_day(org.timezone, now))
        if isinstance(value, list) and value:
            return str(value[0])
        node = org.parent_id  # its own word may be that nothing stands there
    return ""


async def write(actor: PersonId, text: str, *, now: datetime) -> str:
    """From today on this stands under `/помощь` of the actor's org and of those below; "" takes it away.

    Raises:
        NotAllowed: the actor administers nothing.
        BadAddresses: it is too long.
    """
    org = await access.access_org(actor, ACT)
    text = text.strip()
    if len(text) > LONGEST:
        raise BadAddresses(said=text[:40])
    day = local_day(org.timezone, now)
    value = [text] if text else []
    await settings.put(OrgId(org.id), KEY, value, valid_from=day, basis="решение администратора", now=now)
    await audit.record(actor, ACT, org=OrgId(org.id), now=now)
    return text
