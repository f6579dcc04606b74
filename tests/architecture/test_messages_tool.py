"""``make messages``: what is said in bot/ui and what the catalogs hold stay one."""

from pathlib import Path

import pytest

from scripts import messages

SCREENS = """
from bot.kit.i18n import _, ngettext, pgettext

def greet(name, n):
    return _("Hello, %(name)s!") % {"name": name} + ngettext("%(n)d pupil", "%(n)d pupils", n) % {"n": n}

def month():
    return pgettext("month", "May")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    ui = tmp_path / "bot" / "ui"
    ui.mkdir(parents=True)
    (ui / "greeting.py").write_text(SCREENS)
    (ui / "__init__.py").write_text('"""Words."""')
    (ui / "silent.py").write_text("ROWS = 6")
    messages.update(tmp_path)
    return tmp_path


def catalog(root: Path, language: str = "ru", area: str = "greeting") -> Path:
    return messages.catalog_path(root, language, area)


def translate(root: Path, **words: str) -> None:
    path = catalog(root)
    parsed = messages.parse(path.read_text(), "ru")
    parsed["Hello, %(name)s!"].string = words.get("hello", "Здравствуйте, %(name)s!")
    parsed["%(n)d pupil"].string = ("%(n)d ученик", "%(n)d ученика", words.get("many", "%(n)d учеников"))
    may = parsed.get("May", "month")
    assert may is not None
    may.string = "май"
    path.write_text(messages.written(parsed))


def test_each_speaking_module_has_its_catalogs_and_english_speaks_for_itself(root: Path) -> None:
    assert sorted(path.name for path in root.rglob("*.po")) == ["greeting.po"] * 2
    english = messages.parse(catalog(root, "en").read_text(), "en")
    assert english["%(n)d pupil"].string == ("%(n)d pupil", "%(n)d pupils")
    text = catalog(root).read_text()
    assert "nplurals=3" in text
    assert "Date" not in text
    assert "#:" not in text


def test_untranslated_words_are_named_until_translated(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["--check"], root) == 1
    assert "'Hello, %(name)s!' is not translated" in capsys.readouterr().out
    translate(root)
    assert messages.main(["--check"], root) == 0


def test_an_update_keeps_translations_and_drops_what_is_said_no_more(root: Path) -> None:
    translate(root)
    (root / "bot/ui/greeting.py").write_text('# moved down\n\nprint(_("Bye"))\nprint(_("Hello, %(name)s!"))')
    assert any("stale" in flaw for flaw in messages.find_flaws(root))
    messages.update(root)
    text = catalog(root).read_text()
    assert "Здравствуйте" in text
    assert "pupil" not in text
    assert messages.find_flaws(root) == ["locales/ru/LC_MESSAGES/greeting.po: 'Bye' is not translated"]


def test_words_that_move_to_another_module_keep_their_translation(root: Path) -> None:
    translate(root)
    (root / "bot/ui/greeting.py").rename(root / "bot/ui/welcome.py")
    assert any("greeting.po: nothing says" in flaw for flaw in messages.find_flaws(root))
    messages.update(root)
    assert not catalog(root).exists()
    assert messages.find_flaws(root) == []


@pytest.mark.parametrize("wrong", [{"hello": "Здравствуйте!"}, {"many": "много учеников"}, {"hello": "%(nmae)s!"}])
def test_a_lost_place_for_a_value_is_named(root: Path, wrong: dict[str, str]) -> None:
    translate(root, **wrong)
    assert ["places for values differ" in flaw for flaw in messages.find_flaws(root)] == [True]


def test_a_doubtful_translation_is_named(root: Path) -> None:
    translate(root)
    text = catalog(root).read_text()
    catalog(root).write_text(text.replace("#, python-format", "#, fuzzy, python-format", 1))
    assert any("fuzzy" in flaw for flaw in messages.find_flaws(root))


def test_one_word_translated_in_two_ways_is_named(root: Path) -> None:
    translate(root)
    (root / "bot/ui/second.py").write_text('print(_("Hello, %(name)s!"))')
    messages.update(root)
    assert messages.find_flaws(root) == []
    second = catalog(root, area="second")
    second.write_text(second.read_text().replace("Здравствуйте", "Привет"))
    assert ["translated otherwise" in flaw for flaw in messages.find_flaws(root)] == [True]


def test_a_message_made_at_run_time_is_named(root: Path) -> None:
    translate(root)
    with (root / "bot/ui/greeting.py").open("a") as source:
        source.write('\nprint(_(f"Hello, {name}"))\n')
    assert ["greeting.py:10" in flaw for flaw in messages.find_flaws(root)] == [True]
