"""Many questions to VK in few requests: up to 25 an execute, fewer where the answers are long."""

from collections.abc import Sequence
from typing import Any

from bot.gateway.client import EXECUTE_CALLS, Call, VkClient, script
from bot.kit.errors import Rejected

TOO_BIG = 13  # VK: the answer of an execute is too long


async def ask_all(vk: VkClient, calls: Sequence[Call]) -> list[Any]:
    """VK's value for each call, in their order, or the error with which it refused this one (not raised).

    The caller has waited for the pacer once; further requests wait for themselves.

    Raises:
        MessengerError: of a whole request.
    """
    answers: list[Any] = []
    most = EXECUTE_CALLS
    while len(answers) < len(calls):
        code, asked = script(list(calls[len(answers) :][:most]))
        try:
            answers += await vk.execute_now(code)
        except Rejected as error:
            if error.code != TOO_BIG or asked == 1:
                raise
            most = asked // 2
        if len(answers) < len(calls):
            await vk.pacer.wait()
    return answers
