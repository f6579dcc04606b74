"""Persons are made at the first contact; their VK profile is asked for once, and awaited for a moment."""

from datetime import datetime, timedelta

from bot.kit.ids import CommunityId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import post
from bot.services.ports import Done, Verb, continuation
from models import InboxEvent, Person

PROFILE_PATIENCE = timedelta(seconds=3)  # then the turn goes on without a name


async def meet(vk_id: int, *, now: datetime) -> Person:
    """The person of a VK id, made if this is the first contact."""
    await same_transaction().execute_query(
        "insert into person (vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at)"
        " values ($1, '', '', 'ru', '', false, $2) on conflict (vk_id) do nothing",
        [vk_id, now],
    )
    return await Person.get(vk_id=vk_id)


async def note_reach(person: PersonId, community: CommunityId, *, allowed: bool, now: datetime) -> None:
    """Remember whether this community may write to this person. VK has no list of that: we must keep it."""
    await same_transaction().execute_query(
        "insert into reach (person_id, community_id, allowed, last_used_at) values ($1, $2, $3, $4)"
        " on conflict (person_id, community_id) do update set allowed = $3, last_used_at = $4",
        [person, community, allowed, now],
    )


async def ask_profile(person: PersonId, vk_id: int, community: CommunityId, event: int, *, now: datetime) -> None:
    """Ask VK for the profile's name, once; this event waits for the answer at most `PROFILE_PATIENCE`."""
    await Person.filter(id=person).update(profile_seen_at=now)
    await InboxEvent.filter(id=event).update(not_before=now + PROFILE_PATIENCE)
    await post.ask(
        community,
        Verb.LEARN_PROFILE,
        {"person": vk_id},
        lane=f"profile:{person}",
        now=now,
        priority=post.URGENT,
        expires_at=now + PROFILE_PATIENCE,
        then="profile.learned",
        then_args={"person": person, "event": event},
    )


@continuation("profile.learned")
async def on_profile(done: Done) -> None:
    """Keep the name; the event that waited goes on at once."""
    if done.answer:
        names = {key: str(done.answer[key])[:100] for key in ("first_name", "last_name")}
        await Person.filter(id=done.args["person"]).update(**names)
    await InboxEvent.filter(id=done.args["event"]).update(not_before=done.now)
