"""The wire between the bot and Postgres, which breaks at a chosen question: before Postgres heard it, or after."""

import asyncio
from contextlib import suppress

from tests.engine.processes import Line

# How every whole answer of Postgres ends: ReadyForQuery, and one byte for the state of the transaction.
READY = b"Z\x00\x00\x00\x05"
SYNC = b"S\x00\x00\x00\x04"  # so ends what has such an answer; a simple Query has one too


def is_question(said: bytes) -> bool:
    """Does a whole answer follow?"""
    return said[:1] == b"Q" or said.endswith(SYNC)


class Wire(Line):
    """A line that counts what the bot asks; at one of its questions all connections break, as when the process dies."""

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn)
        self._left, self._is_heard, self._is_mute = 0, False, False
        self.is_whole = False

    async def mend(self) -> None:
        """From now on connections go through."""
        self._left, self._is_mute, self.is_whole = 0, False, True
        await super().mend()

    async def cut(self) -> None:
        """All connections break, new ones are refused."""
        if self.is_whole:
            self.is_whole = False
            await super().cut()

    def break_at(self, question: int, *, heard: bool) -> None:
        """Break at so-manieth question from now (0: never); `heard`: Postgres does it, only its answer is lost."""
        self._left, self._is_heard = question, heard

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        ends = {writer, back}
        self._open |= ends
        if not self.is_whole:  # it broke while this connection was being made
            for end in ends:
                end.transport.abort()
        greeted = asyncio.Event()
        with suppress(ConnectionError):
            await asyncio.gather(self._ask(reader, back, greeted), self._answer(there, writer, greeted))
        for end in ends:
            end.close()
        self._open -= ends

    async def _ask(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, greeted: asyncio.Event) -> None:
        while data := await reader.read(1 << 20):
            if self._left and greeted.is_set() and is_question(data):
                self._left -= 1
                self._is_mute = self._left == 0 and self._is_heard
                if self._left == 0 and not self._is_heard:
                    await self.cut()
                    return
            back.write(data)
            await back.drain()
        back.close()

    async def _answer(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, greeted: asyncio.Event) -> None:
        while data := await there.read(1 << 20):
            is_whole = data[-6:-1] == READY
            if self._is_mute and is_whole:
                await self.cut()
                return
            if is_whole:
                greeted.set()
            if not self._is_mute:
                writer.write(data)
                await writer.drain()
        writer.close()
