"""What must come of it, in as few words as it can be said: events in, turns, messages out, counters."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a person says to the bot, by what becomes of it."""

    WORD = "word"  # no command: the bot quotes it
    FINE = "fine"  # a turn that writes a row
    REFUSED = "refused"  # writes a row, and then the domain says no: the row is undone
    STUMBLES = "stumbles"  # fails at its first try and at its second
    POISON = "poison"  # fails always: quarantine after three
    ASKS = "asks"  # what it says has a continuation, which says one thing more
    FOUNDS = "founds"  # a chat is made, and then a row is written


LEAVE_A_ROW = frozenset({Kind.FINE, Kind.STUMBLES, Kind.ASKS, Kind.FOUNDS})


@dataclass(frozen=True, slots=True)
class Move:
    """One thing said, with a number of its own."""

    number: int
    kind: Kind

    @property
    def text(self) -> str:
        """As it is typed."""
        return f"слово {self.number}" if self.kind is Kind.WORD else f"/ход {self.number} {self.kind.value}"

    @property
    def answer(self) -> str:
        """A part of its one answer."""
        return "У меня что-то сломалось" if self.kind is Kind.POISON else f"слово {self.number}"


@dataclass
class Reference:
    """Talks, in the order in which their events were taken in; and what was said to everybody.

    Attributes:
        said: events of private talks by the key they have in the inbox, whether or not they have arrived.
        arrived: of each talk, once each, in the order they came.
        told: what was said to each person unasked.
        talked: messages in a counted chat, by author.
    """

    said: dict[str, Move] = field(default_factory=dict)
    arrived: dict[int, list[Move]] = field(default_factory=dict)
    told: dict[int, list[str]] = field(default_factory=dict)
    talked: Counter[int] = field(default_factory=Counter)

    def answers(self, person: int) -> list[str]:
        """Parts of the answers, in their order."""
        return [move.answer for move in self.arrived.get(person, [])]

    def afterwards(self, person: int) -> list[str]:
        """What continuations say, in its order."""
        asking = [move for move in self.arrived.get(person, []) if move.kind is Kind.ASKS]
        return [f"услышано {move.number}" for move in asking]

    def rows(self) -> Counter[tuple[str, int]]:
        """What turns and continuations leave in the journal: each once."""
        moves = [move for talk in self.arrived.values() for move in talk]
        left = Counter(("turn", move.number) for move in moves if move.kind in LEAVE_A_ROW)
        left.update(("heard", move.number) for move in moves if move.kind is Kind.ASKS)
        left.update(("made", move.number) for move in moves if move.kind is Kind.FOUNDS)
        return left

    def chats(self) -> list[str]:
        """Titles of the chats that are made: each once."""
        moves = [move for talk in self.arrived.values() for move in talk if move.kind is Kind.FOUNDS]
        return sorted(f"Беседа {move.number}" for move in moves)

    @property
    def poisoned(self) -> int:
        """How many events lie in quarantine."""
        return sum(move.kind is Kind.POISON for talk in self.arrived.values() for move in talk)
