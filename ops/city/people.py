"""Who lives here: birth, sex, name, identity number, telephone and address of one resident."""

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from ops.city import days
from ops.city.dice import Dice, Odds
from ops.city.places import MARK, Centre, City

# Shares of the population by age on the first day of the history; (from, to) in years, both included.
AGES: Odds[tuple[int, int]] = Odds(
    {(0, 17): 12, (18, 34): 16, (35, 49): 22, (50, 64): 27, (65, 79): 18, (80, 95): 5}
)
HISTORY_START = days.ordinal(2024, 1, 1)
FEMALE, MALE = "2", "1"
SURNAMES: Odds[str] = Odds(
    dict.fromkeys("王李张刘陈", 60)
    | dict.fromkeys("杨黄赵吴周徐孙马朱胡郭何林高罗", 22)
    | dict.fromkeys("郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟", 8)
    | dict.fromkeys("谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万", 4)
    | dict.fromkeys("单解仇查盖区翟覃瞿乐华宁葛盛柏臧朴缪", 3)
    | dict.fromkeys(("欧阳", "上官", "司马"), 1)
)
# Given names change with the generation: those born before 1965, before 1990, and since.
_MEN_1965 = (
    "建国国强德明志明永福金生长富水根宝林文忠光荣玉山福生大勇国华树林有才正义学文开明庆云兴旺"
)
_WOMEN_1965 = (
    "秀英桂兰玉珍凤英秀珍桂英玉兰淑芬素珍金花春梅菊香翠兰爱珍月娥惠芳兰英玉梅银花桂香美英秋菊"
)
_MEN_1990 = "建军志强海涛晓东建华文杰立新永刚俊峰国平少华小龙向阳东升晓明志刚卫东新民家明振华"
_WOMEN_1990 = "丽娟晓燕红梅小红海燕丽华雪梅晓云春燕文静美玲秀丽亚男志芳小芬冬梅巧云慧敏"
_MEN_NOW = "浩然子轩宇航俊杰天宇浩宇梓豪一鸣博文子涵昊天嘉豪文轩志远佳明泽宇皓轩思远逸飞"
_WOMEN_NOW = "欣怡梓涵诗涵雨桐思雨佳怡可欣雨萱梦琪紫萱语嫣晓雯佳琪若曦心怡一诺子萱嘉怡静雯依依"


def _given(pairs: str, single: str) -> tuple[str, ...]:
    """Given names of two characters and of one."""
    twos = (pairs[place : place + 2] for place in range(0, len(pairs), 2))
    return (*twos, *single)


GIVEN: tuple[tuple[int, dict[str, tuple[str, ...]]], ...] = (
    (1965, {MALE: _given(_MEN_1965, "明刚海荣贵林"), FEMALE: _given(_WOMEN_1965, "英兰珍芳梅娥")}),
    (
        1990,
        {
            MALE: _given(_MEN_1990, "伟强勇军鹏斌超磊"),
            FEMALE: _given(_WOMEN_1990, "丽敏静艳娟霞玲燕"),
        },
    ),
    (9999, {MALE: _given(_MEN_NOW, "睿凯宇晨铭"), FEMALE: _given(_WOMEN_NOW, "婷悦雪琳")}),
)
# 179 is a dialling code for calls over the internet, not a segment of mobile subscribers.
PHONE_PREFIX = "1790"
NO_PHONE = 0.03


@dataclass(frozen=True, slots=True)
class Person:
    """The lasting facts about a resident; ``born`` is an ordinal."""

    name: str
    sex: str
    born: int
    id_number: str
    phone: str
    address: str


class IdentityNumbers:
    """Hands out identity numbers of the synthetic counties, each one once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def next_for(self, dice: Dice, *, county: str, born: int, sex: str) -> str:
        """A number with a right check digit; the seventeenth digit tells the sex."""
        stem = f"{county}{date.fromordinal(born):%Y%m%d}"
        odd = 1 if sex == MALE else 0
        while True:
            number = f"{stem}{2 * dice.whole(1, 498) + odd:03d}"
            if number not in self._given:
                self._given.add(number)
                return f"{number}{ric.calc_check_digit(number + '0')}"


def invent(dice: Dice, numbers: IdentityNumbers, *, city: City, centre: Centre) -> Person:
    """A new resident of a centre's area."""
    low, high = AGES.pick(dice)
    born = HISTORY_START - int((low + dice.random() * (high - low + 1)) * 365.24)
    sex = FEMALE if dice.happens(0.51) else MALE
    phone = "" if dice.happens(NO_PHONE) else f"{PHONE_PREFIX}{dice.whole(0, 9_999_999):07d}"
    place = city.name.removesuffix(MARK) + centre.county.name.removesuffix(MARK) + centre.town
    village = dice.choice(centre.villages)
    return Person(
        name=invent_name(dice, born=born, sex=sex),
        sex=sex,
        born=born,
        id_number=numbers.next_for(dice, county=centre.county.code, born=born, sex=sex),
        phone=phone,
        address=f"{place}{village}{dice.whole(1, 18)}组{dice.whole(1, 120)}号{MARK}",
    )


def invent_name(dice: Dice, *, born: int, sex: str) -> str:
    """A name as people of that age have it."""
    return SURNAMES.pick(dice) + dice.choice(_given_names(days.year_of(born), sex))


def _given_names(year: int, sex: str) -> tuple[str, ...]:
    return next(by_sex[sex] for until, by_sex in GIVEN if year < until)
