"""A school's own community: its key is checked by asking VK, and kept only when nothing is missing; and `/проверка`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, MessengerError
from bot.kit.ids import CommunityId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import access, audit, communities, hidden, post
from bot.services.ports import Done, Verb
from models import Community, CommunityState, Conversation, ConversationState

MOST_CHATS = 100  # VK: at most 100 peers in one question, docs/vk.md §2.1


@dataclass(frozen=True)
class NoKey(BadInput):
    """There is nothing like a community's key in what was said."""

    expects: str = "community_key"


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a community's key or settings lack, by VK's own names; `chats`: titles of those without admin rights."""

    rights: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """All is there."""
        return not (self.rights or self.events or self.capabilities or self.chats)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a key. `is_connected`: kept, at work; `was_known`: it was so before; `is_taken`: by another org."""

    name: str
    screen_name: str
    lacks: Lacks
    is_connected: bool = False
    was_known: bool = False
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How a community is. `dead_since`: its key has not worked from then on; `trouble`: what VK complained of last.

    `lost`: titles of conversations that the bot was thrown out of.
    """

    name: str
    lacks: Lacks = Lacks()
    dead_since: datetime | None = None
    trouble: int = 0
    lost: tuple[str, ...] = ()


async def ask_check(actor: PersonId, said: str, *, talk: Talk, now: datetime) -> None:
    """Ask VK what the key in these words can do; the answer goes on in `community.checked`.

    Raises:
        NotAllowed: the actor administers no school.
        NoKey: there is no key in what was said.
    """
    org = await access.access_org(actor, "connect.community")
    keys = hidden.find_ciphertexts(said)
    if not keys:
        raise NoKey
    await post.ask(
        talk.community,
        Verb.CHECK_COMMUNITY,
        {"token": keys[0].decode()},
        lane=f"connect:{actor}",
        now=now,
        then="community.checked",
        then_args={"actor": actor, "org": org.id},
    )


async def connect(done: Done) -> Checked:
    """Keep the community if nothing is missing and no other org has it. Asked by who has the right still."""
    actor, org = _actor(done), OrgId(int(str(done.args["org"])))
    answer, lacks = done.answer, _lacks(done)
    name, screen_name = str(answer["name"]), str(answer["screen_name"])
    known = await Community.get_or_none(group_id=int(str(answer["group"])))
    if known and known.org_id != org:
        return Checked(name, screen_name, lacks, is_taken=True)
    if not lacks.nothing:
        return Checked(name, screen_name, lacks)
    await access.access_org(actor, "connect.community", org)
    await communities.enrol(
        group_id=int(str(answer["group"])),
        name=name,
        screen_name=screen_name,
        token=str(answer["token"]).encode(),
        user_token=bytes(known.user_token) if known and known.user_token else None,
        now=done.now,
        org=org,
    )
    await audit.record(actor, "connect.community", org=org, now=done.now, group=int(str(answer["group"])))
    return Checked(name, screen_name, lacks, is_connected=True, was_known=known is not None)


async def ask_health(actor: PersonId, *, talk: Talk, now: datetime) -> list[Health]:
    """Ask VK about the communities of the actor's school, and the one she writes in; answers: `community.examined`.

    Returns:
        Those about which nobody need be asked: their keys are dead.

    Raises:
        NotAllowed: the actor administers no school.
    """
    org = await access.access_org(actor, "check.read")
    own = await Community.filter(org_id=org.id).order_by("id")
    here = [] if any(row.id == talk.community for row in own) else [await Community.get(id=talk.community)]
    await audit.record(actor, "check.read", org=OrgId(org.id), now=now)
    for row in [*here, *own]:
        if row.state is CommunityState.LIVE:
            await _ask(actor, OrgId(org.id), row, talk, now)
    return [Health(row.name, dead_since=row.trouble_at) for row in own if row.state is CommunityState.DEAD]


async def examined(done: Done) -> Health:
    """How the community is, as VK says just now."""
    row = await Community.get(id=int(str(done.args["community"])))
    org = OrgId(int(str(done.args["org"])))
    lost = await Conversation.filter(org_id=org, community_id=row.id, state=ConversationState.LOST).order_by("id")
    return Health(row.name, _lacks(done), None, row.trouble_code, tuple(c.title for c in lost[:10]))


def asker(done: Done) -> PersonId:
    """Who asked."""
    return _actor(done)


async def _ask(actor: PersonId, org: OrgId, row: Community, talk: Talk, now: datetime) -> None:
    live = Conversation.filter(org_id=org, community_id=row.id, state=ConversationState.LIVE, peer_id__isnull=False)
    titles = {int(c.peer_id or 0): c.title for c in await live.order_by("id").limit(MOST_CHATS)}
    await post.ask(
        talk.community,
        Verb.CHECK_COMMUNITY,
        {"community": row.id, "chats": list(titles)},
        lane=f"check:{actor}",
        now=now,
        then="community.examined",
        then_args={"actor": actor, "org": org, "community": row.id, "titles": {str(k): v for k, v in titles.items()}},
    )


def _lacks(done: Done) -> Lacks:
    titles = done.args.get("titles")
    names = titles if isinstance(titles, dict) else {}
    chats = [str(names.get(str(chat), chat)) for chat in _list(done, "chats")]
    rights, events, capabilities = (tuple(map(str, _list(done, k))) for k in ("rights", "events", "capabilities"))
    return Lacks(rights, events, capabilities, tuple(chats))


def _list(done: Done, key: str) -> Sequence[object]:
    value = done.answer.get(key)
    return value if isinstance(value, list) else []


def _actor(done: Done) -> PersonId:
    return PersonId(int(str(done.args["actor"])))


def is_dead(error: MessengerError) -> bool:
    """Does VK not know the key any more?"""
    return error.code == 5


async def name_of(community: CommunityId) -> str:
    """The community's name."""
    return (await Community.get(id=community)).name
