"""Agreement to the processing of personal data: which wording, who, when. Words are never edited, only followed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kit.errors import Bug
from bot.kit.i18n import LOCALES
from bot.kit.ids import PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit
from models import Consent, ConsentText


class Kind(StrEnum):
    """Who agrees. Under 14 a child cannot: its legal representative does (152-ФЗ ст. 9, ГК РФ ст. 28)."""

    ADULT = "adult"
    PUPIL = "pupil"  # 14 and older
    CHILD = "child"  # under 14, with the parents' permission; the parent's own consent names the child


# Raise the number whenever a single letter of the words changes; tests hold the words to their hashes.
VERSIONS = {Kind.ADULT: 2, Kind.PUPIL: 2, Kind.CHILD: 2}


@dataclass(frozen=True, slots=True)
class Wording:
    """The full words as the person sees them, in her language."""

    kind: Kind
    locale: str
    text: str

    @property
    def version(self) -> str:
        """«adult-1-ru»: what is kept beside the date."""
        return version_of(self.kind, self.locale)


def version_of(kind: Kind, locale: str) -> str:
    """The current version's name in a language."""
    return f"{kind.value}-{VERSIONS[kind]}-{locale}"


def hash_of(text: str) -> str:
    """SHA-256 of the words, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


async def is_given(actor: PersonId, *kinds: Kind) -> bool:
    """Has the person agreed to the current words of one of these kinds, in any language?"""
    current = [version_of(kind, locale) for kind in kinds for locale in LOCALES]
    return await Consent.exists(person_id=actor, text_id__in=current)


async def under_14(people: Sequence[PersonId]) -> set[int]:
    """Who of these people said that a parent has to agree for them."""
    child, pupil = ([version_of(kind, locale) for locale in LOCALES] for kind in (Kind.CHILD, Kind.PUPIL))
    rows = await Consent.filter(person_id__in=list(people), text_id__in=[*child, *pupil])
    return {r.person_id for r in rows if r.text_id in child} - {r.person_id for r in rows if r.text_id in pupil}


async def give(actor: PersonId, wording: Wording, *, now: datetime) -> None:
    """Keep that the actor agreed to these words; a second time changes nothing.

    Raises:
        Bug: the words were changed without a new version.
    """
    await _keep_words(wording, now=now)
    async with unit_of_work() as connection:
        new = await connection.execute_query_dict(
            "insert into consent (person_id, text_id, given_at) values ($1, $2, $3)"
            " on conflict (person_id, text_id) do nothing returning id",
            [actor, wording.version, now],
        )
    if new:
        await audit.record(actor, "consent.give", org=None, now=now, version=wording.version)


async def _keep_words(wording: Wording, *, now: datetime) -> None:
    async with unit_of_work() as connection:
        await connection.execute_query(
            "insert into consent_text (version, locale, text, text_hash, created_at) values ($1, $2, $3, $4, $5)"
            " on conflict (version) do nothing",
            [wording.version, wording.locale, wording.text, hash_of(wording.text), now],
        )
    kept = await ConsentText.get(version=wording.version)
    if kept.text_hash != hash_of(wording.text):
        raise Bug(f"the words of {wording.version} were changed: give them a new version")
