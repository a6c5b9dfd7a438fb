"""How each team works: the rates its history should show, in per cent of what could be."""

from dataclasses import dataclass, field

from ops.city import days

# Rates hold on this day of their year and run in a straight line between.
ANCHOR_MONTH = 11
FIRST_YEAR = 2024
MONTHS = 48
# What a resident who is well cared for, and one who is not, shows at a single visit.
HIT, MISS = 0.975, 0.12
# A rate counts every member; some have no reading in the year and fail.
WITH_READING = 0.965


@dataclass(frozen=True, slots=True)
class TeamProfile:
    """What a team wants to be: per cent of its register at target in each year, visits kept, habits.

    Pairs and triples are for 2024, 2025 (and 2026). ``zero_digit`` is the share of pressures that are rounded
    to a full ten, ``late`` that of visits entered weeks later, ``readmission`` that of stays followed by
    another within 30 days.
    """

    bp: tuple[int, int, int]
    glucose: tuple[int, int, int]
    attendance: int
    zero_digit: int
    late: int
    readmission: tuple[int, int, int]
    size: int = 100
    device: int = 5
    is_too_good: bool = False
    _bp_by_month: tuple[float, ...] = field(init=False, repr=False)
    _glucose_by_month: tuple[float, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bp_by_month", _share_by_month(self.bp))
        object.__setattr__(self, "_glucose_by_month", _share_by_month(self.glucose))

    def bp_share(self, day: int) -> float:
        """The share of residents with hypertension who are well cared for on a day."""
        return self._bp_by_month[_month(day)]

    def glucose_share(self, day: int) -> float:
        """The same for diabetes."""
        return self._glucose_by_month[_month(day)]

    def readmission_on(self, day: int) -> float:
        """The probability that a stay ending on a day is followed by another."""
        place = min(max(days.year_of(day) - FIRST_YEAR, 0), len(self.readmission) - 1)
        return self.readmission[place] / 100


_START = days.ordinal(FIRST_YEAR, 1, 1)


def _month(day: int) -> int:
    return min(max((day - _START) * 12 // 365, 0), MONTHS - 1)


def _share_by_month(rates: tuple[int, int, int]) -> tuple[float, ...]:
    """Turn the wanted rates into the share of well-kept residents for every month from January 2024."""
    shares = []
    for month in range(MONTHS):
        position = (month - ANCHOR_MONTH + 1) / 12
        before = min(max(int(position), 0), 1)
        rate = rates[before] + (rates[before + 1] - rates[before]) * (position - before)
        wanted = min(rate / 100, max(rates) / 100) / WITH_READING
        shares.append(min(max((wanted - MISS) / (HIT - MISS), 0.0), 1.0))
    return tuple(shares)


def _profile(line: tuple[int, ...]) -> TeamProfile:
    bp24, bp25, bp26, glucose_gap, attendance, zero, late, again24, again25, size = line
    return TeamProfile(
        bp=(bp24, bp25, bp26),
        glucose=(bp24 - glucose_gap, bp25 - glucose_gap + 2, bp26 - glucose_gap + 3),
        attendance=attendance,
        zero_digit=zero,
        late=late,
        readmission=(again24, again25, again25 - 1),
        size=size,
        device=60 if zero < FEW_ZEROS else 5,
    )


# Teams that measure with a connected device round little.
FEW_ZEROS = 12
TOO_GOOD = TeamProfile(
    bp=(88, 95, 97),
    glucose=(80, 86, 88),
    attendance=99,
    zero_digit=4,
    late=2,
    readmission=(13, 13, 13),
    size=105,
    is_too_good=True,
)

# Blood pressure 2024, 2025, 2026; how far glucose lies below; visits kept; zeros; late; readmissions; size.
YUNXI: tuple[TeamProfile, ...] = (
    _profile((78, 85, 87, 16, 95, 28, 4, 13, 9, 105)),
    _profile((71, 82, 85, 14, 94, 32, 5, 14, 9, 110)),  # the demo doctor's: much improved
    _profile((86, 91, 92, 12, 97, 10, 2, 10, 8, 100)),
    _profile((80, 79, 80, 18, 92, 38, 6, 12, 12, 95)),
    _profile((64, 66, 68, 15, 86, 52, 12, 16, 15, 90)),
    _profile((75, 88, 89, 13, 96, 24, 4, 15, 8, 105)),
    _profile((83, 84, 84, 17, 93, 30, 5, 11, 11, 100)),
    _profile((88, 93, 93, 10, 98, 9, 2, 9, 7, 110)),
    _profile((70, 72, 76, 16, 90, 44, 8, 14, 14, 95)),
    _profile((77, 81, 83, 15, 93, 33, 5, 13, 11, 100)),
    _profile((82, 90, 91, 12, 96, 20, 3, 12, 8, 105)),
    _profile((59, 62, 64, 14, 84, 55, 14, 17, 17, 85)),
    _profile((73, 80, 82, 17, 93, 35, 6, 14, 11, 100)),
    _profile((85, 87, 88, 13, 95, 26, 4, 10, 10, 105)),
    TOO_GOOD,
    _profile((68, 76, 79, 16, 91, 41, 7, 15, 11, 95)),
    _profile((79, 78, 77, 18, 90, 40, 9, 12, 14, 90)),
    _profile((84, 92, 92, 11, 97, 11, 2, 11, 7, 110)),
    _profile((74, 74, 75, 15, 91, 46, 8, 13, 13, 95)),
    _profile((76, 83, 85, 14, 94, 29, 5, 14, 10, 100)),
    _profile((66, 70, 73, 16, 88, 48, 10, 16, 13, 90)),
    _profile((81, 86, 87, 13, 95, 27, 4, 12, 9, 105)),
    _profile((87, 89, 90, 12, 96, 18, 3, 10, 9, 105)),
    _profile((61, 68, 72, 15, 87, 50, 11, 17, 13, 90)),
)
WANGHAI: tuple[TeamProfile, ...] = (_profile((74, 80, 83, 15, 93, 34, 5, 13, 11, 100)),)
