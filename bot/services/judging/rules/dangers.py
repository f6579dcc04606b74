"""A child in danger: games with death, and one who does badly or is beaten."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import dangers as w

BAITS = (
    Rule("a game with death", Reason.BAIT, (w.WHALE, w.WHALE_ACT), 8, c.PREVENTION | c.WARNING | c.SCHOOLWORK),
    Rule("stages of a game with death", Reason.BAIT, (w.STAGE, w.ORDEAL), 10, c.PREVENTION | c.SCHOOLWORK),
    Rule("a deadly dare", Reason.BAIT, (w.DEADLY_SURE,), unless=w.SAFE | c.PREVENTION | c.SCHOOLWORK | c.TOLD),
    Rule("a dare", Reason.BAIT, (w.DARE, w.DEADLY | w.PERIL), 9, w.SAFE | c.PREVENTION | c.SCHOOLWORK),
    Rule("a call to peril", Reason.BAIT, (w.DARE_SOFTLY, w.PERIL), 7, w.SAFE | c.PREVENTION | c.SCHOOLWORK | c.PLAY),
)
RULES = (
    Rule("no wish to live", Reason.DISTRESS, (w.NO_LIFE,), unless=w.FIGURE | c.STORY | c.PREVENTION | c.JOKE | c.GAME),
    Rule(
        "perhaps no wish to live",
        Reason.DISTRESS,
        (w.NO_LIFE_MAYBE,),
        unless=w.FIGURE | c.STORY | c.PREVENTION | c.JOKE | c.GAME | w.OF_LESSONS,
    ),
    Rule("farewell for ever", Reason.DISTRESS, (w.FAREWELL, w.THE_END), 10, w.FIGURE | c.STORY | c.JOKE),
    Rule("self-harm", Reason.DISTRESS, (w.CUT_SURE,), unless=w.FIGURE | c.STORY | c.PREVENTION),
    Rule("cutting", Reason.DISTRESS, (w.CUT, w.OWN_BODY), 3, w.FIGURE | c.SCHOOLWORK | c.PREVENTION),
    Rule(
        "a wish to die",
        Reason.DISTRESS,
        (w.WANT, w.TO_DIE),
        4,
        w.FIGURE | c.STORY | c.PREVENTION | c.JOKE | c.GAME | w.OF_LESSONS,
    ),
    Rule(
        "somebody at home beats",
        Reason.DISTRESS,
        (w.PARENT, w.BEATS, w.ME),
        4,
        c.STORY | c.PREVENTION | c.JOKE | c.GAME,
    ),
    Rule("beaten at home", Reason.DISTRESS, (w.HOME_BAD,), unless=w.FIGURE | c.SCHOOLWORK | c.PREVENTION | c.PLAY),
)
