"""`/передать`: clubs that have lost their teacher."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.hand_over_club import HandOverClub, HandOverDraft, hand_over
from bot.services import club_owners, teachers
from bot.ui import club_owners as screens


@command("передать", alias="hand-over", act=club_owners.ACT)
async def show_clubs(turn: Turn) -> Screen:
    """`/передать Робототехника; Иванова`; without the name, a dialog; without words or by a number, the card."""
    clubs = await club_owners.own(turn.actor, now=turn.now)
    title, _mark, name = (part.strip() for part in turn.rest.partition(";"))
    club = next((fact for fact in clubs if fact.title.lower() == title.lower()), None)
    if club is None:
        return screens.card(clubs, page=int(title) if title.isdecimal() and len(title) < 4 else 1)
    if not name:
        return await begin(turn, HandOverClub, HandOverDraft(club.id))
    teacher = await teachers.ensure_teacher(club.org, name, again=f"/передать {club.title}; {{it}}")
    return await hand_over(turn, club.id, teacher.id)


@button("club.hand")
async def choose_teacher(turn: Turn) -> Screen:
    """«Передать»: the dialog, unless somebody was faster."""
    place = ConversationId(pressed_number(turn))
    known = await club_owners.access_club(turn.actor, place, now=turn.now)
    if known.led_by or known.is_closed:
        return screens.settled(known, await club_owners.own(turn.actor, now=turn.now))
    return await begin(turn, HandOverClub, HandOverDraft(place))


@button("club.close")
async def close_club(turn: Turn) -> Screen:
    """«В архив»."""
    done = await club_owners.close(turn.actor, ConversationId(pressed_number(turn)), now=turn.now)
    return screens.settled(done, await club_owners.own(turn.actor, now=turn.now))
