"""The words people agree to. Whoever changes one letter (here or in a catalog) gives them a new version."""

from bot.kit.i18n import _, current_locale
from bot.services.consent import Kind, Wording


def wording(kind: Kind) -> Wording:
    """The full words of one kind in the current language."""
    return Wording(kind, current_locale(), {Kind.ADULT: _adult, Kind.PUPIL: _pupil, Kind.CHILD: _child}[kind]())


def _adult() -> str:
    return _(
        "I agree that the school whose link I opened processes my data: surname, name and patronymic, role, class and"
        " subjects, the number and name of my VK profile, the dates of my joining. If I am a parent or legal"
        " representative: the surname, name and class of my child as well.\n"
        "What for: school conversations in VK and counting how they are used. What is written in the conversations is"
        " not kept. Only the staff of the school and of the education authorities sees the data; nobody else gets"
        " it.\n"
        "Until when: until I take it back with /забыть-меня. What is kept about me: /мои-данные."
    )


def _pupil() -> str:
    return _(
        "I am 14 or older. I agree that the school whose link I opened processes my data: surname and name, class, the"
        " number and name of my VK profile, the date of my joining.\n"
        "What for: conversations of my class in VK. What I write there is not kept. Only the school's staff sees the"
        " data; nobody else gets it.\n"
        "Until when: until I take it back with /забыть-меня. What is kept about me: /мои-данные."
    )


def _child() -> str:
    return _(
        "I am not 14 yet. My mother, father or guardian has read this and permits that the school whose link I opened"
        " processes my data: surname and name, class, the number and name of my VK profile, the date of my joining."
        " They will agree themselves by the link for parents.\n"
        "What for: conversations of my class in VK. What I write there is not kept. Only the school's staff sees the"
        " data; nobody else gets it.\n"
        "Until when: until they or I take it back with /забыть-меня. What is kept about me: /мои-данные."
    )
