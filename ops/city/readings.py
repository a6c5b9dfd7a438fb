"""Readings outside the visits: at home, at screenings, by the laboratory, in hospital."""

from dataclasses import dataclass, replace

from ops.city import days, measuring
from ops.city.dice import Dice
from ops.city.measuring import Pressure
from ops.city.profiles import TeamProfile
from ops.city.rows import Row

MEASURES_AT_HOME = 0.18
SCREENED_A_YEAR = 0.15
SCREENING_AGE = 35
LABORATORY_A_YEAR = 0.55
# In a team whose own readings are too good, fewer are really well kept, and all are higher, in mmHg.
EMBELLISHED = 0.5
HIDDEN_FROM, HIDDEN_UNTIL = 3, 10


@dataclass(frozen=True, slots=True)
class Subject:
    """The resident as the device sees him: alive and here on the days [first, last]."""

    resident_id: int
    born: int
    has_pressure: bool
    has_sugar: bool
    first: int
    last: int
    bp_luck: float
    glucose_luck: float
    profile: TeamProfile


def readings_of(dice: Dice, subject: Subject) -> list[Row]:
    """The rows of a resident's readings outside the visits."""
    found: list[Row] = []
    if subject.has_pressure and dice.happens(MEASURES_AT_HOME):
        _at_home(dice, subject, found)
    if subject.has_sugar:
        _by_laboratory(dice, subject, found)
    if days.age_on(subject.born, subject.first) >= SCREENING_AGE:
        _at_screenings(dice, subject, found)
    return found


def _at_home(dice: Dice, subject: Subject, found: list[Row]) -> None:
    day = subject.first + dice.whole(0, 60)
    while day <= subject.last:
        found.append(_pressure_row(dice, subject, day, "home"))
        day += dice.whole(14, 75)


def _at_screenings(dice: Dice, subject: Subject, found: list[Row]) -> None:
    day = subject.first + int(dice.expovariate(SCREENED_A_YEAR) * 365)
    while day <= subject.last:
        found.append(_pressure_row(dice, subject, day, "screening"))
        day += 200 + int(dice.expovariate(SCREENED_A_YEAR) * 365)


def _by_laboratory(dice: Dice, subject: Subject, found: list[Row]) -> None:
    day = subject.first + dice.whole(0, 300)
    while day <= subject.last:
        if dice.happens(LABORATORY_A_YEAR):
            well = subject.glucose_luck < _real(subject.profile, subject.profile.glucose_share(day))
            tenths = measuring.hba1c_tenths(dice, at_target=well)
            found.append(_value_row(dice, subject, day, "hba1c", tenths))
            if dice.happens(0.5):
                glucose = measuring.glucose(dice, at_target=well, profile=HONEST)
                found.append(_value_row(dice, subject, day, "fasting_glucose", glucose.tenths))
        day += dice.whole(300, 400)


def _pressure_row(dice: Dice, subject: Subject, day: int, source: str) -> Row:
    taken = _pressure(dice, subject, day)
    hour = dice.whole(360, 480) if source == "home" else dice.whole(510, 1000)
    moment = days.instant(day, hour)
    entered = moment + (2 if source == "home" else dice.whole(5, 300))
    return {
        "resident_id": subject.resident_id,
        "kind": "bp",
        "source": source,
        "taken_at": days.stamp(moment),
        "systolic_mmhg": taken.systolic,
        "diastolic_mmhg": taken.diastolic,
        "entered": f"{taken.systolic}/{taken.diastolic} mmHg",
        "recorded_at": days.stamp(entered),
        "recorded_by": "home-device" if source == "home" else "screening-station",
    }


def _value_row(dice: Dice, subject: Subject, day: int, kind: str, tenths: int) -> Row:
    moment = days.instant(day, dice.whole(450, 600))
    text = f"{tenths // 10}.{tenths % 10}"
    return {
        "resident_id": subject.resident_id,
        "kind": kind,
        "source": "laboratory",
        "taken_at": days.stamp(moment),
        "value": text,
        "entered": f"{text} %" if kind == "hba1c" else f"{text} mmol/L",
        "recorded_at": days.stamp(moment + dice.whole(120, 420)),
        "recorded_by": "laboratory-feed",
    }


def _pressure(dice: Dice, subject: Subject, day: int) -> Pressure:
    limit = measuring.systolic_limit(subject.born, day)
    if not subject.has_pressure:
        well = dice.happens(0.93)
    else:
        share = _real(subject.profile, subject.profile.bp_share(day))
        well = measuring.is_well_today(dice, luck=subject.bp_luck, share=share)
    taken = measuring.true_pressure(dice, limit=limit, at_target=well)
    if not (subject.has_pressure and subject.profile.is_too_good):
        return taken
    hidden = dice.whole(HIDDEN_FROM, HIDDEN_UNTIL)
    return replace(taken, systolic=taken.systolic + hidden)


def _real(profile: TeamProfile, share: float) -> float:
    return share - EMBELLISHED if profile.is_too_good else share


HONEST = TeamProfile(
    bp=(80, 80, 80),
    glucose=(65, 65, 65),
    attendance=95,
    zero_digit=5,
    late=0,
    readmission=(10, 10, 10),
)
