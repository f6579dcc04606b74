"""VK's error codes, mapped in one table to what we do about them (docs/vk.md §2.6)."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kit.errors import AuthLost, Busy, MessengerError, PeerClosed, Rejected


class Do(StrEnum):
    """What happens to the request."""

    RETRY = "retry"  # later again, the same random_id
    STOP = "stop"  # the token is dead: its sending stops, the administrators are told
    CLOSE = "close"  # this peer cannot be written to
    GIVE_UP = "give up"  # a dead letter; whoever waits is told


class Hold(StrEnum):
    """What waits together with a request that is to be tried later."""

    ROW = "row"  # nothing else
    ALIKE = "alike"  # all that say the same there: VK has had enough of it
    VERB = "verb"  # every request of this kind of this community
    TOKEN = "token"  # every call of this token


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table.

    Attributes:
        after_s: seconds until the next try.
        alarm: the administrators ought to know.
        in_doubt: VK may have done it all the same.
    """

    do: Do
    after_s: float = 0.0
    hold: Hold = Hold.ROW
    alarm: bool = False
    in_doubt: bool = False


_SOON, _FLOOD, _HOURS = 1.0, 120.0, 3600.0

RULES: dict[int, Rule] = {
    0: Rule(Do.RETRY, _SOON, in_doubt=True),  # ours: the connection broke, or the answer did not come in time
    1: Rule(Do.RETRY, _SOON, in_doubt=True),  # unknown error, common at night
    6: Rule(Do.RETRY, 0.5, Hold.TOKEN),  # too many requests per second
    9: Rule(Do.RETRY, _FLOOD, Hold.ALIKE),  # flood control: too many identical actions
    10: Rule(Do.RETRY, _SOON, in_doubt=True),  # internal server error
    14: Rule(Do.RETRY, _HOURS, Hold.VERB, alarm=True),  # captcha: a server cannot solve it
    29: Rule(Do.RETRY, _HOURS, Hold.VERB),  # quantity limit of the method
    983: Rule(Do.RETRY, _HOURS, alarm=True),  # restricted to write to a chat
    984: Rule(Do.RETRY, _HOURS, Hold.VERB, alarm=True),  # spam restriction
    995: Rule(Do.RETRY, _FLOOD),  # messenger degradation
    5: Rule(Do.STOP, alarm=True),  # the token is revoked
    27: Rule(Do.STOP, alarm=True),  # the token is of the wrong kind
    28: Rule(Do.STOP, alarm=True),
    7: Rule(Do.CLOSE),  # no permission
    900: Rule(Do.CLOSE),  # blacklisted
    901: Rule(Do.CLOSE),  # never allowed messages
    902: Rule(Do.CLOSE),  # privacy
    917: Rule(Do.CLOSE),  # no access to this chat
    927: Rule(Do.CLOSE),  # the chat does not exist
    932: Rule(Do.CLOSE),
    936: Rule(Do.CLOSE),
    945: Rule(Do.CLOSE),
    946: Rule(Do.CLOSE),
    947: Rule(Do.CLOSE),
    986: Rule(Do.CLOSE),  # an account for education only
    993: Rule(Do.CLOSE),  # the chat moved to MAX
    996: Rule(Do.CLOSE),
    1012: Rule(Do.CLOSE),  # writing is disabled there
    1016: Rule(Do.CLOSE),
    1017: Rule(Do.CLOSE),  # the chat was deleted
    1021: Rule(Do.CLOSE),
    3: Rule(Do.GIVE_UP),
    8: Rule(Do.GIVE_UP),
    12: Rule(Do.GIVE_UP),  # execute: compile error
    13: Rule(Do.GIVE_UP),  # execute: runtime error
    15: Rule(Do.GIVE_UP),  # a right is missing
    100: Rule(Do.GIVE_UP),  # a bad parameter; an event_id that was answered already or is too old
    103: Rule(Do.GIVE_UP),
    909: Rule(Do.GIVE_UP),
    911: Rule(Do.GIVE_UP),  # the keyboard is wrong
    912: Rule(Do.GIVE_UP),  # bot capabilities are off
    913: Rule(Do.GIVE_UP),
    914: Rule(Do.GIVE_UP),  # too long
    919: Rule(Do.GIVE_UP),  # ask for admin rights
    924: Rule(Do.GIVE_UP),
    925: Rule(Do.GIVE_UP),  # ask for admin rights
    931: Rule(Do.GIVE_UP),  # ask for admin rights
    935: Rule(Do.GIVE_UP),  # the user is not in the chat
    950: Rule(Do.GIVE_UP),  # reply timed out
    980: Rule(Do.GIVE_UP),
    1014: Rule(Do.GIVE_UP),  # too many pinned
    1018: Rule(Do.GIVE_UP),
    1019: Rule(Do.GIVE_UP),
    1051: Rule(Do.GIVE_UP),
}
UNLISTED = Rule(Do.GIVE_UP)  # a code nobody has described: asking again would be guessing


def rule_of(code: int) -> Rule:
    """What we do about a code of VK; 0 stands for an answer that never came."""
    return RULES.get(code, UNLISTED)


def to_error(code: int, words: str = "") -> MessengerError:
    """The error of our own tree for a code of VK; an unknown code is a permanent refusal."""
    rule = rule_of(code)
    match rule.do:
        case Do.RETRY:
            return Busy(code, words, retry_after_s=rule.after_s)
        case Do.STOP:
            return AuthLost(code, words)
        case Do.CLOSE:
            return PeerClosed(code, words)
        case _:
            return Rejected(code, words)
