"""Words for what cannot be done with teachers, their names, subjects and classes."""

from bot.kit.i18n import _
from bot.kit.screen import Button
from bot.services.lesson_lists import BadLesson
from bot.services.lessons import AlreadyClassTeacher, LessonGiven, NoSuchClasses
from bot.services.names import BadName
from bot.services.subjects import BadSubject
from bot.services.teachers import NoSuchTeacher, TeacherExists
from bot.ui.pickers import Rows, cut
from bot.ui.refusals import buttons_for, words_for

LONGEST_LINE = 60  # characters of a button's command: the payload has 255 bytes


@words_for(BadName)
def _bad_name(refusal: BadName) -> str:
    text = _("«%(said)s» is not a full name. Surname, first name, patronymic if there is one: Иванова Анна Петровна")
    return text % {"said": refusal.said}


@words_for(BadSubject)
def _bad_subject(refusal: BadSubject) -> str:
    text = _("«%(said)s» is not a subject. It begins with a letter and has no emoji, for example: Русский язык")
    return text % {"said": refusal.said}


@words_for(BadLesson)
def _bad_lesson(refusal: BadLesson) -> str:
    text = _("In «%(said)s» the class or the subject is missing. For example: 5А Алгебра, 6Б Геометрия")
    return text % {"said": refusal.said}


@words_for(TeacherExists)
def _exists(refusal: TeacherExists) -> str:
    return _("%(name)s is already on the list. To give her a subject: /предмет 5А Алгебра Иванова") % {
        "name": refusal.said
    }


@buttons_for(TeacherExists)
def _exists_ways(refusal: TeacherExists) -> Rows:
    return ((Button("teacher.open", _("Her card"), (refusal.entry or 0,)),),)


@words_for(NoSuchTeacher)
def _no_teacher(refusal: NoSuchTeacher) -> str:
    text = _("There is no teacher «%(said)s» on the list. See it: /учителя, or add her: /учитель Иванова Анна Петровна")
    return text % {"said": refusal.said}


@words_for(NoSuchClasses)
def _no_classes(refusal: NoSuchClasses) -> str:
    text = _("There is no %(titles)s this year. Add it, then write again: /класс %(titles)s")
    return text % {"titles": refusal.said}


@buttons_for(NoSuchClasses)
def _no_classes_ways(refusal: NoSuchClasses) -> Rows:
    if len(refusal.said) > LONGEST_LINE:
        return ()
    return ((Button(f"/класс {refusal.said}", cut(_("Add %(titles)s") % {"titles": refusal.said})),),)


@words_for(AlreadyClassTeacher)
def _already_leads(refusal: AlreadyClassTeacher) -> str:
    return _("%(name)s is the class teacher already.") % {"name": refusal.said}


@words_for(LessonGiven)
def _already_given(refusal: LessonGiven) -> str:
    return _("She teaches %(subject)s there already.") % {"subject": refusal.said}
