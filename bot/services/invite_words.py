"""What is meant by `/ссылка 5А родители сброс`: the class, for whom, and whether the old link is void."""

from dataclasses import dataclass

from bot.services.access import Role
from bot.services.class_titles import split_class_titles
from bot.services.invite_facts import BadAudience

_AUDIENCES = {
    Role.STUDENT: {"ученики", "ученикам", "учеников", "ученик", "дети", "детям", "students", "pupils"},
    Role.PARENT: {"родители", "родителям", "родителей", "родитель", "parents", "parent"},
    Role.TEACHER: {"учителя", "учителям", "учителей", "учитель", "педагоги", "teachers", "teacher"},
}
_RESET = {"сброс", "сбросить", "новая", "reset"}
_FILLERS = {"для", "класс", "класса", "for"}


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """«5А», for whom (None: not said), anew or not. No class: `class_title` is ""."""

    class_title: str
    audience: Role | None
    reset: bool


def parse_link_words(text: str) -> LinkAsked:
    """Read what follows `/ссылка`, in any order of the last words.

    Raises:
        BadAudience: a word that is none of them, or more than one class.
        BadClassTitle: it begins with a digit, but not with a class.
    """
    titles, rest = split_class_titles(text) if text.strip()[:1].isdigit() else ([], text)
    if len(titles) > 1:
        raise BadAudience(said=text.strip()[:40])
    audience, reset = None, False
    for word in (w.strip(".,;:«»").lower() for w in rest.split()):
        if found := next((role for role, words in _AUDIENCES.items() if word in words), None):
            audience = found
        elif word in _RESET:
            reset = True
        elif word not in _FILLERS:
            raise BadAudience(said=text.strip()[:40])
    return LinkAsked(str(titles[0]) if titles else "", audience, reset)
