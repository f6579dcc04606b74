"""What an invite is to those who see it: facts, refusals, and how its code is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, Conflict, Expired
from bot.kit.ids import CODE_ALPHABET, CODE_LENGTH, ClassId, EntryId, InviteId, OrgId
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from models import Invite, Org, RosterEntry


@dataclass(frozen=True)
class BadCode(BadInput):
    """There is no invite of this code."""

    expects: str = "invite_code"


@dataclass(frozen=True)
class ExpiredInvite(Expired):
    """Its time is over; `role` is whom it was for."""

    what: str = "invite"
    role: Role = Role.STUDENT


@dataclass(frozen=True)
class UsedUpInvite(Expired):
    """It has admitted as many as it may; `role` is whom it was for."""

    what: str = "invite"
    role: Role = Role.STUDENT


@dataclass(frozen=True)
class RevokedInvite(Expired):
    """Whoever issued it has taken it back; `role` is whom it was for."""

    what: str = "invite"
    role: Role = Role.STUDENT


@dataclass(frozen=True)
class AlreadyIn(Conflict):
    """The person is already there as `role`; `said` is where."""

    what: str = "invite"
    role: Role = Role.STUDENT


@dataclass(frozen=True)
class WrongAudience(Conflict):
    """A pupil opened the parents' link of the school, or a parent the pupils' of her child's class."""

    what: str = "invite"
    role: Role = Role.STUDENT


@dataclass(frozen=True)
class EntryTaken(Conflict):
    """Somebody is bound to this entry already; `said` is its name, for those only who may read the roster."""

    what: str = "entry"


@dataclass(frozen=True)
class OnlyClassTeacher(Conflict):
    """Links into class `said` are issued by its class teacher; `named` when there is one."""

    what: str = "class"
    named: bool = False


@dataclass(frozen=True)
class BadAudience(BadInput):
    """Not a class with «ученики» or «родители», nor «учителя»; `said` is what was written, "" for nothing."""

    expects: str = "class_and_audience"


@dataclass(frozen=True, slots=True)
class InviteFact:
    """An invite as its issuer sees it.

    Attributes:
        entry_name: whom a personal one is for, "" for common ones.
        place: the class («5А») or else the org's title.
        expires_at: aware UTC.
        timezone: IANA name of the org's, to write that moment in.
    """

    id: InviteId
    code: str
    role: Role
    org: OrgId
    org_title: str
    school_class: ClassId | None
    class_title: str
    entry: EntryId | None
    entry_name: str
    expires_at: datetime
    timezone: str
    max_uses: int
    uses: int

    @property
    def place(self) -> str:
        """Where it leads, in as few words as there are."""
        return self.class_title or self.org_title


@dataclass(frozen=True, slots=True)
class OpenedInvite:
    """What an open door shows: the invite, and for a personal one the lessons («5А Алгебра») of its entry.

    `own`: the opener is the class teacher whose link this is.
    """

    invite: InviteFact
    lessons: tuple[str, ...] = ()
    own: bool = False


def parse_code(text: str) -> str:
    """A code as it was typed from paper: small letters, spaces and dashes do not matter.

    Raises:
        BadCode: it has another length or letters that no code has.
    """
    code = "".join(text.upper().replace("-", "").split())
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        raise BadCode(said=text.strip()[:20])
    return code


async def facts(rows: Sequence[Invite], *, now: datetime) -> list[InviteFact]:
    """Rows as their issuers see them; three statements, however many rows."""
    titles = await class_titles({r.school_class_id for r in rows if r.school_class_id}, now=now)
    places = {o.id: o for o in await Org.filter(id__in={r.org_id for r in rows})}
    names = {e.id: e.full_name for e in await RosterEntry.filter(id__in={r.entry_id for r in rows if r.entry_id})}
    return [
        InviteFact(
            id=InviteId(row.id),
            code=row.code,
            role=row.role,
            org=OrgId(row.org_id),
            org_title=places[row.org_id].title,
            school_class=ClassId(row.school_class_id) if row.school_class_id else None,
            class_title=titles.get(row.school_class_id or 0, ""),
            entry=EntryId(row.entry_id) if row.entry_id else None,
            entry_name=names.get(row.entry_id or 0, ""),
            expires_at=row.expires_at,
            timezone=places[row.org_id].timezone,
            max_uses=row.max_uses,
            uses=row.uses,
        )
        for row in rows
    ]
