"""The judgement of one message: its text and the rules of its chat in, a verdict out. Nothing is kept.

What harms most is looked for first, so that the reason told is the one that matters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.services.judging import doubts, lexicon, links, numbers, profanity
from bot.services.judging.plain import Plain, plain
from bot.services.judging.rule import Rule, first_broken
from bot.services.judging.rules import (
    contacts,
    dangers,
    frauds,
    grief,
    harm,
    insults,
    lures,
    offers,
    substances,
    threats,
    trade,
)
from bot.services.judging.traits import traits
from bot.services.judging.verdict import FINE, ChatRules, Reason, Verdict, verdict_of

RUN = 25  # the same character so often in a row is no word any more
LONG = 40  # characters: shorter repetitions are laughter
TIMES = 8  # a unit of up to 16 characters repeated so often
VARIED = 4  # a text has at least a quarter as many different characters as it is long, or it repeats itself
_STRETCHED = re.compile(rf"(\S)\1{{{RUN - 1},}}")
_REPEATED = re.compile(rf"(\S{{1,16}}?|\S{{1,12}}\s)\1{{{TIMES - 1},}}")
SHORT_WORD = 4  # letters: a shorter stop-word is compared whole, a longer one as the beginning of a word
_FRAUDS = (*frauds.RULES, *offers.FRAUDS)
_INVITATIONS = (*contacts.INVITATIONS, *offers.INVITATIONS)
_ADVERTS = (*trade.ADVERTS, *offers.ADVERTS)
_RULES = (
    *contacts.RULES,
    *dangers.BAITS,
    *threats.RULES,
    *harm.RULES,
    *grief.RULES,
    *lures.RULES,
    *dangers.RULES,
    *trade.JOBS,
    *substances.RULES,
    *trade.RULES,
    *offers.RULES,
)


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
    read = lexicon.read(said.tokens)
    likeness = doubts.score(traits(text, said.tokens, read.every)) if rules.doubts else doubts.NEUTRAL
    message = _Message(said, read, likeness)
    return _by_rules(message, rules) or _by_form(said, rules) or _by_likeness(message) or FINE


@dataclass(frozen=True, slots=True)
class _Message:
    """What is judged; `likeness`: how much it resembles bad messages."""

    said: Plain
    read: lexicon.Read
    likeness: float

    def broken(self, rules: Sequence[Rule]) -> Verdict | None:
        """The first of these rules that it breaks, unless the rule has misread what is said every day."""
        found = first_broken(rules, self.read)
        if found is None or doubts.is_misread(found.reason, self.likeness):
            return None
        return verdict_of(found.reason, found.name)


def _quiet(rules: ChatRules, at: datetime, author: int) -> Reason | None:
    second = at.timestamp()
    if second < rules.silenced.get(author, 0.0) or second < rules.silent_until:
        return Reason.SILENCED
    return Reason.QUIET if rules.is_quiet(at) else None


def _by_rules(message: _Message, rules: ChatRules) -> Verdict | None:
    said = message.said
    for domain in links.domains(said.text):
        if links.is_lure(domain):
            return verdict_of(Reason.PHISHING, "the name of an office on somebody else's address")
        if links.is_of_bets(domain):
            return verdict_of(Reason.BETTING, "the address of a casino")
    if found := message.broken(_FRAUDS):
        return found
    if numbers.has_papers(said.text):
        return verdict_of(Reason.PERSONAL, "numbers of papers")
    if found := message.broken(_RULES):
        return found
    if profanity.is_profane(said):
        return verdict_of(Reason.PROFANITY, "a word that is not said at school")
    if found := message.broken(insults.RULES):
        return found
    if rules.stop_words and _has_stop_word(said, rules.stop_words):
        return verdict_of(Reason.STOP_WORD)
    if rules.messengers:
        if links.invites_elsewhere(said.text):
            return verdict_of(Reason.MESSENGER, "a link into another messenger")
        if found := message.broken(_INVITATIONS):
            return found
    return message.broken(_ADVERTS)


def _by_form(said: Plain, rules: ChatRules) -> Verdict | None:
    if rules.only_listed_links:
        listed = links.SCHOOL_LINKS | rules.links
        if any(not links.is_under(domain, listed) for domain in links.domains(said.text)):
            return verdict_of(Reason.LINK)
    return verdict_of(Reason.FLOOD) if _is_flood(said.text) else None


def _by_likeness(message: _Message) -> Verdict | None:
    if doubts.is_doubtful(message.likeness, len(message.said.tokens)):
        return verdict_of(Reason.DOUBTFUL, "no rule, but like bad messages")
    return None


def _has_stop_word(said: Plain, words: frozenset[str]) -> bool:
    for word in words:
        whole = " " if len(word) < SHORT_WORD else ""
        if f" {word}{whole}" in said.words or (" " in word and word in said.text):
            return True
    return False


def _is_flood(text: str) -> bool:
    if len(text) < RUN:
        return False
    if _STRETCHED.search(text):
        return True
    if len(text) < LONG or len(set(text)) * VARIED > len(text):
        return False
    found = _REPEATED.search(text + " ")
    return found is not None and len(found.group()) >= LONG
