"""One resident from signing to the last day, as rows; and all residents of a city in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ops.city import days, follow_up, form, hospital, illness, membership, people, readings
from ops.city.dice import Dice, Odds
from ops.city.hospital import Hospitals, Patient, Stay
from ops.city.illness import FOLLOWED
from ops.city.membership import Leaving
from ops.city.people import HISTORY_START, IdentityNumbers
from ops.city.places import City
from ops.city.rows import Row, Rows

# A resident's dice depend on the seed and his number alone, so that more residents leave the first ones as they are.
SPREAD = 1_000_003
CHUNK = 1000
FORGOTTEN = 0.04  # deaths that are recorded months later


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works in a team, as the rows name them."""

    team_id: int
    doctors: tuple[str, ...]
    clerks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A city with the ids that its rows refer to; ``first_number`` keeps cities apart."""

    city: City
    first_number: int
    desks: Sequence[Desk]
    county_ids: dict[str, int]
    package_id: int


class Chronicle:
    """Writes biographies into rows, always the same for the same seed, size and day."""

    def __init__(self, rows: Rows, *, seed: int, today_ordinal: int) -> None:
        self._rows = rows
        self._seed = seed
        self._last_day = today_ordinal - 1
        self._numbers = IdentityNumbers()
        self._dice = Dice()

    def residents(self, town: Town, count: int) -> Iterator[dict[str, list[Row]]]:
        """The rows of ``count`` residents, a thousand residents at a time."""
        odds = Odds({place: team.profile.size for place, team in enumerate(town.city.teams)})
        hospitals = Hospitals(town.city.hospitals)
        for number in range(count):
            self._dice.seed(self._seed * SPREAD + town.first_number + number)
            team = odds.pick(self._dice)
            _Life(
                self._dice,
                self._rows,
                town,
                team=team,
                number=town.first_number + number,
                last_day=self._last_day,
                numbers=self._numbers,
            ).tell(hospitals)
            if (number + 1) % CHUNK == 0 or number + 1 == count:
                yield self._rows.take()


class _Life:
    """One resident in the making."""

    def __init__(
        self,
        dice: Dice,
        rows: Rows,
        town: Town,
        *,
        team: int,
        number: int,
        last_day: int,
        numbers: IdentityNumbers,
    ) -> None:
        self._dice, self._rows, self._town = dice, rows, town
        self._team, self._number, self._last_day = team, number, last_day
        self._profiles = [plan.profile for plan in town.city.teams]
        self._bp_luck, self._glucose_luck = dice.random(), dice.random()
        self._centre = town.city.centres[team // membership.TEAMS_PER_CENTRE]
        self._person = people.invent(dice, numbers, city=town.city, centre=self._centre)
        born = self._person.born
        self._conditions = illness.conditions_of(dice, born=born, last_day=last_day)
        self._died = illness.dies_on(
            dice, born=born, is_ill=bool(self._conditions), last_day=last_day
        )
        moved = illness.moves_on(dice, last_day=last_day)
        self._moved = moved if self._died is None else None
        self._leaving = self._when_leaving()
        # The last day of living here.
        self._here = last_day if self._leaving is None else self._leaving.day - 1
        self._signed = membership.contracts_of(
            dice,
            team=team,
            team_count=len(self._profiles),
            born=born,
            leaving=self._leaving,
            last_day=last_day,
        )
        self._conditions = illness.known_from(self._conditions, self._signed[0].start)

    def tell(self, hospitals: Hospitals) -> None:
        """Write everything about this resident."""
        resident_id = self._write_person()
        self._write_contracts(resident_id)
        self._write_register(resident_id)
        stays = self._write_stays(resident_id, hospitals)
        if any(condition.key in FOLLOWED for condition in self._conditions):
            self._write_visits(resident_id, stays)
        self._write_readings(resident_id)

    def _when_leaving(self) -> Leaving | None:
        """The first day without a contract: the day after death, or the day of the move."""
        dice, died = self._dice, self._died
        if died is not None:
            delay = dice.whole(60, 120) if dice.happens(FORGOTTEN) else dice.whole(1, 25)
            known = min(died + delay, max(self._last_day, died))
            return Leaving(died + 1, "died", days.instant(known, dice.whole(540, 1020)))
        if self._moved is not None:
            recorded = days.instant(self._moved, dice.whole(540, 1020))
            return Leaving(self._moved, "moved", recorded)
        return None

    def _write_person(self) -> int:
        person, died, leaving = self._person, self._died, self._leaving
        known = None
        if died is not None and leaving is not None:
            known = days.stamp(leaving.recorded_at)
        return self._rows.add(
            "contracts_resident",
            {
                "name": person.name,
                "sex": person.sex,
                "born_on": days.iso(person.born),
                "died_on": None if died is None else days.iso(died),
                "death_recorded_at": known,
                "id_number": person.id_number,
                "phone": person.phone,
                "address": person.address,
                "region_id": self._town.county_ids[self._centre.county.code],
                "recorded_at": days.stamp(self._signed[0].recorded_at),
            },
        )

    def _write_contracts(self, resident_id: int) -> None:
        for place, contract in enumerate(self._signed, start=1):
            desk = self._town.desks[contract.team]
            self._rows.add(
                "contracts_contract",
                membership.contract_row(
                    contract,
                    resident_id=resident_id,
                    team_id=desk.team_id,
                    package_id=self._town.package_id,
                    number=f"JT{days.year_of(contract.start)}{self._number:07d}{place:02d}",
                    clerk=desk.clerks[0],
                ),
            )

    def _write_register(self, resident_id: int) -> None:
        leaving = self._leaving
        for condition in self._conditions:
            if leaving is not None and condition.start >= leaving.day:
                continue
            row: Row = {
                "resident_id": resident_id,
                "condition": condition.key,
                "starts_on": days.iso(condition.start),
                "recorded_at": days.stamp(days.instant(condition.start, 960)),
                "recorded_by": self._town.desks[self._team].clerks[0],
            }
            if leaving is not None:
                row["ends_on"] = days.iso(leaving.day)
                row["end_reason"] = leaving.reason
                row["end_recorded_at"] = days.stamp(leaving.recorded_at)
            self._rows.add("followup_registerentry", row)

    def _write_stays(self, resident_id: int, hospitals: Hospitals) -> list[Stay]:
        patient = Patient(
            born=self._person.born,
            conditions=tuple(condition.key for condition in self._conditions),
            last=self._here,
            died=self._died,
            is_here=self._leaving is None,
            again=self._profiles[self._team].readmission_on,
        )
        stays = hospital.stays_of(self._dice, patient, hospitals)
        for place, stay in enumerate(stays, start=1):
            row = hospital.encounter_row(
                self._dice,
                stay,
                resident_id=resident_id,
                number=f"ZY{days.year_of(stay.admitted)}{self._number:07d}{place:02d}",
                last_day=self._last_day,
            )
            if row is not None:
                self._rows.add("followup_encounter", row)
        return stays

    def _write_visits(self, resident_id: int, stays: list[Stay]) -> None:
        story = follow_up.Story(
            born=self._person.born,
            conditions=[each for each in self._conditions if each.key in FOLLOWED],
            spans=membership.spans_of(self._signed),
            stays=[(stay.admitted, stay.discharged or self._last_day + 1) for stay in stays],
            last=self._here if self._died is None else self._died - 1,
            last_day=self._last_day,
            moved=self._moved,
            bp_luck=self._bp_luck,
            glucose_luck=self._glucose_luck,
        )
        habits = form.Habits.of(self._dice, sex=self._person.sex)
        for each in follow_up.forms_of(self._dice, story, self._profiles):
            desk = self._town.desks[each.team]
            doctor = desk.doctors[self._number % len(desk.doctors)]
            at = form.Desk(resident_id, desk.team_id, doctor, self._dice.choice(desk.clerks))
            form.write(self._dice, self._rows, each, habits, at)

    def _write_readings(self, resident_id: int) -> None:
        keys = {condition.key for condition in self._conditions}
        subject = readings.Subject(
            resident_id=resident_id,
            born=self._person.born,
            has_pressure="hypertension" in keys,
            has_sugar="t2dm" in keys,
            first=max(HISTORY_START, self._signed[0].start, self._person.born + 1),
            last=self._here - 1,
            bp_luck=self._bp_luck,
            glucose_luck=self._glucose_luck,
            profile=self._profiles[self._team],
        )
        for row in readings.readings_of(self._dice, subject):
            self._rows.add("followup_reading", row)
