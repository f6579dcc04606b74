"""The judgement of one message: its text and the rules of its chat in, a verdict out. Nothing is kept.

What harms most is looked for first, so that the reason told is the one that matters.
"""

import re
from datetime import datetime

from bot.services.judging import dangers, frauds, links, numbers, rude
from bot.services.judging.plain import Plain, plain
from bot.services.judging.verdict import FINE, ChatRules, Reason, Verdict, verdict_of

RUN = 25  # the same character so often in a row is no word any more
LONG = 40  # characters: shorter repetitions are laughter
TIMES = 8  # a unit of up to 16 characters repeated so often
VARIED = 4  # a text has at least a quarter as many different characters as it is long, or it repeats itself
_STRETCHED = re.compile(rf"(\S)\1{{{RUN - 1},}}")
_REPEATED = re.compile(rf"(\S{{1,16}}?|\S{{1,12}}\s)\1{{{TIMES - 1},}}")
SHORT_WORD = 4  # letters: a shorter stop-word is compared whole, a longer one as the beginning of a word


def judge(text: str, rules: ChatRules, *, at: datetime | None = None, author: int = 0) -> Verdict:
    """Judge one message of somebody who is no teacher (what becomes of a teacher's is the caller's matter).

    Args:
        text: as it was written.
        rules: of its chat.
        at: aware moment it was written, for quiet hours and silence; None leaves them out.
        author: the messenger's key of who wrote, for silence of one person.
    """
    if at is not None and (kept_quiet := _quiet(rules, at, author)):
        return verdict_of(kept_quiet)
    if not text:
        return FINE
    said = plain(text)
    reason = _fraud(said) or dangers.danger(said) or _manners(said) or _of_chat(said, rules) or _flood(said)
    return verdict_of(reason) if reason else FINE


def _quiet(rules: ChatRules, at: datetime, author: int) -> Reason | None:
    second = at.timestamp()
    if second < rules.silenced.get(author, 0.0) or second < rules.silent_until:
        return Reason.SILENCED
    return Reason.QUIET if rules.is_quiet(at) else None


def _fraud(said: Plain) -> Reason | None:
    if any(links.is_lure(domain) for domain in links.domains(said)) or frauds.asks_for_code(said):
        return Reason.PHISHING
    if frauds.is_impostor(said):
        return Reason.IMPOSTOR
    if frauds.asks_for_money(said):
        return Reason.MONEY
    return Reason.PERSONAL if numbers.has_papers(said) else None


def _manners(said: Plain) -> Reason | None:
    if rude.is_profane(said):
        return Reason.PROFANITY
    return Reason.INSULT if rude.is_insult(said) else None


def _of_chat(said: Plain, rules: ChatRules) -> Reason | None:
    if rules.stop_words and _has_stop_word(said, rules.stop_words):
        return Reason.STOP_WORD
    if rules.messengers and links.invites_elsewhere(said):
        return Reason.MESSENGER
    if rules.only_listed_links:
        listed = links.SCHOOL_LINKS | rules.links
        if any(not links.is_under(domain, listed) for domain in links.domains(said)):
            return Reason.LINK
    return None


def _has_stop_word(said: Plain, words: frozenset[str]) -> bool:
    for word in words:
        whole = " " if len(word) < SHORT_WORD else ""
        if f" {word}{whole}" in said.words or (" " in word and word in said.text):
            return True
    return False


def _flood(said: Plain) -> Reason | None:
    text = said.text
    if len(text) < RUN:
        return None
    if _STRETCHED.search(text):
        return Reason.FLOOD
    if len(text) < LONG or len(set(text)) * VARIED > len(text):
        return None
    found = _REPEATED.search(text + " ")
    return Reason.FLOOD if found and len(found.group()) >= LONG else None
