"""What can be trusted in the rows of the city: nobody real, nothing impossible."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from contracts.domain import identity
from contracts.domain.errors import DomainError
from ops.city.places import REGION_CODES

LAST_DAY = "2026-11-21"  # the day before the city's today


def by_resident(rows):
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["resident_id"]].append(row)
    return grouped


def test_every_identity_number_is_valid_with_the_codes_of_the_city_only(city):
    for resident in city["contracts_resident"]:
        read = identity.parse(resident["id_number"], known_regions=REGION_CODES)

        assert read.born_on.isoformat() == resident["born_on"]
        assert read.sex == resident["sex"]
        with pytest.raises(DomainError, match="id_region"):
            identity.parse(resident["id_number"])


def test_identity_numbers_differ(city):
    numbers = [resident["id_number"] for resident in city["contracts_resident"]]

    assert len(set(numbers)) == len(numbers)


def test_addresses_and_places_are_marked_as_synthetic(city):
    assert all("合成数据" in resident["address"] for resident in city["contracts_resident"])


def test_nobody_is_visited_measured_or_admitted_after_death(city):
    died = {r["id"]: r["died_on"] for r in city["contracts_resident"] if r["died_on"]}

    assert died
    for visit in city["followup_visit"]:
        assert visit["visited_on"] <= died.get(visit["resident_id"], LAST_DAY)
    for reading in city["followup_reading"]:
        assert reading["taken_at"][:10] <= died.get(reading["resident_id"], LAST_DAY)
    for stay in city["followup_encounter"]:
        assert (stay["discharged_on"] or LAST_DAY) <= died.get(stay["resident_id"], LAST_DAY)


def test_nothing_is_recorded_before_it_happened_or_after_today(city):
    pairs = [
        *((row["visited_on"], row["entered_at"]) for row in city["followup_visit"]),
        *((row["taken_at"][:10], row["recorded_at"]) for row in city["followup_reading"]),
        *((row["discharged_on"] or row["admitted_on"], row["recorded_at"]) for row in city["followup_encounter"]),
        *((row["signed_on"], row["recorded_at"]) for row in city["contracts_contract"]),
        *((row["died_on"], row["death_recorded_at"]) for row in city["contracts_resident"] if row["died_on"]),
    ]  # fmt: skip

    assert all(day <= recorded[:10] <= LAST_DAY for day, recorded in pairs)


def test_contracts_of_a_resident_never_overlap(city):
    for contracts in by_resident(city["contracts_contract"]).values():
        ordered = sorted(contracts, key=lambda contract: contract["starts_on"])

        assert all(a["ends_on"] <= b["starts_on"] for a, b in pairwise(ordered))
        assert all(c["signed_on"] <= c["starts_on"] < c["ends_on"] for c in ordered)


def test_every_visit_is_made_by_the_team_that_holds_the_contract_on_its_day(city):
    contracts = by_resident(city["contracts_contract"])
    for visit in city["followup_visit"]:
        holders = [
            contract["team_id"]
            for contract in contracts[visit["resident_id"]]
            if contract["starts_on"] <= visit["visited_on"] < contract["ends_on"]
        ]

        assert holders == [visit["team_id"]]


def test_a_transfer_hands_the_resident_to_another_team_without_a_gap(city):
    transfers = 0
    for contracts in by_resident(city["contracts_contract"]).values():
        for before, after in pairwise(sorted(contracts, key=lambda c: c["starts_on"])):
            if before["end_reason"] == "changed_team":
                transfers += 1
                assert before["ends_on"] == after["starts_on"]
                assert before["team_id"] != after["team_id"]

    assert transfers > 60  # 6,000 x 3.5 %, less those whose contract is too short


def test_visits_go_on_with_the_new_team_after_a_transfer(city):
    visits = by_resident(city["followup_visit"])
    teams_seen = [
        len({visit["team_id"] for visit in visits[contract["resident_id"]]})
        for contract in city["contracts_contract"]
        if contract["end_reason"] == "changed_team"
    ]

    assert 2 in teams_seen


def test_stays_of_a_resident_do_not_overlap(city):
    for stays in by_resident(city["followup_encounter"]).values():
        ordered = sorted(
            stays, key=lambda stay: (stay["admitted_on"], stay["discharged_on"] or "9")
        )

        assert all((a["discharged_on"] or "9") <= b["admitted_on"] for a, b in pairwise(ordered))


def test_a_visit_has_a_section_for_a_condition_on_the_register(city):
    registered = {(e["resident_id"], e["condition"]): e for e in city["followup_registerentry"]}
    visits = {visit["id"]: visit for visit in city["followup_visit"]}
    sections = {
        "hypertension": city["followup_hypertensionsection"],
        "t2dm": city["followup_diabetessection"],
    }
    for condition, rows in sections.items():
        for section in rows:
            visit = visits[section["visit_id"]]
            entry = registered[visit["resident_id"], condition]
            assert entry["starts_on"] <= visit["visited_on"] < entry.get("ends_on", "9")
    served = {row["visit_id"] for rows in sections.values() for row in rows}
    assert served == set(visits)


def test_a_correction_repeats_the_day_and_comes_later(city):
    visits = {visit["id"]: visit for visit in city["followup_visit"]}
    corrections = [visit for visit in visits.values() if visit["replaces_id"]]

    assert corrections
    for visit in corrections:
        original = visits[visit["replaces_id"]]
        assert visit["visited_on"] == original["visited_on"]
        assert visit["entered_at"] > original["entered_at"]
        assert visit["systolic_mmhg"] != original["systolic_mmhg"]


def test_an_unsatisfactory_visit_is_mostly_followed_by_another_within_two_weeks(city):
    unsatisfactory = {s["visit_id"] for s in city["followup_hypertensionsection"] if s.get("classification") == "2"}  # fmt: skip
    days = {r: {v["visited_on"] for v in rows} for r, rows in by_resident(city["followup_visit"]).items()}  # fmt: skip
    followed = [
        any(
            (date.fromisoformat(visit["visited_on"]) + timedelta(ahead)).isoformat()
            in days[visit["resident_id"]]
            for ahead in range(1, 17)
        )
        for visit in city["followup_visit"]
        if visit["id"] in unsatisfactory
    ]

    assert 0.4 < sum(followed) / len(followed) < 0.8


def test_instants_name_the_offset_of_shanghai(city):
    entered = datetime.fromisoformat(city["followup_visit"][0]["entered_at"])

    assert entered.utcoffset() == timedelta(hours=8)
