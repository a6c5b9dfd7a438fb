"""The map: two invented cities with their counties, insurers, centres, hospitals and teams."""

from dataclasses import dataclass

from ops.city import profiles
from ops.city.logins import WANGHAI_INSURER, YUNXI_INSURER
from ops.city.profiles import TeamProfile

MARK = "（合成数据）"


@dataclass(frozen=True, slots=True)
class County:
    """A county by its division code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Hospital:
    """Where residents are admitted; ``share`` is its relative frequency."""

    code: str
    name: str
    county: str
    share: int


@dataclass(frozen=True, slots=True)
class Team:
    """A family-doctor team of a centre."""

    code: str
    name: str
    profile: TeamProfile


@dataclass(frozen=True, slots=True)
class Centre:
    """A health centre with its villages and teams."""

    code: str
    name: str
    county: County
    town: str
    villages: tuple[str, ...]
    teams: tuple[Team, ...]


@dataclass(frozen=True, slots=True)
class City:
    """One pooling area; what another city does is no business of its people."""

    code: str
    name: str
    insurer_code: str
    counties: tuple[County, ...]
    centres: tuple[Centre, ...]
    hospitals: tuple[Hospital, ...]

    @property
    def teams(self) -> tuple[Team, ...]:
        """All teams in order of their centres."""
        return tuple(team for centre in self.centres for team in centre.teams)


TEAM_NAMES = ("第一", "第二", "第三", "第四")


def _centre(
    code: str,
    county: County,
    town: str,
    villages: str,
    team_profiles: tuple[TeamProfile, ...],
) -> Centre:
    kind = "社区卫生服务中心" if town.endswith("街道") else "中心卫生院"
    teams = tuple(
        Team(f"{code}-{place:02d}", f"{town}{TEAM_NAMES[place - 1]}家庭医生团队", profile)
        for place, profile in enumerate(team_profiles, start=1)
    )
    return Centre(code, f"{town}{kind}", county, town, tuple(villages.split()), teams)


QINGSHI = County("990101", "青石县" + MARK)
LANHE = County("990102", "兰禾县" + MARK)
BEIWAN = County("990201", "北湾县" + MARK)
_Y = profiles.YUNXI

YUNXI = City(
    code="990100",
    name="云溪市" + MARK,
    insurer_code=YUNXI_INSURER,
    counties=(QINGSHI, LANHE),
    centres=(
        _centre(
            "H99010100001", QINGSHI, "柳桥街道", "桥头社区 河东社区 学府社区 石榴社区", _Y[0:4]
        ),
        _centre("H99010100002", QINGSHI, "松岭镇", "松上村 松下村 茶坪村 竹园村 枫林村", _Y[4:8]),
        _centre("H99010100003", QINGSHI, "白沙镇", "白沙村 沙湾村 渡口村 南塘村", _Y[8:12]),
        _centre("H99010200003", LANHE, "云台街道", "云台社区 望江社区 文昌社区", _Y[12:16]),
        _centre("H99010200004", LANHE, "双溪镇", "双溪村 上坝村 下坝村 桃源村 梅岭村", _Y[16:20]),
        _centre("H99010200005", LANHE, "石门乡", "石门村 青峰村 龙潭村 杏花村", _Y[20:24]),
    ),
    hospitals=(
        Hospital("H99010000091", "云溪市人民医院", "990100", 30),
        Hospital("H99010000092", "云溪市中医医院", "990100", 12),
        Hospital("H99010100091", "青石县人民医院", "990101", 32),
        Hospital("H99010200091", "兰禾县人民医院", "990102", 26),
    ),
)
WANGHAI = City(
    code="990200",
    name="望海市" + MARK,
    insurer_code=WANGHAI_INSURER,
    counties=(BEIWAN,),
    centres=(_centre("H99020100001", BEIWAN, "北湾镇", "北湾村 灯塔村 盐田村", profiles.WANGHAI),),
    hospitals=(Hospital("H99020000091", "望海市人民医院", "990200", 1),),
)
CITIES = (YUNXI, WANGHAI)
# Accepted beside the national list when an identity number of a synthetic resident is read.
REGION_CODES = frozenset(
    code for city in CITIES for code in (city.code, *(county.code for county in city.counties))
)
WANGHAI_RESIDENTS = 60
