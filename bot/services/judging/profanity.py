"""Words that are not said at school: roots with their prefixes, so that «сабля» and «мандарин» stay what they are."""

import re
from itertools import pairwise

from bot.services.judging.plain import Plain

# Between spaces, letters doubled nowhere (`plain.shortened`). Each line is one root.
_PROFANE = re.compile(
    r" (?:"
    r"(?:а|до|за|на|не|ни|о|об|от|по|при|рас|у|вы|на|ап)?ху(?:й|я|ю|е|и)\w*|хул[иеь]|[нп]аху|поху|нах|йух|пох|сцк"
    r"|\w*пизд\w*|пезд[аеуоы]\w*|п[сз]д[её]?ц\w*|пзд\w*|пиз(?:ец|деж)\w*|пипяу|песд[ае]ц\w*"
    r"|(?:за|вы|о|раз|по)?бля(?:д|т)\w*|бля|бл[дт]|блэт|блет|блят|бляха муха|бле?ать"
    r"|(?:вз|въ|вы|до|долбо|за|изъ|на|не|об|объ|от|отъ|о|пере|по|под|подъ|при|про|раз|разъ|съ|у|уе|рас)?"
    r"еб(?:а|у|л|и|о|ен|ет|еш|н|ыр|ск|ц)\w*|(?:за|вы|на|у|отъ|разъ|съ|до)?еб(?:ть)?|эба(?:ть|л|н\w*)"
    r"|йоб\w*|ебт\w*|(?:до|за|вы|на|по|у|с|отъ)?ибан\w*|уйобищ\w*|ебанько|мозго?еб\w*"
    r"|муд(?:ак|ач|ил|ох|оз|ень|ня)\w*|г[ао]ндон\w*|гандон\w*|пид[ао]р\w*|педрил\w*|педик(?:и|а|ов|у|ом|ам)?|пидр\w*"
    r"|сц?[уy]ч?к(?:о|и|а|у|ой|е)|суч(?:ар|к|он)\w*|цука|сцука"
    r"|(?:на|по|ни|до|о)?хер(?:ня|ни|ню|ов\w*|ы|а|ом|ачь|ово|е)?|охерел\w*|херн\w+|нехер\w*|хера\w*|захерач\w*"
    r"|(?:за|при)?жоп(?:а|у|е|ы|ой|н\w*|к\w*|олиз\w*)|г[оа]вн\w*|залуп\w*|дроч\w*|манд(?:а|у|ы|ой|авошк\w*)|дерьм\w*"
    r"|(?:на|за|обо|про|ис|у|по|вы)?сра(?:ть|л|ла|ли|т|н(?:ь|ый|ая|ое|ые|ую|ого|ому)|нин\w*|ка|ш|ки)|серет|серешь|серун\w*|обосрал\w*|усра\w*|засера(?:ет|ть|л)\w*|засранец"
    r"|(?:обо|за|по|на|о)?с[сц]?ыкл\w*|елда\w*|минет\w*|отсос[иуа]\w*|соси(?:те)? (?:член|мой|у меня)"
    r"|хуесос\w*|членосос\w*"
    r"|шлюх\w*|шалав\w*|потаскух\w*|курв(?:а|ы|у|ой|е)|блядин\w*|прошмандов\w*|шмар(?:а|ы|у)|целк[аиу]|трахн\w+|трахал\w*|трахат\w*|оттрах\w*"
    r"|suka|blyat|blya|pizd\w*|nahui|nahuy|hui|huy|huinya|ebat|mudak|pidor\w*|fuck\w*|motherfuck\w*|bitch\w*|shit|ashole|cunt|niga|niger"
    r") "
)
# «Сука» is also a dog, «сук» a branch: at school both are lessons.
_LESSON = re.compile(
    r"собак|кобел|щен|чередован|скелет|однокорен|корн[яею]|суфикс|биолог|дерев|пьес|горьк|ветк|пример|словар|ветв|волчиц|научно"
)
_DOG = re.compile(r" сук(?:а|и|у|ой|е|ом) | суч(?:ка|ки|ок|ья|ком) ")

_HIDDEN = (
    "хер хрен хули хуй хуя хую хуем хуи хуев хуево хуевый хуевая хуйня хуйни хуйню нахуй нахуя похуй "
    "похую охуел охуела охуели охуеть хуесос хуета пизда пизды пизду пиздец пиздеца пиздато пиздишь "
    "пиздеть пиздюк пиздюлей пизданул пиздобол блять блядь бляди блядский бля сука суки суку сукой "
    "сучка ебать ебаный ебаная ебаное ебанутый ебанутая ебал ебло еблан заебал заебали заебала "
    "заебись наебал отъебись отъебитесь уебок уебан уебище долбоеб долбоебы выебывается мудак мудаки "
    "мудила гандон гондон пидор пидоры пидорас пидорасы пизди спиздил спиздили шлюха шлюхи шлюху "
    "шалава жопа жопу херня херню нахер похер дерьмо говно гавно залупа манда"
)
_HIDDEN_INSULTS = (
    "дебил дебилы дебилка урод уроды уродина тварь твари мразь мрази чмо лох лошара придурок даун "
    "ублюдок идиот кретин скотина сволочь шмара дура дурак тупая тупой козел чурка свинья корова"
)
_ROOTS = (
    "пидарас пидорас пидор педик хуесос мудак мудил гандон гондон долбоеб еблан бляд шлюх шалав говн дерьм пиздюк"
    " ублюдк"
)
_ENDINGS = ("", "а", "у", "ы", "и", "е", "ов", "ам", "ом", "ой", "о")
_BEFORE = ("", "за", "вы", "на", "до", "отъ", "у", "про", "разъ", "съ", "под", "пере")
_AFTER = (
    "ать ал ала али ало аный аная аное аные аных анный ись ет ут ешь нутый нутая нули нул лан ло ану "
    "ну ываешься ывается ываться ывай ывайся"
)
_UNMASKED = (
    *_HIDDEN.split(),
    *_HIDDEN_INSULTS.split(),
    *(f"{root}{ending}" for root in _ROOTS.split() for ending in _ENDINGS),
    *(f"{before}еб{after}" for before in _BEFORE for after in _AFTER.split()),
)
_SPLIT = frozenset(word for word in _HIDDEN.split() if len(word) > 3) | {
    *("дебил", "дебилы", "дебилка", "мразь", "мрази", "ублюдок", "лошара", "тварь", "чурка", "шалава"),
}
_ONE_IS_ENOUGH = ("х", "п", "б")  # «х**»
_MASKS = re.compile(r"[*#@$]+")
_FIRST_PARTS = frozenset(word[:end] for word in _SPLIT for end in range(1, len(word)))
_REAL_WORDS = "а и у я е о в к с не на за по до от об под при про бы же ли ты мы он вы сук пи ой ни"
_REAL = frozenset(_REAL_WORDS.split())


def is_profane(said: Plain) -> bool:
    """Is there a word that is not said at school, however it is written?"""
    spoken = said.words
    if _DOG.search(spoken) and _LESSON.search(spoken):
        spoken = _DOG.sub(" ", spoken)
    return bool(_PROFANE.search(spoken)) or any(_hides(token) for token in said.masked) or _is_split(said.tokens)


def _hides(token: str) -> bool:
    """«х*й», «п****ц»: a run of signs stands for about as many letters."""
    seen = _MASKS.sub("", token)
    if len(seen) < 2 and not (seen in _ONE_IS_ENOUGH and len(token) > 2):
        return False
    hidden = re.compile(_MASKS.sub(lambda found: f".{{1,{len(found.group()) + 1}}}", token))
    return any(hidden.fullmatch(word) for word in _UNMASKED)


def _is_split(tokens: list[str]) -> bool:
    """«пи дор», «де бил»: two pieces that are no words."""
    if _FIRST_PARTS.isdisjoint(tokens):
        return False
    return any(second not in _REAL and first + second in _SPLIT for first, second in pairwise(tokens))
