"""One messenger, one name: «ВК» in Russian words, never a mixture with «VK»."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGS = sorted((Path(__file__).parents[2] / "locales" / "ru").rglob("*.po"))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_no_latin_vk_in_russian_words(path: Path) -> None:
    with path.open("rb") as source:
        said = [str(message.string) for message in read_po(source, locale="ru") if message.id]
    assert [words for words in said if re.search(r"(?<![\w.])VK(?!\w)", words)] == []
