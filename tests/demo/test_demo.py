"""The demo: the whole road, from two spreadsheets to worklists, with its checks."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.console import pilots
from shared.access.tokens import issue, signing_key
from shared.regions.texts import text
from tests.demo.running import RunningDemo

pytestmark = pytest.mark.integration


def figures(demo: RunningDemo, file: str) -> dict[str, object]:
    (found,) = [one for one in demo.result["imported"] if one["file"] == file]
    return {
        name: found[name]
        for name in ("rows", "registered", "already_there", "refused", "suspected_duplicates", "warnings")
    }


def as_actor(demo: RunningDemo, actor: str) -> httpx.Client:
    assert demo.settings.token_key_file is not None
    token = issue(signing_key(demo.settings.token_key_file), actor, lifetime=timedelta(minutes=10), purpose="case_work")
    return httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_the_finnish_sample_registers_231_people(demo: RunningDemo) -> None:
    assert figures(demo, "arrivals-fi.csv") == {
        "rows": 240, "registered": 231, "already_there": 1, "refused": 8, "suspected_duplicates": 1, "warnings": 1,
    }  # fmt: skip


def test_the_swedish_sample_registers_172_people(demo: RunningDemo) -> None:
    assert figures(demo, "arrivals-sv.csv") == {
        "rows": 180, "registered": 172, "already_there": 1, "refused": 7, "suspected_duplicates": 1, "warnings": 0,
    }  # fmt: skip


def test_every_check_of_the_demo_holds(demo: RunningDemo) -> None:
    assert demo.result["checks"] == {"chains": True, "gaps": True, "live_equals_rebuilt": True}


def test_the_worklists_hold_every_registered_person_once(demo: RunningDemo) -> None:
    """And every client of the reception centre of MaaKoto's story, and those who came to the Jakobstad area."""
    told = 231 + 172 + len(pilots.MEN) + len(pilots.WOMEN) + len(pilots.AREA_NAMES)
    assert sum(demo.result["worklist"].values()) == told == demo.result["events"]["intake.ArrivalRegistered"]


def test_every_part_of_the_road_was_walked(demo: RunningDemo) -> None:
    events = demo.result["events"]
    for name in (
        "assessment.AssessmentRequired", "assessment.AssessmentStarted", "assessment.AssessmentCompleted",
        "assessment.AssessmentWaived", "planning.PlanRequired", "planning.PlanDrafted", "planning.PlanAgreed",
        "planning.ReferredToService", "planning.ReferralAccepted", "planning.ReferralQueued",
        "planning.ReferralStarted", "planning.ReferralCompleted", "activities.GroupOpened",
        "activities.ParticipantEnrolled", "activities.ParticipantQueued", "activities.AttendanceRecorded",
        "intake.TransferOffered", "intake.TransferAccepted", "intake.TransferDeclined", "intake.DuplicateSuspected",
    ):  # fmt: skip
        assert events.get(name, 0) > 0, name
    # A reception centre's client is owed one when they have a home municipality.
    assert events["assessment.AssessmentRequired"] == 231 + 172 + pilots.MOVED + len(pilots.AREA_NAMES)


def test_the_stories_of_the_five_pilots_are_told(demo: RunningDemo) -> None:
    events = demo.result["events"]
    for name in (
        "assessment.SkillsMapped", "assessment.SuitabilityEvaluated", "assessment.NeedForecast",
        "planning.ServiceReferralCompleted", "activities.PlacementStarted", "activities.CooperationGroupFormed",
        "intake.ProjectRegistered", "activities.WorkshopHeld", "activities.ProgrammeAdopted",
        "activities.ReadinessItemAnswered", "activities.VacancyPosted", "intake.ArrivalPrepared",
        "assessment.LanguageTested", "planning.BarrierAnswered", "assessment.DeadlineBreached",
        "activities.PracticeAdopted", "activities.PotentialOffered", "activities.InstrumentChanged",
        "intake.GuidanceGiven", "activities.BulletinPublished", "activities.QuarterMissed",
    ):  # fmt: skip
        assert events.get(name, 0) > 0, name
    assert (events["activities.TrainingHeld"], events["activities.TrainingRated"]) == (21, 80)


def test_the_pilots_proportions_are_those_that_they_saw() -> None:
    """Three in four men, 31 years old; near half in Russian, a third in English, mostly by phone; a fifth refugees."""
    assert round(len(pilots.MEN) / (len(pilots.MEN) + len(pilots.WOMEN)), 2) == 0.73
    assert round(sum(pilots.AGES) / len(pilots.AGES)) == 31
    assert round(pilots.SPOKEN.count("rus") / len(pilots.SPOKEN), 2) == 0.47
    assert round(pilots.SPOKEN.count("eng") / len(pilots.SPOKEN), 2) == 0.33
    assert pilots.PHONE_LINE.count("phone") > len(pilots.PHONE_LINE) / 2
    assert pilots.AREA_REASONS.count("intl") / len(pilots.AREA_REASONS) == 460 / 2_300


def test_the_refused_rows_come_back_in_the_form_they_came_in(demo: RunningDemo) -> None:
    for name, encoding, numbers in (
        ("arrivals-fi", "utf-8-sig", (17, 31, 44, 58, 73, 90, 133, 171)),
        ("arrivals-sv", "cp1252", (9, 25, 40, 81, 99, 140, 155)),
    ):
        sample = (Path(__file__).parents[1] / "data" / f"{name}.csv").read_bytes()
        rows = list(csv.reader(io.StringIO(sample.decode(encoding), newline=""), delimiter=";"))
        raw = (demo.home / "refused" / f"{name}.refused.csv").read_bytes()
        refused = list(csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=";"))
        assert [row[: len(rows[0])] for row in refused] == [rows[0], *(rows[number + 1] for number in numbers)]
        assert all(row[-1] for row in refused)
        assert b"\r\n" in raw


def test_a_second_import_of_the_same_file_registers_nobody(demo: RunningDemo, tmp_path: Path) -> None:
    sample = Path(__file__).parents[1] / "data" / "arrivals-sv.csv"
    answer = demo.kotopolku(
        "import", "arrivals", str(sample), "--actor", "demo-import", "--refused", str(tmp_path / "r.csv"), "--json",
        check=False,
    )  # fmt: skip
    assert answer.returncode == 3, answer.stderr
    said = json.loads(answer.stdout.splitlines()[-1])
    assert (said["registered"], said["already_there"], said["refused"]) == (0, 173, 7)


def test_rows_of_other_municipalities_come_back_from_a_caseworker_who_may_not_serve_them(
    demo: RunningDemo, tmp_path: Path
) -> None:
    sample = Path(__file__).parents[1] / "data" / "arrivals-sv.csv"
    refused = tmp_path / "refused.csv"
    answer = demo.kotopolku(
        "import", "arrivals", str(sample), "--actor", "demo-caseworker-545", "--refused", str(refused),
        "--language", "sv", "--json", check=False,
    )  # fmt: skip
    assert answer.returncode == 3, answer.stderr
    said = json.loads(answer.stdout.splitlines()[-1])
    assert (said["registered"], said["already_there"], said["refused"]) == (0, 11, 169)
    rows = list(csv.reader(io.StringIO(refused.read_bytes().decode("cp1252"), newline=""), delimiter=";"))[1:]
    assert {row[-1] for row in rows if row[0] == "905"} == {"Kommunkod: " + text("code.municipality_outside", "sv")}


def test_verify_finds_every_chain_whole(demo: RunningDemo) -> None:
    said = json.loads(demo.kotopolku("verify", "--json").stdout.splitlines()[-1])
    assert said["verified"]
    assert said["findings"] == []
    assert sum(said["events"].values()) >= sum(demo.result["events"].values())


def test_the_console_lists_the_published_language(demo: RunningDemo) -> None:
    listed = json.loads(demo.kotopolku("events", "--json").stdout)
    arrival = next(one for one in listed if one["event"] == "ArrivalRegistered")
    assert arrival["owner"] == "intake"
    assert {"assessment", "reporting"} <= set(arrival["consumers"])
    assert set(arrival["personal"]) == {"person", "background", "notes"}
    assert next(one for one in listed if one["event"] == "AssessmentRequired")["versions"] == [1, 2]


def test_a_caseworker_sees_the_worklist_of_her_own_municipality(demo: RunningDemo) -> None:
    with as_actor(demo, "demo-caseworker-545") as client:
        answer = client.get(f"{demo.settings.reporting_url}/municipalities/545/worklist", params={"size": 5})
    assert answer.status_code == 200
    assert answer.json()["total"] == demo.result["worklist"]["545"]


@pytest.mark.kafka
def test_on_a_real_broker_the_figures_are_the_same(demo: RunningDemo, kafka_demo: RunningDemo) -> None:
    for file in ("arrivals-fi.csv", "arrivals-sv.csv"):
        assert figures(kafka_demo, file) == figures(demo, file)
    assert kafka_demo.result["events"] == demo.result["events"]
    assert kafka_demo.result["worklist"] == demo.result["worklist"]
    assert all(kafka_demo.result["checks"].values())
