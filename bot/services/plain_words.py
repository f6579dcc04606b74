"""What plain words are, before anybody looks for a command in them: a greeting, thanks, a question, «сохранить»."""

from bot.services.question_routes import words_of

GREETINGS = """
привет приветик приветствую здравствуй здравствуйте здрасьте здрасте хай ку салют
добрый доброе доброго день дня утро утра вечер вечера времени суток всем hello hi hey
"""
THANKS = "спасибо спасибки спс благодарю благодарим пасиб пасибо thanks thx"
BESIDE_THANKS = "большое огромное вам тебе вас за все помощь ответ очень ок окей thank you"
SAVE = "сохранить"
SAVE_LENGTH = 14  # characters: the word with its marks; longer is talk, and not looked at
ASKING = """
кто кого кому кем что чего чему чем когда где куда откуда как какой какая какое какие какую каком каких какого
сколько почему зачем можно нужно надо чей чья чье чьи подскажите подскажи
who what when where how why which whose may can
"""
BEFORE_ASKING = "а и но скажите скажи пожалуйста пжл извините простите не во в на с у по до к о об за ли"

_GREETINGS, _THANKS = frozenset(GREETINGS.split()), frozenset(THANKS.split())
_THANKING = _THANKS | frozenset(BESIDE_THANKS.split())
_ASKING, _BEFORE = frozenset(ASKING.split()), _GREETINGS | frozenset(BEFORE_ASKING.split())


def is_greeting(text: str) -> bool:
    """«Добрый день!» and nothing else."""
    words = words_of(text)
    return bool(words) and len(words) <= 4 and all(word in _GREETINGS for word in words)


def is_thanks(text: str) -> bool:
    """«Спасибо большое» and nothing else."""
    words = words_of(text)
    return any(word in _THANKS for word in words) and all(word in _THANKING for word in words)


def is_question(text: str) -> bool:
    """A question mark, or a word that asks at the beginning: «Здравствуйте, подскажите, во сколько собрание»."""
    if text.rstrip().endswith("?"):
        return True
    words = words_of(text)
    while words and words[0] in _BEFORE:
        words = words[1:]
    return len(words) > 1 and words[0] in _ASKING


def asks_to_save(text: str) -> bool:
    """«Сохранить!» and nothing else; with a question mark it is a question to people."""
    return len(text) <= SAVE_LENGTH and text.strip(" \n\t/!.…)").lower() == SAVE
