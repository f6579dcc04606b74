"""VK's error codes, mapped in one table to what we do about them (docs/vk.md §2.6)."""

from bot.kit.errors import AuthLost, Busy, MessengerError, PeerClosed, Rejected

_SOON, _FLOOD, _HOURS = 1.0, 120.0, 3600.0

# code → seconds until the next try
RETRY_AFTER_S: dict[int, float] = {
    1: _SOON,  # unknown error, common at night
    6: _SOON,  # too many requests per second
    9: _FLOOD,  # flood control: too many identical actions
    10: _SOON,  # internal server error
    14: _HOURS,  # captcha: a server cannot solve it
    29: _HOURS,  # quantity limit of the method
    950: _SOON,  # reply timed out
    984: _HOURS,  # spam restriction
    995: _FLOOD,  # messenger degradation
}
AUTH_LOST = frozenset({5, 27, 28})
PEER_CLOSED = frozenset(
    {7, 900, 901, 902, 917, 927, 932, 936, 945, 946, 947, 983, 986, 993, 996, 1012, 1014, 1016, 1017, 1021}
)
REJECTED = frozenset(
    {3, 12, 13, 15, 100, 103, 113, 909, 911, 912, 913, 914, 919, 924, 925, 931, 935, 980, 1018, 1019, 1051}
)


def to_error(code: int, words: str = "") -> MessengerError:
    """The error of our own tree for a code of VK; an unknown code is a permanent refusal."""
    if code in RETRY_AFTER_S:
        return Busy(code, words, retry_after_s=RETRY_AFTER_S[code])
    if code in AUTH_LOST:
        return AuthLost(code, words)
    if code in PEER_CLOSED:
        return PeerClosed(code, words)
    return Rejected(code, words)
