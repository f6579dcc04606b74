"""`/начать`, `/код`: the first word of a newcomer, a link, a code typed from paper."""

from bot.handlers.registry import button, command
from bot.kit.errors import NotFound
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.entrance import at_door, has_consented
from bot.scenarios.join_admin import AdminDoor, JoinAdmin
from bot.scenarios.join_parent import JoinParent, ParentDoor
from bot.scenarios.join_student import JoinStudent, StudentDoor
from bot.scenarios.join_teacher import JoinTeacher, TeacherDoor
from bot.services import invites, join_requests, profiles, self_care
from bot.services.access import Role
from bot.services.invites import OpenedInvite
from bot.ui import invites as invite_screens
from bot.ui import joining, joining_refusals

__all__ = ["joining_refusals"]  # its words are registered when it is imported


@command("начать", alias="start")
async def start(turn: Turn) -> Screen:
    """A link, a code as the very first word, or just a greeting."""
    if turn.ref:
        return await open_door(turn, turn.ref)
    roles = await self_care.roles_of(turn.actor)
    if roles:
        return joining.greet_known(turn.actor_name, roles)
    if invites.looks_like_code(turn.text):
        return await open_door(turn, turn.text)
    if waiting := await join_requests.waiting_of(turn.actor, now=turn.now):
        return joining.still_waiting(waiting)
    return joining.greet_stranger(turn.actor_name)


@command("код", alias="code")
async def enter_code(turn: Turn) -> Screen:
    """`/код 2346789DFG`, the same as opening the link."""
    return await open_door(turn, turn.rest) if turn.rest else joining.ask_code()


async def open_door(turn: Turn, code: str) -> Screen:
    """The dialog behind a code; whoever waits at this door already is told so."""
    opened = await invites.open_invite(turn.actor, code, now=turn.now)
    if opened.own:
        return invite_screens.own_link(opened.invite)
    waiting = await join_requests.waiting_of(turn.actor, now=turn.now)
    at_this_door = [f for f in waiting if f.role is opened.invite.role and f.place == opened.invite.place]
    if at_this_door and opened.invite.role is not Role.PARENT and not opened.invite.entry:
        return joining.still_waiting(at_this_door)
    return await _begin(turn, opened)


@button("invite.as_parent")
async def come_as_parent(turn: Turn) -> Screen:
    """A class teacher whose own child is in her class."""
    args = turn.pressed.args if turn.pressed else ()
    opened = await invites.open_invite(turn.actor, str(args[0]) if args else "", now=turn.now)
    if opened.invite.role is not Role.PARENT:
        raise NotFound()
    return await _begin(turn, opened)


async def _begin(turn: Turn, opened: OpenedInvite) -> Screen:
    invite = opened.invite
    agreed = await has_consented(turn.actor, invite.role)
    if invite.role is Role.STUDENT:
        return await begin(turn, JoinStudent, at_door(StudentDoor(), invite, consented=agreed))
    if invite.role is Role.PARENT:
        known = await profiles.own_name(turn.actor)
        return await begin(turn, JoinParent, at_door(ParentDoor(name=str(known or "")), invite, consented=agreed))
    if invite.role in (Role.TEACHER, Role.DIRECTOR):
        personal = invite.entry is not None
        draft = TeacherDoor(personal=personal, name=invite.entry_name, lessons=list(opened.lessons))
        return await begin(turn, JoinTeacher, at_door(draft, invite, consented=agreed))
    return await begin(turn, JoinAdmin, at_door(AdminDoor(), invite, consented=agreed))
