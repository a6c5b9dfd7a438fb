"""Names of people: how they are found and how they are masked."""

from itertools import product

from pypinyin import Style, pinyin

# Surnames whose reading as a surname differs from the usual reading of the character.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "盖": "ge", "区": "ou",
    "任": "ren", "华": "hua", "尉": "wei", "缪": "miao", "宓": "mi", "洗": "xian", "折": "she", "翟": "zhai",
    "乐": "yue", "召": "shao", "员": "yun", "种": "chong", "燕": "yan", "万": "wan", "贾": "jia", "秘": "bi",
    "冼": "xian", "逄": "pang", "繁": "po", "晟": "cheng", "阚": "kan", "谌": "chen", "那": "na", "能": "nai",
    "褚": "chu", "覃": "qin", "瞿": "qu", "车": "che", "沈": "shen", "宁": "ning", "葛": "ge", "盛": "sheng",
    "石": "shi", "应": "ying", "过": "guo", "黑": "he", "郗": "xi", "隗": "wei", "俞": "yu", "臧": "zang",
    "尹": "yin", "靳": "jin", "柏": "bai", "占": "zhan", "邵": "shao", "祭": "zhai", "缴": "jiao", "夏": "xia",
    "重": "chong", "长": "zhang", "幺": "yao", "薄": "bo", "曲": "qu", "褶": "zhe", "鲜": "xian",
}  # fmt: skip
MOST_READINGS = 8


def readings(name: str) -> list[str]:
    """All pinyin spellings by which a name may be searched, the most likely first, at most eight.

    Each spelling has its syllables parted by blanks. A surname's own reading leads; every other reading of a
    polyphonic surname follows, because half the people who search spell it the usual way.
    """
    syllables = pinyin(name, style=Style.NORMAL, heteronym=True, errors=str.lower)
    if not syllables:
        return []
    first = list(dict.fromkeys([SURNAME_READINGS.get(name[0], syllables[0][0]), *syllables[0]]))
    rest = [options[:1] for options in syllables[1:]]
    return [" ".join(spelling) for spelling in product(first, *rest)][:MOST_READINGS]


def search_text(name: str) -> str:
    """The text that a search by name, pinyin or initials matches by prefix of a word.

    For 单晓明: ``单晓明|shanxiaoming|sxm|danxiaoming|dxm``.
    """
    words = [name.replace(" ", "")]
    for spelling in readings(name):
        syllables = spelling.split()
        words += ["".join(syllables), "".join(syllable[0] for syllable in syllables)]
    return "|".join(dict.fromkeys(words))


def masked(name: str) -> str:
    """What someone who may not know the person sees: the surname, then one star per character."""
    return f"{name[:1]}{'*' * max(len(name) - 1, 1)}"
