"""Stays in hospital: why, how long, what for how much, and whether they come back within a month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ops.city import days
from ops.city.dice import Dice, Odds
from ops.city.people import HISTORY_START
from ops.city.places import Hospital
from ops.city.rows import Row

# Admissions a year by age, and what a followed condition adds.
BY_AGE: tuple[tuple[int, float], ...] = ((65, 0.15), (45, 0.07), (0, 0.035))
ADDED_BY_CONDITION = 0.07
MONTH = 30
EMERGENCIES = 0.12
# ICD-10 codes of the Chinese clinical edition, by what the resident has.
DIAGNOSES: dict[str, Odds[str]] = {
    "hypertension": Odds(
        {"I10.x00x002": 6, "I10.x05": 3, "I10.x03": 1, "I11.900": 2, "I50.900": 2}
    ),
    "t2dm": Odds({"E11.900": 5, "E11.201+N08.3*": 2, "E11.501": 2, "E11.100": 1, "E16.200": 1}),
    "stroke": Odds({"I63.900": 7, "I61.900": 2, "I64.x00": 1}),
    "chd": Odds({"I25.103": 6, "I20.000": 3, "I21.900": 2}),
    "copd": Odds({"J44.100": 6, "J44.900": 4}),
    "ckd": Odds({"N18.900": 1}),
}
OTHER: Odds[str] = Odds(
    {
        "J18.900": 14, "K29.500": 8, "K80.100": 7, "H25.900": 9, "S72.000": 5, "M51.202": 9,
        "N20.000": 6, "K35.900": 5, "J06.900": 8, "I63.900": 5, "N40.x00": 4, "R42.x00": 6,
    }
)  # fmt: skip
CHEMOTHERAPY, TUMOUR = "Z51.101", "C34.900"
COMORBID = {
    "hypertension": "I10.x00x002",
    "t2dm": "E11.900",
    "stroke": "I69.300",
    "chd": "I25.103",
    "copd": "J44.900",
    "ckd": "N18.900",
}


@dataclass(slots=True)
class Stay:
    """One stay of a resident; ``discharged`` is None while it lasts."""

    hospital: Hospital
    admitted: int
    discharged: int | None
    diagnosis: str
    others: tuple[str, ...]
    disposition: str = "home"
    planned: bool | None = None
    kind: str = "inpatient"


@dataclass(frozen=True, slots=True)
class Patient:
    """What the hospital needs to know; ``last`` is the last day it may see the resident.

    ``is_here`` tells that the resident is alive and still lives in the city on that day.
    """

    born: int
    conditions: tuple[str, ...]
    last: int
    died: int | None
    is_here: bool
    again: Callable[[int], float]


class Hospitals:
    """The hospitals of one city."""

    def __init__(self, hospitals: Sequence[Hospital]) -> None:
        self._odds = Odds({place: hospital.share for place, hospital in enumerate(hospitals)})
        self._hospitals = tuple(hospitals)

    def pick(self, dice: Dice) -> Hospital:
        """One of them."""
        return self._hospitals[self._odds.pick(dice)]

    def other_than(self, dice: Dice, hospital: Hospital) -> Hospital:
        """Another one when there is another."""
        for _ in self._hospitals:
            chosen = self.pick(dice)
            if chosen is not hospital:
                return chosen
        return self._hospitals[0]


def stays_of(dice: Dice, patient: Patient, hospitals: Hospitals) -> list[Stay]:
    """All stays of a resident in order, none overlapping, none after death."""
    followed = sum(key in COMORBID for key in patient.conditions)
    age = days.age_on(patient.born, HISTORY_START)
    rate = next(share for low, share in BY_AGE if age >= low) + ADDED_BY_CONDITION * followed
    stays: list[Stay] = []
    day = max(HISTORY_START, patient.born) + int(dice.expovariate(rate) * 365)
    while day <= patient.last:
        day = _episode(dice, patient, hospitals, stays, day)
        day += 35 + int(dice.expovariate(rate) * 365)
    _end_in_hospital(dice, patient, hospitals, stays)
    for stay in stays:
        if patient.died is not None and stay.discharged == patient.died:
            stay.disposition = "died"
    return stays


def encounter_row(
    dice: Dice, stay: Stay, *, resident_id: int, number: str, last_day: int
) -> Row | None:
    """The row of a stay, or None when the hospital's claim has not arrived by ``last_day``."""
    length = (stay.discharged - stay.admitted) if stay.discharged is not None else 5
    cost = 120_000 + int(dice.lognormvariate(11.0, 0.55)) * (length + 2)
    if stay.kind == "emergency":
        cost = 20_000 + int(dice.lognormvariate(10.2, 0.6))
    known = stay.admitted if stay.discharged is None else stay.discharged
    # Claims arrive within three weeks, a few much later.
    delay = dice.whole(45, 120) if dice.happens(0.03) else dice.whole(0, 20)
    if known + delay > last_day:
        return None
    return {
        "resident_id": resident_id,
        "kind": stay.kind,
        "hospital_code": stay.hospital.code,
        "number": number,
        "admitted_on": days.iso(stay.admitted),
        "discharged_on": None if stay.discharged is None else days.iso(stay.discharged),
        "principal_diagnosis": stay.diagnosis,
        "other_diagnoses": "{" + ",".join(stay.others) + "}",
        "planned_return": None if stay.planned is None else str(stay.planned).lower(),
        "disposition": "" if stay.discharged is None else stay.disposition,
        "cost_fen": cost,
        "recorded_at": days.stamp(days.instant(known + delay, dice.whole(1080, 1400))),
        "recorded_by": "claims-feed",
    }


def _episode(
    dice: Dice, patient: Patient, hospitals: Hospitals, stays: list[Stay], day: int
) -> int:
    """Add a stay, its transfer and its readmission; answer the day it is over."""
    first = _stay(dice, patient, hospitals.pick(dice), day)
    stays.append(first)
    if first.kind == "emergency" or first.discharged is None:
        return day
    end = first.discharged
    if dice.happens(0.05):
        end = _transfer(dice, patient, hospitals, stays, first)
    elif dice.happens(0.02):
        first.disposition = "against_advice"
    if end < patient.last and dice.happens(0.025):
        return _chemotherapy(dice, patient, stays, first)
    if end < patient.last and dice.happens(patient.again(end)):
        return _readmission(dice, patient, hospitals, stays, end)
    return end


def _stay(dice: Dice, patient: Patient, hospital: Hospital, day: int) -> Stay:
    key = dice.choice((*patient.conditions, "other", "other"))
    diagnosis = DIAGNOSES[key].pick(dice) if key in DIAGNOSES else OTHER.pick(dice)
    others = tuple(COMORBID[each] for each in patient.conditions if each != key)
    if dice.happens(EMERGENCIES):
        return Stay(hospital, day, day, diagnosis, others, kind="emergency")
    end = day + 3 + int(dice.expovariate(1 / 6.0))
    discharged: int | None = min(end, patient.last)
    if end > patient.last and patient.is_here:
        discharged = None
    return Stay(
        hospital, day, discharged, diagnosis, others, planned=None if dice.happens(0.3) else False
    )


def _transfer(
    dice: Dice, patient: Patient, hospitals: Hospitals, stays: list[Stay], first: Stay
) -> int:
    end = first.discharged or first.admitted
    target = hospitals.other_than(dice, first.hospital)
    if target is first.hospital:
        return end
    start = end + (1 if dice.happens(0.2) else 0)
    if start >= patient.last:
        return end
    first.disposition = "transfer"
    until = min(start + dice.whole(3, 12), patient.last)
    stays.append(Stay(target, start, until, first.diagnosis, first.others, planned=False))
    return until


def _chemotherapy(dice: Dice, patient: Patient, stays: list[Stay], first: Stay) -> int:
    """Planned returns every three weeks: no readmission in the sense of quality."""
    first.diagnosis, first.planned = TUMOUR, True
    end = first.discharged or first.admitted
    for cycle in range(3, 0, -1):
        start = end + dice.whole(18, 24)
        if start + 3 > patient.last:
            break
        end = start + dice.whole(1, 3)
        stays.append(
            Stay(
                first.hospital, start, end, CHEMOTHERAPY, (TUMOUR, *first.others), planned=cycle > 1
            )
        )
    return end


def _readmission(
    dice: Dice, patient: Patient, hospitals: Hospitals, stays: list[Stay], end: int
) -> int:
    before = stays[-1]
    start = end + dice.whole(1, MONTH)
    if start > patient.last:
        return end
    hospital = before.hospital if dice.happens(0.75) else hospitals.pick(dice)
    again = _stay(dice, patient, hospital, start)
    again.kind = "inpatient"
    again.planned = False
    if dice.happens(0.6):
        again.diagnosis = before.diagnosis
    if again.discharged == start:
        again.discharged = min(start + 4, patient.last)
    stays.append(again)
    return again.discharged or patient.last


def _end_in_hospital(dice: Dice, patient: Patient, hospitals: Hospitals, stays: list[Stay]) -> None:
    """Four deaths in ten happen in hospital: a last stay that ends on the day of death."""
    if patient.died is None or not dice.happens(0.4):
        return
    start = patient.died - dice.whole(1, 12)
    while stays and (stays[-1].discharged is None or stays[-1].discharged >= start):
        stays.pop()
    if start < max(HISTORY_START, patient.born):
        return
    last = _stay(dice, patient, hospitals.pick(dice), start)
    last.kind, last.discharged = "inpatient", patient.died
    stays.append(last)
