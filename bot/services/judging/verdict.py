"""What a judgement is, and by which rules of a chat it is made."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum


class What(StrEnum):
    """`warn`: the message stays and a grown-up is told; `delete`: it goes."""

    NONE = "none"
    WARN = "warn"
    DELETE = "delete"


class Reason(StrEnum):
    """Why a message does not stay as if nothing had been said."""

    PHISHING = "phishing"
    MONEY = "money"
    IMPOSTOR = "impostor"
    PERSONAL = "personal"
    THREAT = "threat"
    BAIT = "bait"
    DRUGS = "drugs"
    ADULT = "adult"
    GROOMING = "grooming"
    JOB = "job"
    CHEATING = "cheating"
    BETTING = "betting"
    PROFANITY = "profanity"
    INSULT = "insult"
    DISTRESS = "distress"
    MESSENGER = "messenger"
    AD = "ad"
    STOP_WORD = "stop_word"
    LINK = "link"
    FLOOD = "flood"
    QUIET = "quiet"
    SILENCED = "silenced"
    DOUBTFUL = "doubtful"


# A child who does badly is not reproached, an invitation or an advert only noticed (D10), a rude word talked over.
STAYS = frozenset({Reason.DISTRESS, Reason.MESSENGER, Reason.AD, Reason.INSULT, Reason.DOUBTFUL})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`what` to do and why; the text is not in it. `rule`: the name of the rule, to trace a mistake by."""

    what: What = What.NONE
    reason: Reason | None = None
    rule: str = field(default="", compare=False)


FINE = Verdict()


def verdict_of(reason: Reason, rule: str = "") -> Verdict:
    """The verdict that a reason leads to."""
    return Verdict(What.WARN if reason in STAYS else What.DELETE, reason, rule or reason.value)


@dataclass(frozen=True, slots=True)
class ChatRules:
    """The rules of one chat, ready to be judged by.

    Attributes:
        stop_words: of the school and the chat, already plain (see `plain.plain`).
        links: domains allowed besides those that schools use; `only_listed_links`: all others go.
        messengers: are invitations to foreign messengers noticed?
        doubts: is what no rule knows, but what resembles bad messages, noticed?
        quiet: hours of the chat's own clock, [from, to); None for none. `offset_s`: that clock's distance from UTC.
        flood: messages a minute one person may write; 0 for no limit.
        silent_until: Unix time until which nobody but teachers writes; `silenced`: the same a person (messenger's key).
    """

    stop_words: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    only_listed_links: bool = False
    messengers: bool = True
    doubts: bool = True
    quiet: tuple[time, time] | None = None
    offset_s: int = 0
    flood: int = 0
    silent_until: float = 0.0
    silenced: dict[int, float] = field(default_factory=dict)

    def is_quiet(self, at: datetime) -> bool:
        """Is this aware moment inside the quiet hours? They may run over midnight."""
        if self.quiet is None:
            return False
        second = (int(at.timestamp()) + self.offset_s) % 86_400
        begin, end = (part.hour * 3600 + part.minute * 60 for part in self.quiet)
        return begin <= second < end if begin <= end else second >= begin or second < end
