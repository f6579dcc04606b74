"""A rule: which meanings have to stand together in a message, how near, and what takes it back."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.services.judging.lexicon import Read
from bot.services.judging.verdict import Reason

NEAR = 12  # words from the first to the last


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: by which a verdict can be traced to this line.
        reason: what it finds.
        needs: concepts that all have to be there; one number may join several («|»), any of which will do.
        within: words from the place of the first need to each of the others.
        unless: concepts any of which, anywhere in the message, takes it back.
        in_order: the needs stand in this order.
        times: words of the first need that there have to be.
        at_most: words that the whole message may have; 0 for any number.
    """

    name: str
    reason: Reason
    needs: tuple[int, ...]
    within: int = NEAR
    unless: int = 0
    in_order: bool = False
    times: int = 1
    at_most: int = 0

    def fits(self, read: Read) -> bool:
        """Does the message break it?"""
        every = read.every
        for need in self.needs:
            if not every & need:
                return False
        if every & self.unless:
            return False
        if (self.times > 1 and len(read.places(self.needs[0])) < self.times) or 0 < self.at_most < len(read.bits):
            return False
        return len(self.needs) == 1 or self._stand_together(read)

    def _stand_together(self, read: Read) -> bool:
        first, *others = (read.places(need) for need in self.needs)
        return any(self._near(place, others) for place in first)

    def _near(self, start: int, others: list[list[int]]) -> bool:
        last = start
        for places in others:
            if self.in_order:
                after = [place for place in places if last < place <= start + self.within]
                if not after:
                    return False
                last = after[0]
            elif not any(abs(place - start) <= self.within for place in places):
                return False
        return True


def first_broken(rules: Iterable[Rule], read: Read) -> Rule | None:
    """The first rule that the message breaks; the order of the list is the order of what harms most."""
    every = read.every
    for rule in rules:
        if every & rule.needs[0] and rule.fits(read):
            return rule
    return None
