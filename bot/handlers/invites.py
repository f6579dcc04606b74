"""`/ссылка`, `/как-войти` and the buttons of links."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ClassId, EntryId, InviteId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import access, classes, contour_exits, invites, profiles
from bot.services.access import Role
from bot.services.invite_facts import BadAudience
from bot.services.invite_words import LinkAsked, parse_link_words
from bot.ui import invites as screens


@command("ссылка", alias="invite", act="invite.issue")
async def make_link(turn: Turn) -> Screen:
    """`/ссылка 5А ученики|родители [сброс]`, `/ссылка учителя`; without words, buttons."""
    standing = await access.access_standing(turn.actor, "invite.issue")
    asked = parse_link_words(turn.rest)
    if asked.audience is Role.TEACHER and not asked.class_title:
        return screens.link(await invites.issue_teachers(turn.actor, now=turn.now, reset=asked.reset))
    if not asked.class_title:
        return await _own_class(turn, asked, standing.role)
    found = await classes.access_titled(turn.actor, "class.list", asked.class_title, now=turn.now)
    return await _class_link(turn, found.id, found.title, asked)


async def _own_class(turn: Turn, asked: LinkAsked, role: Role) -> Screen:
    headed = await profiles.headed_classes(turn.actor, now=turn.now)
    if len(headed) == 1:
        return await _class_link(turn, headed[0].id, headed[0].title, asked)
    if headed:
        return screens.ask_class(headed, command="/ссылка")
    if role is Role.SCHOOL_ADMIN and not turn.rest:
        return screens.link(await invites.issue_teachers(turn.actor, now=turn.now))
    raise BadAudience(said=turn.rest[:40])


async def _class_link(turn: Turn, class_id: ClassId, title: str, asked: LinkAsked) -> Screen:
    if asked.audience is Role.TEACHER:
        raise BadAudience(said=turn.rest[:40])
    if asked.audience:
        fact = await invites.issue_class(turn.actor, class_id, audience=asked.audience, now=turn.now, reset=asked.reset)
        if asked.reset:
            await contour_exits.renew_of_class(class_id, asked.audience, now=turn.now)
        return screens.link(fact)
    await invites.ensure_issues(turn.actor, class_id, now=turn.now)
    if asked.reset:
        count = await invites.reset_class(turn.actor, class_id, now=turn.now)
        return screens.was_reset(title, count, chats=await contour_exits.renew_of_class(class_id, None, now=turn.now))
    return screens.ask_audience(title)


@button("invite.teacher")
async def personal_link(turn: Turn) -> Screen:
    """The one-time link of one teacher."""
    entry = EntryId(pressed_number(turn))
    return screens.link(await invites.issue_teacher(turn.actor, entry, now=turn.now))


@button("invite.revoke")
async def take_back(turn: Turn) -> Screen:
    """The link opens nothing any more."""
    return screens.revoked(await invites.revoke(turn.actor, InviteId(pressed_number(turn)), now=turn.now))


@command("как-войти", alias="how-to-join")
async def how_to_join(turn: Turn) -> Screen:
    """Three steps with the class's own live link; `/как-войти 5А родители` for one of several."""
    facts = await invites.ways_in(turn.actor, now=turn.now)
    asked = parse_link_words(turn.rest)
    wanted = [f for f in facts if (f.class_title, f.role) == (asked.class_title, asked.audience)]
    return screens.three_steps([*wanted, *(f for f in facts if f not in wanted)])
