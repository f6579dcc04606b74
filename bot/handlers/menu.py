"""What everybody may do: menu, help, language, role, seeing and erasing one's own data."""

from bot.handlers import help_topics
from bot.handlers.registry import button, command
from bot.kit.i18n import in_locale
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import join_requests, platform_help, self_care
from bot.ui import dialog_screens, joining, my_data


@command("меню", alias="menu")
async def show_menu(turn: Turn) -> Screen:
    """The keyboard again."""
    return dialog_screens.menu(await self_care.roles_of(turn.actor))


@command("помощь", alias="help")
async def show_help(turn: Turn) -> Screen:
    """Only what this person may do."""
    addresses = await platform_help.of_person(turn.actor, now=turn.now)
    return help_topics.screen(await self_care.roles_of(turn.actor), turn.rest, addresses)


@command("отмена", alias="cancel")
async def cancel_nothing(turn: Turn) -> Screen:
    """Reached only when no dialog is live: whoever waits to be let in takes the request back."""
    if await join_requests.withdraw_all(turn.actor, now=turn.now):
        return joining.withdrawn(await self_care.roles_of(turn.actor))
    return dialog_screens.nothing_to_cancel(await self_care.roles_of(turn.actor))


@command("назад", alias="back")
async def back_to_nothing(turn: Turn) -> Screen:
    """Reached only when no dialog is live."""
    return dialog_screens.nothing_to_cancel(await self_care.roles_of(turn.actor))


@command("язык", alias="language")
async def choose_language(turn: Turn) -> Screen:
    """`/язык en`, or two buttons."""
    if not turn.rest:
        return dialog_screens.choose_language()
    await self_care.choose_language(turn.actor, locale=turn.rest.lower())
    with in_locale(turn.rest.lower()):
        return dialog_screens.language_chosen()


@command("роль", alias="role")
async def choose_role(turn: Turn) -> Screen:
    """Switch between one's own roles."""
    roles = await self_care.roles_of(turn.actor)
    if len(roles) < 2:
        return dialog_screens.only_one_role(roles)
    if not turn.rest:
        return dialog_screens.choose_role(roles)
    chosen = next((r for r in roles if dialog_screens.role_name(r) == turn.rest.lower()), None)
    role = await self_care.choose_role(turn.actor, role=chosen.value if chosen else turn.rest)
    return dialog_screens.role_chosen(role, roles)


@command("мои-данные", alias="my-data")
async def show_own_data(turn: Turn) -> Screen:
    """All that is kept about the actor."""
    return my_data.own_data(await self_care.own_data(turn.actor))


@command("забыть-меня", alias="forget-me")
async def ask_to_forget(turn: Turn) -> Screen:
    """The effects first, then one tap."""
    return my_data.ask_forget()


@button("self.forget")
async def forget(turn: Turn) -> Screen:
    """The second tap."""
    await self_care.forget(turn.actor, now=turn.now)
    return my_data.forgotten()
