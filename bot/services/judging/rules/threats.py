"""Threats to people and to the school, calls to die, hounding somebody, messages about bombs."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import hounding as hounding_words
from bot.services.judging.words import threats as w

RULES = (
    Rule("a mass murder told beforehand", Reason.THREAT, (w.MASS_WORDS,), unless=c.STORY | c.GAME | w.SHOOTING_LESSON),
    Rule(
        "everybody, or the school",
        Reason.THREAT,
        (w.MASS, c.ALL_OF_YOU | w.SCHOOL | c.YOU),
        6,
        c.GAME | c.SCHOOLWORK | c.JOKE,
    ),
    Rule("a bomb at school", Reason.THREAT, (w.BOMB, w.BOMB_PLACE), 8, w.NOT_BOMB | c.SCHOOLWORK),
    Rule("burning it down", Reason.THREAT, (w.BURN, w.PLACE), 4, c.SCHOOLWORK | c.PLAY | c.JOKE),
    Rule(
        "a weapon to school", Reason.THREAT, (w.BRING, w.WEAPON, w.SCHOOL | w.MEANT), 8, w.HARMLESS_TOOL | c.SCHOOLWORK
    ),
    Rule("a call to die", Reason.THREAT, (hounding_words.DIE,), unless=c.STORY),
    Rule("a blow", Reason.THREAT, (w.BLOW,), unless=c.JOKE | c.GAME),
    Rule("a limb to break", Reason.THREAT, (w.BREAK, w.BODY, c.YOU | c.HIM), 6, c.JOKE | c.GAME | c.STORY),
    Rule("a menace", Reason.THREAT, (w.MENACE,), unless=c.JOKE | c.GAME | c.STORY),
    Rule(
        "told not to come, or else",
        Reason.THREAT,
        (w.NOT_TO_COME, w.OR_ELSE),
        12,
        c.JOKE | c.GAME | c.STORY | w.HARMLESS_CLOSED,
    ),
    Rule("alone, out of the way", Reason.THREAT, (w.OUT_OF_THE_WAY, w.ALONE), 10, c.JOKE | c.GAME | c.STORY),
    Rule(
        "bodily harm to come",
        Reason.THREAT,
        (w.BADLY, c.PERSON | c.ALL_OF_YOU | c.YOU_DO | hounding_words.WEAK_ONE),
        6,
        c.JOKE | c.GAME | c.STORY,
    ),
    Rule(
        "harm to come", Reason.THREAT, (w.HARM, c.YOU, c.I_AM | w.AMBUSH), 4, c.JOKE | c.GAME | c.SCHOOLWORK | w.MEETING
    ),
    Rule("an ambush", Reason.THREAT, (w.WAIT, c.YOU, w.HARD_AMBUSH), 6, c.JOKE | c.GAME | c.STORY),
    Rule("an ambush with a weapon", Reason.THREAT, (w.WAIT, w.ARMED), 5, c.JOKE | c.GAME | c.STORY),
    Rule(
        "a fight called",
        Reason.THREAT,
        (hounding_words.FIGHT, c.PERSON | w.AMBUSH | hounding_words.WEAK_ONE | hounding_words.FOES),
        8,
        c.JOKE | c.GAME | c.STORY | w.TRIP,
    ),
    Rule(
        "killing somebody", Reason.THREAT, (w.KILL | w.MAYBE, c.YOU), 4, c.JOKE | c.PLAY | c.SCHOOLWORK | c.KIN | c.TOLD
    ),
    Rule("carried out feet first", Reason.THREAT, (w.CARRIED,), unless=c.JOKE | c.GAME | c.STORY),
    Rule(
        "weapons to bring along", Reason.THREAT, (hounding_words.TAKE_ARMS,), unless=c.GAME | c.STORY | w.HARMLESS_TOOL
    ),
    Rule(
        "a beating filmed", Reason.THREAT, (hounding_words.FILM, hounding_words.BEATEN, c.PERSON), 6, c.GAME | c.STORY
    ),
    Rule("violence called for", Reason.THREAT, (hounding_words.CALLS,), unless=c.STORY),
    Rule("peoples to beat", Reason.THREAT, (hounding_words.HIT, hounding_words.PEOPLES), 2, c.SCHOOLWORK),
    Rule(
        "we know where you live",
        Reason.THREAT,
        (w.WHERE_YOU_LIVE,),
        unless=c.JOKE | c.GAME | c.STORY | w.HARMLESS_NEWS | w.BRINGS,
    ),
    Rule(
        "we know where you are",
        Reason.THREAT,
        (w.KNOW, w.ROUTINE, c.YOU),
        6,
        c.JOKE | c.GAME | c.STORY | w.HARMLESS_NEWS | w.BRINGS,
    ),
    Rule(
        "a veiled threat to a family",
        Reason.THREAT,
        (w.VEILED, w.YOUR_CHILD),
        12,
        c.JOKE | c.GAME | c.STORY | w.HARMLESS_NEWS,
    ),
    Rule(
        "tell, and be hurt",
        Reason.THREAT,
        (w.TELL, w.KILL | w.BADLY | w.HARM),
        8,
        c.JOKE | c.GAME | c.STORY | w.LESSON_GONE_OVER,
    ),
    Rule(
        "warned, or regret it",
        Reason.THREAT,
        (w.WARNED | w.TELL, w.REGRET),
        7,
        c.JOKE | c.GAME | c.STORY | w.HARMLESS_NEWS | w.HARMLESS_TOOL,
    ),
    Rule(
        "a dirty trick",
        Reason.THREAT,
        (
            hounding_words.DIRTY_TRICK,
            hounding_words.DIRTY,
            c.NAME | c.HIM | c.TEACHER | c.YOU | hounding_words.WEAK_ONE,
        ),
        8,
        c.STORY | c.GAME,
    ),
    Rule("hounding", Reason.INSULT, (hounding_words.SHUN_SURE,), unless=hounding_words.NO_SHUN),
    Rule(
        "hounding one",
        Reason.INSULT,
        (hounding_words.SHUN, c.NAME | c.HIM | c.TEACHER),
        6,
        hounding_words.NO_SHUN | c.SCHOOLWORK,
    ),
)
