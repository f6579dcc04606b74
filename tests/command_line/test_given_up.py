"""What an operator does by hand: dead letters sent again or dropped, the key of all tokens changed."""

from dataclasses import replace

from bot.gateway.vault import Vault, new_key
from models import Community, OutboxItem, OutboxState
from tests.world import Actor, World


async def _dead_letter(world: World) -> tuple[Actor, OutboxItem]:
    person = await world.stranger("Анна", "Иванова")
    await person.says("Начать")
    await world.sandbox.post("faults", method="messages.send", times=1, error_code=914)
    await person.says("/язык en")
    person.sees_nothing()
    return person, await OutboxItem.get(state=OutboxState.DEAD)


async def test_a_dead_letter_is_listed_without_its_text_and_sent_again(world: World) -> None:
    person, dead = await _dead_letter(world)
    listed = await world.command_line("queue")
    assert f"{dead.id} say dead: 914" in listed
    assert "English" not in listed
    assert "Иванова" not in listed
    assert "sent again: 1" in await world.command_line("queue", "resend", str(dead.id))
    await world.settle()
    await person.hears("I will speak English")
    assert not await OutboxItem.all().exists()


async def test_all_dead_letters_are_sent_again_and_one_is_dropped(world: World) -> None:
    person, _ = await _dead_letter(world)
    assert "sent again: 1" in await world.command_line("queue", "resend", "all")
    await world.settle()
    await person.hears("I will speak English")
    _, second = await _dead_letter(world)
    assert "dropped: 1" in await world.command_line("queue", "drop", str(second.id))
    assert not await OutboxItem.all().exists()
    await world.command_line("queue", "drop", str(second.id), expect=1)
    assert "Say which" in await world.command_line("queue", "resend", expect=2)


async def test_tokens_move_to_a_new_key_and_the_bot_goes_on(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    old, new = world.settings.token_key, new_key()
    world.settings = replace(world.settings, token_key=new, old_token_key=old)
    await world.app.close()
    assert "1 communities" in await world.command_line("key", "--rotate")
    assert "1 communities" in await world.command_line("key", "--rotate")  # a second run changes nothing
    await world.reopen()
    row = await Community.get(group_id=world.group_id)
    assert Vault(new).open(row.token) == world.settings.vk_token
    await person.says("/язык en")
    person.sees("I will speak English")


async def test_without_the_old_key_nothing_is_touched(world: World) -> None:
    before = (await Community.get(group_id=world.group_id)).token
    assert "OLD_TOKEN_KEY" in await world.command_line("key", "--rotate", expect=2)
    world.settings = replace(world.settings, token_key=new_key(), old_token_key=new_key())
    assert "not the key" in await world.command_line("key", "--rotate", expect=2)
    assert (await Community.get(group_id=world.group_id)).token == before
