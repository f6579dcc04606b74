"""A child who is hurt at home, left alone, touched, or speaks of dying by the way: to be seen by a grown-up."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import dangers as dangers_words
from bot.services.judging.words import grief as w

_OTHERWISE = w.MEANT_OTHERWISE | c.STORY | c.PREVENTION | c.JOKE | c.GAME | dangers_words.FIGURE
RULES = (
    Rule("a child is touched", Reason.DISTRESS, (w.TOUCHES, w.AT_HOME), 7, _OTHERWISE),
    Rule("afraid of a drunkard", Reason.DISTRESS, (w.DRUNK, w.AT_HOME, w.AFRAID), 12, _OTHERWISE),
    Rule("a child is beaten", Reason.DISTRESS, (w.BEATS, w.AT_HOME, w.ONE), 6, _OTHERWISE),
    Rule("alone without food", Reason.DISTRESS, (w.NO_FOOD, w.ALONE), 14, _OTHERWISE),
    Rule("dying spoken of by the way", Reason.DISTRESS, (w.SURE,), unless=_OTHERWISE),
)
