"""Consent: the words, their version, the moment; nobody is asked twice, nobody's words change behind her back."""

from datetime import timedelta

import pytest

from bot.kit.errors import Bug
from bot.kit.i18n import LOCALES, in_locale
from bot.kit.ids import PersonId
from bot.services import consent
from bot.services.consent import Kind, Wording
from bot.ui.consent_words import wording
from models import Consent, ConsentText
from tests.services.schoolhouse import NOW, newcomer

# What people have agreed to. Changed words need a new version in `consent.VERSIONS`, and then a new line here.
HASHES = {
    "adult-2-ru": "c470f85a88c726f80d559f3d156764c05b680dbd7ff777b29d83f4023328fb70",
    "adult-2-en": "0e5c5e411b823840f413e2be35e087e159ce3a538400843a0a32872652601504",
    "pupil-2-ru": "479d8bf9ed01207c1fe8fae06cf7438c5b522fd1460fbcc419ef31d3171e1395",
    "pupil-2-en": "4833f1862f9948eeea052e9cb9f630d4e745c765ded16af58a1be1b38881fd40",
    "child-2-ru": "ef7caa22feb7febf62bc96175e0993881e79a304f71a546227d3923565961466",
    "child-2-en": "28b5ce8d48980c83d64d3f88bbedf6649aaaa5cbbfd7751c0acb4a61e70fd513",
}


async def person(vk_id: int = 1) -> PersonId:
    return await newcomer(vk_id=vk_id)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", Kind)
def test_the_words_are_those_of_their_version(kind: Kind, locale: str) -> None:
    with in_locale(locale):
        words = wording(kind)
    assert HASHES[words.version] == consent.hash_of(words.text)


def test_the_words_differ_by_kind_and_language() -> None:
    assert len(set(HASHES.values())) == len(Kind) * len(LOCALES)


async def test_words_version_and_moment_are_kept_once(database: str) -> None:
    somebody, words = await person(), Wording(Kind.ADULT, "ru", "Согласен.")
    assert not await consent.is_given(somebody, Kind.ADULT)
    for minutes in (0, 5):
        await consent.give(somebody, words, now=NOW + timedelta(minutes=minutes))
    kept = await Consent.get(person_id=somebody).prefetch_related("text")
    assert (kept.given_at, kept.text_id, kept.text.text) == (NOW, "adult-2-ru", "Согласен.")
    assert kept.text.text_hash == consent.hash_of("Согласен.")
    assert await consent.is_given(somebody, Kind.ADULT)
    assert not await consent.is_given(somebody, Kind.PUPIL, Kind.CHILD)


async def test_words_cannot_change_without_a_version(database: str) -> None:
    await consent.give(await person(1), Wording(Kind.ADULT, "ru", "Согласен."), now=NOW)
    with pytest.raises(Bug):
        await consent.give(await person(2), Wording(Kind.ADULT, "ru", "Согласен на всё."), now=NOW)
    assert (await ConsentText.get(version="adult-2-ru")).text == "Согласен."


async def test_an_older_version_is_not_the_current_one(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = await person()
    await consent.give(somebody, Wording(Kind.ADULT, "ru", "Согласен."), now=NOW)
    monkeypatch.setitem(consent.VERSIONS, Kind.ADULT, consent.VERSIONS[Kind.ADULT] + 1)
    assert not await consent.is_given(somebody, Kind.ADULT)


async def test_who_is_under_14_is_known_until_14(database: str) -> None:
    child, pupil = await person(1), await person(2)
    await consent.give(child, Wording(Kind.CHILD, "ru", "Мне нет 14."), now=NOW)
    await consent.give(pupil, Wording(Kind.PUPIL, "ru", "Мне есть 14."), now=NOW)
    assert await consent.under_14([child, pupil]) == {child}
    await consent.give(child, Wording(Kind.PUPIL, "ru", "Мне есть 14."), now=NOW)
    assert await consent.under_14([child, pupil]) == set()
