"""An audit that comes while somebody who left the class is being put out opened a case of a stranger, with a card."""

import pytest

from models import Departure, Stranger
from tests.conversations.test_contour import link_of, members_of
from tests.world import World, story


@pytest.mark.parametrize("asked_already", [False, True], ids=["before the job", "while VK is asked"])
async def test_a_departed_pupil_has_no_card_of_a_stranger(world: World, asked_already: bool) -> None:
    school = await story.school(world)
    await school.admin.says("/контур удалять")
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(head)
    await pupil.opens(await link_of(world))
    if asked_already:
        await world.sandbox.post("faults", method="messages.removeChatUser", error_code=10, times=1)
    await head.says(f"/выбыл 5А {pupil.name.split()[1]}")
    await head.presses("Да, выбывает")
    await head.catches_up()
    assert await Departure.all().exists()
    if asked_already:
        await world.app.run_due_jobs()
        await world.settle()
    assert pupil.id in await members_of(world)
    await head.says("/контур", chat)
    assert not await Stranger.filter(what="person", state="open").exists()
    await world.clock.forward(minutes=2)
    assert pupil.id not in await members_of(world)
    heard = [seen.text for seen in await head.reads()]
    assert not any("посторонний" in text for text in heard), heard
    assert len(await world.api_calls("messages.removeChatUser")) == 1 + asked_already


async def test_whom_the_bot_could_not_put_out_is_reported_by_the_next_audit(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(head)
    await pupil.opens(await link_of(world))
    await world.sandbox.post("faults", method="messages.removeChatUser", error_code=925, times=1)
    await head.says(f"/выбыл 5А {pupil.name.split()[1]}")
    await head.presses("Да, выбывает")
    await world.clock.forward(minutes=2)
    await head.catches_up()
    await head.says("/контур", chat)
    await head.hears("Посторонних: 1", pupil.name)
