"""The shares that the issue asks for, within bands, in a city of 6,000."""

from collections import Counter, defaultdict
from statistics import mean, stdev

import pytest

from ops.city.places import YUNXI

TOO_GOOD = 15  # the place of the team whose readings are too good
BY_SCREEN = {"phone", "online"}


def is_adult(resident):
    return resident["born_on"] <= "2007-12-31"


def is_elderly(resident):
    return resident["born_on"] <= "1960-12-31"


def registers_of_2025(city):
    found = defaultdict(set)
    for entry in city["followup_registerentry"]:
        if entry["starts_on"] < "2026-01-01" <= entry.get("ends_on", "9"):
            found[entry["resident_id"]].add(entry["condition"])
    return found


def last_pressures(city, year):
    """The last pressure of each resident in a year, with the team that took it."""
    last = {}
    for visit in city["followup_visit"]:
        if visit["visited_on"][:4] == year and visit.get("systolic_mmhg") and visit["mode"] not in BY_SCREEN:  # fmt: skip
            last[visit["resident_id"]] = visit
    return last


def control_rates(city, year):
    residents = {resident["id"]: resident for resident in city["contracts_resident"]}
    counts = defaultdict(lambda: [0, 0])
    for visit in last_pressures(city, year).values():
        limit = 150 if is_elderly(residents[visit["resident_id"]]) else 140
        at_target = visit["systolic_mmhg"] < limit and visit["diastolic_mmhg"] < 90
        counts[visit["team_id"]][0] += at_target
        counts[visit["team_id"]][1] += 1
    return {team: good / all_ for team, (good, all_) in counts.items()}


def test_a_quarter_of_the_adults_has_hypertension_and_a_tenth_diabetes(city):
    registers = registers_of_2025(city)
    adults = [resident["id"] for resident in city["contracts_resident"] if is_adult(resident)]
    pressure = {r for r in adults if "hypertension" in registers[r]}
    sugar = {r for r in adults if "t2dm" in registers[r]}

    assert 0.21 < len(pressure) / len(adults) < 0.28
    assert 0.075 < len(sugar) / len(adults) < 0.12
    assert 0.4 < len(pressure & sugar) / len(sugar) < 0.7


def test_some_register_members_are_elderly_with_three_conditions(city):
    registers = registers_of_2025(city)
    members = [
        r for r in city["contracts_resident"] if registers[r["id"]] & {"hypertension", "t2dm"}
    ]
    many = [r for r in members if is_elderly(r) and len(registers[r["id"]]) >= 3]

    assert 0.025 < len(many) / len(members) < 0.055


def test_every_team_has_residents(city):
    teams = {contract["team_id"] for contract in city["contracts_contract"]}

    assert teams == set(range(1, len(YUNXI.teams) + 1))


def test_most_members_get_four_visits_a_year_and_some_do_not(city):
    counts = Counter(
        visit["resident_id"]
        for visit in city["followup_visit"]
        if visit["visited_on"][:4] == "2025" and not visit["replaces_id"] and visit["mode"] not in BY_SCREEN
    )  # fmt: skip

    often = sum(count >= 4 for count in counts.values()) / len(counts)

    assert 0.6 < often < 0.92


def test_control_lies_between_a_poor_team_and_a_good_one_on_both_sides_of_the_thresholds(city):
    rates = control_rates(city, "2025").values()

    assert min(rates) < 0.76
    assert sum(rate < 0.80 for rate in rates) >= 4
    assert sum(rate > 0.90 for rate in rates) >= 3


def test_control_improves_from_2024_to_2025_and_not_everywhere_alike(city):
    before, after = control_rates(city, "2024"), control_rates(city, "2025")
    gains = [after[team] - before[team] for team in after]

    assert 0.01 < mean(gains) < 0.10
    assert stdev(gains) > 0.02


def test_one_team_writes_readings_that_are_too_good(city):
    by_team = defaultdict(list)
    for visit in city["followup_visit"]:
        if visit.get("systolic_mmhg"):
            by_team[visit["team_id"]].append((visit["systolic_mmhg"], visit["diastolic_mmhg"]))
    spread = {team: stdev(s for s, _ in values) for team, values in by_team.items()}
    heaped = {team: values.count((138, 88)) / len(values) for team, values in by_team.items()}

    assert min(spread, key=spread.get) == TOO_GOOD
    assert heaped.pop(TOO_GOOD) > 0.2 > 4 * max(heaped.values())


def test_its_residents_measure_higher_at_home(city):
    members = {c["resident_id"] for c in city["contracts_contract"] if c["team_id"] == TOO_GOOD}
    home = [r["systolic_mmhg"] for r in city["followup_reading"] if r["source"] == "home" and r["resident_id"] in members]  # fmt: skip
    clinic = [v["systolic_mmhg"] for v in city["followup_visit"] if v["team_id"] == TOO_GOOD and v.get("systolic_mmhg")]  # fmt: skip

    assert mean(home) - mean(clinic) > 6


def test_readings_end_in_zero_and_in_even_digits_more_than_chance_has_it(city):
    ends = Counter(
        v["systolic_mmhg"] % 10 for v in city["followup_visit"] if v.get("systolic_mmhg")
    )
    total = ends.total()

    assert 0.2 < ends[0] / total < 0.45
    assert sum(ends[digit] for digit in (0, 2, 4, 6, 8)) / total > 0.65


def test_some_visits_of_2025_were_entered_after_its_cut_off(city):
    visits = [visit for visit in city["followup_visit"] if visit["visited_on"][:4] == "2025"]
    late = [visit for visit in visits if visit["entered_at"] >= "2026-02-01"]

    assert 0 < len(late) / len(visits) < 0.02


def test_people_die_move_and_ask_to_leave(city):
    reasons = Counter(contract["end_reason"] for contract in city["contracts_contract"])

    assert {"died", "moved", "changed_team", "own_request"} <= set(reasons)
    assert 80 < reasons["died"] < 180  # about 0.7 % a year over 2.9 years


@pytest.mark.parametrize("disposition", ["home", "transfer", "died", "against_advice"])
def test_stays_end_in_different_ways(city, disposition):
    assert any(stay["disposition"] == disposition for stay in city["followup_encounter"])


def test_some_stays_are_followed_by_a_planned_return_and_some_by_an_unplanned_one(city):
    stays = city["followup_encounter"]

    assert any(stay["planned_return"] == "true" for stay in stays)
    assert any(stay["planned_return"] == "false" for stay in stays)
    assert any(stay["planned_return"] is None for stay in stays)
    assert all(stay["cost_fen"] > 0 for stay in stays)
