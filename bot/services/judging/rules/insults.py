"""Calling names: what is an insult by itself, what is one when it is thrown at somebody, and phrases that humiliate."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import insults as w

RULES = (
    Rule("hatred of peoples", Reason.INSULT, (w.HATE,), unless=c.SCHOOLWORK),
    Rule("names that are no others'", Reason.INSULT, (w.STRONG,), unless=w.LESSON_OF_STRONG | c.TOLD),
    Rule("nothing but a name", Reason.INSULT, (w.THING,), unless=c.TOLD | w.LESSON, at_most=2),
    Rule("a family insulted", Reason.INSULT, (w.FAMILY, w.FAMILY_BAD), 5, w.LESSON_OF_STRONG | c.TOLD | w.NO_HARM),
    Rule("who does so is one", Reason.INSULT, (w.WHO, w.IS_ONE), 12, c.SCHOOLWORK),
    Rule(
        "names one after another",
        Reason.INSULT,
        (w.THING | w.WEAK_THING,),
        unless=w.LESSON | c.TOLD | c.SCHOOLWORK,
        times=3,
    ),
    Rule("the same name twice", Reason.INSULT, (w.THING,), unless=w.LESSON | c.TOLD | c.SCHOOLWORK, times=2),
    Rule("dumber than", Reason.INSULT, (w.COMPARED, c.YOU | c.NAME | c.HIM), 4, w.LESSON_OF_STRONG | c.SCHOOLWORK),
    Rule("thrown at somebody", Reason.INSULT, (w.THING, c.YOU), 3, w.LESSON | c.TOLD | w.KINDNESS),
    Rule("an animal thrown at somebody", Reason.INSULT, (w.WEAK_THING, w.YOU_ARE), 2, w.LESSON | c.TOLD | c.JOKE),
    Rule(
        "an animal thrown at a name",
        Reason.INSULT,
        (c.NAME, w.WEAK_THING),
        1,
        w.LESSON | c.TOLD | c.SCHOOLWORK,
        in_order=True,
    ),
    Rule("a hard word with it", Reason.INSULT, (w.HARD, w.HARD_THING), 1, w.LESSON | c.TOLD),
    Rule("likened to a beast", Reason.INSULT, (w.LOOKS_LIKE, w.BEAST), 3, w.LESSON_OF_STRONG, in_order=True),
    Rule("that fool", Reason.INSULT, (w.THAT, w.THING), 1, w.LESSON | c.TOLD | c.SCHOOLWORK, in_order=True),
    Rule("a hard word thrown", Reason.INSULT, (w.HARD, w.HARD_THING, c.YOU), 3, c.TOLD),
    Rule("told to go", Reason.INSULT, (w.COMMAND, w.THING | w.WEAK_THING), 4, w.LESSON | c.TOLD),
    Rule(
        "somebody's looks or wits",
        Reason.INSULT,
        (c.NAME | c.TEACHER, w.APPEARANCE),
        3,
        w.LESSON | c.TOLD | c.SCHOOLWORK,
    ),
    Rule(
        "he or she is one",
        Reason.INSULT,
        (c.HIM, w.HARD | w.APPEARANCE, w.HARD_THING),
        3,
        w.LESSON | c.TOLD | c.SCHOOLWORK,
    ),
    Rule("a mouth to shut", Reason.INSULT, (w.MOUTH,), unless=c.TOLD),
    Rule("humiliation", Reason.INSULT, (w.HUMBLE,), unless=c.TOLD),
)
