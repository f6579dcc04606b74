"""Words and requests leave through here: rows of the outbox, written in the turn's own transaction."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import orjson

from bot.kit.i18n import in_locale
from bot.kit.ids import CommunityId, PersonId, new_random_id
from bot.kit.screen import Screen
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from bot.services.ports import Verb
from models import CommunityState, OutboxItem, Person, Reach

# Lower goes first: a person who waits before a card, a card before a broadcast.
URGENT, ANSWER, NOTICE, BROADCAST = 0, 2, 5, 8
MESSAGE_LENGTH = 4096  # characters; VK answers 914 to more, docs/vk.md §2.5
PRESS_LIFE = timedelta(seconds=50)  # VK forgets a press after about a minute, docs/vk.md §4


# By hand: every turn writes one, and the ORM takes longer to write the statement than Postgres to run it.
INSERT = """
insert into outbox (community_id, lane, verb, random_id, priority, created_at, not_before, expires_at, "then", content,
    args, then_args, state, tries, error)
values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, 'ready', 0, '')
"""


async def ask(
    community: CommunityId,
    verb: Verb,
    args: dict[str, object],
    *,
    lane: str,
    now: datetime,
    priority: int = ANSWER,
    then: str = "",
    then_args: dict[str, object] | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Ask the messenger for something after the commit.

    Args:
        community: through whom.
        verb: what for; its arguments are listed at `Verb`.
        args: small JSON values.
        lane: requests of one lane leave one after another in the order they were written.
        now: aware UTC moment of the request.
        priority: lower leaves first.
        then: name of the continuation, "" for none.
        then_args: carried along to the continuation.
        expires_at: dropped when it could not leave by then.
    """
    content = content_of(args["screen"]) if verb is Verb.SAY and priority >= NOTICE else ""
    packed = [orjson.dumps(args).decode(), orjson.dumps(then_args or {}).decode()]
    await same_transaction().execute_query(
        INSERT, [community, lane, verb.value, new_random_id(), priority, now, expires_at, then, content, *packed]
    )


def content_of(screen: object) -> str:
    """The same for equal screens only: what may leave as one message to many. Answers people wait for have none."""
    return hashlib.sha256(json.dumps(screen, sort_keys=True).encode()).hexdigest()[:32]


def lane_of(talk: Talk) -> str:
    """Messages to one talk leave in the order they were written."""
    return f"talk:{talk.key}"


async def say(
    talk: Talk,
    screen: Screen,
    *,
    now: datetime,
    priority: int = ANSWER,
    then: str = "",
    then_args: dict[str, object] | None = None,
    lane: str = "",
) -> None:
    """Say a screen in a talk; a text too long for one message goes out in several, the buttons below the last.

    A continuation gets {"message": the number there of the last one}. In a lane of its own it keeps the order of that
    lane, not of the talk.
    """
    if not screen.text:
        return
    *before, last = split_text(screen.text)
    for part in before:
        await say(talk, Screen(part), now=now, priority=priority, lane=lane)
    screen = replace(screen, text=last)
    await ask(
        talk.community,
        Verb.SAY,
        {"talk": talk.key, "screen": screen.to_json()},
        lane=lane or lane_of(talk),
        now=now,
        priority=priority,
        then=then,
        then_args=then_args,
    )


def split_text(text: str, limit: int = MESSAGE_LENGTH) -> list[str]:
    """The text in parts that fit a message, cut at the end of a line where there is one."""
    parts: list[str] = []
    while len(text) > limit:
        cut = text.rfind("\n", 1, limit + 1)
        cut = cut if cut > 0 else limit
        parts.append(text[:cut].rstrip("\n"))
        text = text[cut:].lstrip("\n")
    return [*parts, text]


async def answer_press(talk: Talk, press: str, vk_person: int, toast: str, *, now: datetime) -> None:
    """Stop the spinner of a pressed button, with a short toast if there is one. First out, dropped after 50 s."""
    await ask(
        talk.community,
        Verb.ANSWER_PRESS,
        {"press": press, "person": vk_person, "talk": talk.key, "toast": toast[:90]},
        lane=f"press:{press}",
        now=now,
        priority=URGENT,
        expires_at=now + PRESS_LIFE,
    )


async def find_private_talk(person: PersonId) -> Talk | None:
    """The person's talk in the community used last where we may write; None if we may write nowhere."""
    usable = Reach.filter(person_id=person, allowed=True, community__state=CommunityState.LIVE)
    reach = await usable.order_by("-last_used_at").first()
    if reach is None:
        return None
    vk_id = await Person.filter(id=person).values_list("vk_id", flat=True)
    return Talk(CommunityId(reach.community_id), int(str(vk_id[0])), is_chat=False)


async def tell(
    person: PersonId,
    draw: Callable[[], Screen],
    *,
    now: datetime,
    priority: int = NOTICE,
    lane: str = "",
    then: str = "",
    then_args: dict[str, object] | None = None,
    quote: tuple[Talk, int] | None = None,
) -> bool:
    """Tell a person something privately, drawn in her own language.

    A `quote` (a talk, a message's number there) stands below it where the same community sees both.

    Returns:
        False when there is no community that may write to her (nothing is queued then).
    """
    talk = await find_private_talk(person)
    if talk is None:
        return False
    locale = (await Person.get(id=person)).locale
    with in_locale(locale):
        screen = draw()
    if quote and quote[0].community == talk.community:
        screen = replace(screen, quote=(quote[0].key, quote[1]))
    await say(talk, screen, now=now, priority=priority, lane=lane, then=then, then_args=then_args)
    return True


async def tell_all(
    people: Sequence[PersonId], draw: Callable[[], Screen], *, now: datetime, priority: int = BROADCAST
) -> int:
    """Tell many people the same privately, each in her own language.

    The number of statements does not grow with the people; the screen is drawn once a language.

    Returns:
        How many of them may be written to.
    """
    usable = Reach.filter(person_id__in=list(people), allowed=True, community__state=CommunityState.LIVE)
    found = await usable.select_related("person").order_by("last_used_at")
    reaches = {reach.person_id: reach for reach in found}  # the one used last stays
    screens: dict[str, dict[str, object]] = {}
    for locale in {reach.person.locale for reach in reaches.values()}:
        with in_locale(locale):
            screens[locale] = draw().to_json()
    contents = {locale: content_of(screen) for locale, screen in screens.items()}
    rows = [
        OutboxItem(
            community_id=reach.community_id,
            lane=f"talk:{reach.person.vk_id}",
            verb=Verb.SAY.value,
            args={"talk": reach.person.vk_id, "screen": screens[reach.person.locale]},
            random_id=new_random_id(),
            priority=priority,
            created_at=now,
            not_before=now,
            content=contents[reach.person.locale] if priority >= NOTICE else "",
        )
        for reach in reaches.values()
    ]
    await OutboxItem.bulk_create(rows)
    return len(rows)
