"""Follow-up of one resident: when visits happen, what they find, when they are entered and corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.city import days, measuring
from ops.city.dice import Dice, Odds
from ops.city.form import Form
from ops.city.illness import FOLLOWED, Condition
from ops.city.membership import Span
from ops.city.people import HISTORY_START
from ops.city.profiles import TeamProfile

INTERVAL_DAYS, INTERVAL_SPREAD, SHORTEST_INTERVAL = 79, 9, 30
RECHECK_FROM, RECHECK_UNTIL = 9, 14
BOOKED_FROM, BOOKED_UNTIL = 76, 90
# How reliably residents come, relative to their team's attendance, and how many are so.
KINDS_OF_RESIDENT: Odds[float] = Odds({0.03: 82, -0.18: 14, -0.55: 4})
MODES: Odds[str] = Odds(
    {"clinic": 74, "home": 15, "station": 5, "group": 2, "phone": 3, "online": 1}
)
AT_A_DISTANCE = ("phone", "online")
CALLED_INSTEAD = 0.3
LOST_FOR_GOOD = 0.025
GLUCOSE_MISSING, PRESSURE_MISSING, SELF_REPORTED = 0.03, 0.012, 0.55
EXAM_AT_A_VISIT, HBA1C_AT_A_VISIT = 0.45, 0.2
REACTION, COMPLICATION = 0.008, 0.004
CORRECTED = 0.006
# Visits of late 2025 that were entered only after the end of January 2026 do not count for 2025.
LATE_FROM = days.ordinal(2025, 11, 1)
LATE_UNTIL = days.ordinal(2026, 1, 1)
AFTER_CUT_OFF = days.ordinal(2026, 2, 1)
ENTERED_TOO_LATE = 0.03


@dataclass(frozen=True, slots=True)
class Story:
    """What the follow-up of a resident depends on.

    ``last`` is the last day on which a visit can happen, ``last_day`` the last one on which it can be entered.
    ``bp_luck`` and ``glucose_luck`` say how well the resident is kept (small is lucky).
    """

    born: int
    conditions: Sequence[Condition]
    spans: Sequence[Span]
    stays: Sequence[tuple[int, int]]
    last: int
    last_day: int
    moved: int | None
    bp_luck: float
    glucose_luck: float


def forms_of(dice: Dice, story: Story, profiles: Sequence[TeamProfile]) -> list[Form]:
    """The forms of a resident, each on a later day than the one before."""
    journal = _Journal(dice, story, profiles)
    first = min(condition.start for condition in story.conditions)
    day = max(first, HISTORY_START - INTERVAL_DAYS) + dice.whole(0, INTERVAL_DAYS)
    lost_from = story.last + 1
    if dice.happens(LOST_FOR_GOOD):
        lost_from = dice.whole(HISTORY_START + 200, HISTORY_START + 1400)
    reliability = KINDS_OF_RESIDENT.pick(dice)
    while day <= story.last:
        if day >= lost_from:
            journal.end(day, "lost", "电话多次无人接听")
            return journal.forms
        if day >= HISTORY_START:
            journal.planned(day, reliability)
        step = max(SHORTEST_INTERVAL, dice.near(INTERVAL_DAYS, INTERVAL_SPREAD))
        day = max(day + step, journal.last_visit + SHORTEST_INTERVAL)
    if story.moved is not None and dice.happens(0.5):
        journal.end(story.moved - 1, "ended", "迁出本市")
    return journal.forms


class _Journal:
    """What the visits of one resident know of each other: the last day, the examination of the year."""

    def __init__(self, dice: Dice, story: Story, profiles: Sequence[TeamProfile]) -> None:
        self._dice, self._story, self._profiles = dice, story, profiles
        self.forms: list[Form] = []
        self.last_visit = 0
        self._examined: set[int] = set()
        self._tested: set[int] = set()

    def planned(self, day: int, reliability: float) -> None:
        """A visit of the plan: kept, replaced by a call, or missed; and its recheck."""
        dice = self._dice
        day = self._free_day(day)
        team = self._team_on(day)
        if team is None:
            return
        profile = self._profiles[team]
        mode = MODES.pick(dice)
        if not dice.happens(min(0.995, profile.attendance / 100 + reliability)):
            if not dice.happens(CALLED_INSTEAD):
                return
            mode = "phone"
        form = self._visit(day, team, mode)
        if form is None or not form.is_unsatisfactory or not dice.happens(profile.attendance / 130):
            return
        again = self._free_day(day + dice.whole(RECHECK_FROM, RECHECK_UNTIL))
        team = self._team_on(again)
        if team is not None:
            self._visit(again, team, "clinic" if dice.happens(0.8) else "home")

    def end(self, day: int, outcome: str, reason: str) -> None:
        """A call after which no visit follows, because nobody is reached or the resident is gone."""
        team = self._team_on(day)
        if team is None or day <= self.last_visit:
            return
        entered = days.instant(day, self._dice.whole(540, 1050))
        form = Form(day, team, "phone", self._sections(day), entered)
        form.outcome, form.outcome_reason = outcome, reason
        self.forms.append(form)

    def _visit(self, day: int, team: int, mode: str) -> Form | None:
        """Add a visit unless there is a later one or it has not been entered yet."""
        entered = self._entered(day, self._profiles[team].late / 100)
        if day <= self.last_visit or entered >= days.instant(self._story.last_day + 1, 0):
            return None
        self.last_visit = day
        dice, profile = self._dice, self._profiles[team]
        form = Form(day, team, mode, self._sections(day), entered)
        self._measure(form, profile)
        if mode not in AT_A_DISTANCE:
            self._examine(form, profile)
            form.provenance = "device" if dice.happens(profile.device / 100) else "manual"
        form.has_reaction = dice.happens(REACTION)
        form.has_complication = dice.happens(COMPLICATION)
        wait = (
            (RECHECK_FROM, RECHECK_UNTIL) if form.is_unsatisfactory else (BOOKED_FROM, BOOKED_UNTIL)
        )
        form.next_day = day + dice.whole(*wait)
        if form.pressure is not None and dice.happens(CORRECTED):
            self._correct(form)
        self.forms.append(form)
        return form

    def _measure(self, form: Form, profile: TeamProfile) -> None:
        """Take the pressure and, where there is diabetes, the glucose."""
        dice, story = self._dice, self._story
        is_distant = form.mode in AT_A_DISTANCE
        if dice.happens(SELF_REPORTED if is_distant else 1 - PRESSURE_MISSING):
            well = measuring.is_well_today(
                dice, luck=story.bp_luck, share=profile.bp_share(form.day)
            )
            limit = measuring.systolic_limit(story.born, form.day)
            form.pressure = measuring.pressure(dice, limit=limit, at_target=well, profile=profile)
        if "t2dm" not in form.conditions:
            return
        if dice.happens(SELF_REPORTED / 2 if is_distant else 1 - GLUCOSE_MISSING):
            well = measuring.is_well_today(
                dice, luck=story.glucose_luck, share=profile.glucose_share(form.day)
            )
            form.glucose = measuring.glucose(dice, at_target=well, profile=profile)

    def _examine(self, form: Form, profile: TeamProfile) -> None:
        """The examination of the year, and an HbA1c with it where there is diabetes."""
        year = days.year_of(form.day)
        wanted = EXAM_AT_A_VISIT * profile.attendance / 100
        if year not in self._examined and self._dice.happens(wanted):
            form.is_exam = True
            self._examined.add(year)
        if "t2dm" not in form.conditions or year in self._tested:
            return
        if self._dice.happens(HBA1C_AT_A_VISIT):
            self._tested.add(year)
            is_well = self._story.glucose_luck < profile.glucose_share(form.day)
            form.hba1c_tenths = measuring.hba1c_tenths(self._dice, at_target=is_well)

    def _correct(self, form: Form) -> None:
        """Somebody finds a typing error days or weeks later and enters the visit again."""
        day = form.entered // days.DAY_MINUTES + self._dice.whole(1, 45)
        if day > self._story.last_day or form.pressure is None:
            return
        limit = measuring.systolic_limit(self._story.born, form.day)
        off = self._dice.choice((-20, -10, 10, 20))
        systolic = max(form.pressure.systolic + off, form.pressure.diastolic + 15)
        is_at_target = systolic < limit and form.pressure.diastolic < measuring.DIASTOLIC_LIMIT
        right = measuring.Pressure(systolic, form.pressure.diastolic, is_at_target)
        moment = days.instant(day, self._dice.whole(540, 1050))
        form.correction = form.corrected(pressure=right, entered=moment)

    def _entered(self, day: int, late: float) -> int:
        """When the visit is typed in: the same day as a rule, within three days, or weeks later."""
        dice = self._dice
        chance = dice.random()
        minute = dice.whole(500, 1090)
        if LATE_FROM <= day < LATE_UNTIL and chance < ENTERED_TOO_LATE:
            return days.instant(AFTER_CUT_OFF + dice.whole(0, 38), minute)
        if chance < late:
            return days.instant(day + dice.whole(15, 50), minute)
        if dice.happens(0.13):
            return days.instant(day + dice.whole(1, 3), minute)
        return days.instant(day, minute)

    def _sections(self, day: int) -> tuple[str, ...]:
        return tuple(
            condition.key
            for condition in self._story.conditions
            if condition.start <= day and condition.key in FOLLOWED
        )

    def _free_day(self, day: int) -> int:
        """The day itself, or some days after the stay in hospital that covers it."""
        for admitted, discharged in self._story.stays:
            if admitted <= day <= discharged:
                day = discharged + self._dice.whole(2, 8)
        return days.workday(day)

    def _team_on(self, day: int) -> int | None:
        """The team whose contract covers a day on which the resident can be seen."""
        if day > self._story.last:
            return None
        for span in self._story.spans:
            if span.start <= day < span.end:
                return span.team
        return None
