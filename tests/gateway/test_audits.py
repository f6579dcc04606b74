"""Who is in many chats is asked in few requests, to the last page, and each chat answers for itself."""

from collections.abc import Callable

from bot.gateway.chat_audit import PAGE
from bot.services.contour import BATCH
from bot.services.ports import Done, Verb
from tests.gateway.conftest import Out
from tests.gateway.test_batches import Chat, answers, ask, inner

Heard = Callable[[], list[Done]]


async def gather(out: Out, chats: int) -> list[int]:
    """Chats of three: the owner, a person, the bot."""
    return [(await Chat.gather(out, people=2)).key for _ in range(chats)]


async def test_sixty_chats_take_three_requests(out: Out, heard: Heard) -> None:
    chats = await gather(out, 60)
    for first in range(0, len(chats), BATCH):
        await ask(out, Verb.AUDIT_CHATS, chats=chats[first : first + BATCH])
    await out.send()
    found = {key: listed for done in heard() for key, listed in done.answer.items()}
    assert {int(key) for key in found} == set(chats)
    assert {len(listed["members"]) for listed in found.values()} == {3}  # type: ignore[index]
    assert len(await out.calls("execute")) == 3
    assert await out.calls("messages.getConversationMembers") == []


async def test_a_big_chat_is_read_to_its_last_page_and_delays_no_other(out: Out, heard: Heard) -> None:
    await out.sandbox.post("switches", chat_size=PAGE * 2)
    big, small, unknown = await Chat.gather(out, people=PAGE + 3), await gather(out, 2), 2_000_000_777
    await ask(out, Verb.AUDIT_CHATS, chats=[small[0], big.key, unknown, small[1]])
    await out.send()
    found = answers(heard)["audit_chats"].answer
    members = [member["person"] for member in found[str(big.key)]["members"]]  # type: ignore[index]
    assert len(members) == len(set(members)) == PAGE + 4
    assert set(big.people) < set(members)
    assert len(found[str(big.key)]["names"]) == len(big.people)  # type: ignore[index]
    assert found[str(unknown)] == {"error": 917}
    assert len(await inner(out)) == 4 + 1
    assert len(await out.calls("execute")) == 2


async def test_an_audit_whose_answer_is_lost_is_answered_once(out: Out, heard: Heard) -> None:
    chats = await gather(out, 3)
    await out.fault("execute", drop="answer")
    await ask(out, Verb.AUDIT_CHATS, chats=chats)
    await out.send()
    assert heard() == []
    await out.forward(seconds=5)
    (done,) = heard()
    assert done.error is None
    assert {int(key) for key in done.answer} == set(chats)
