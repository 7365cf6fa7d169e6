"""What has happened to a client, and what is asked."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from services.activities.client import domain
from services.activities.client.domain import (
    AnswerSupport,
    BeginCandidacy,
    EndCandidacy,
    EndMentoring,
    EndPlacement,
    KnowClient,
    MoveClient,
    NoteLevel,
    NoteSkills,
    OfferSupport,
    PairMentor,
    RecordMeeting,
    SeekWork,
    StartPlacement,
)
from shared.events.activities.clients import (
    ClientKnown,
    ClientMoved,
    LanguageLevel,
    LevelNoted,
    SkillCodes,
    SkillsNoted,
    SupportAnswer,
    SupportAnswered,
    SupportOffered,
    WorkSought,
    WorkWish,
)
from shared.events.activities.placements import (
    CandidacyBegun,
    CandidacyEnded,
    CandidacyEnding,
    MentorDetails,
    MentoringEnded,
    MentoringEnding,
    MentoringOutcome,
    MentorMet,
    MentorPaired,
    PlacementEnded,
    PlacementEnding,
    PlacementKind,
    PlacementOutcome,
    PlacementStarted,
    PlacementTerms,
)
from shared.events.model import Personal
from tests.spec import Spec

VAASA, NARPES = "905", "545"
TODAY: Final = date(2026, 3, 2)
BEFORE: Final = date(2026, 2, 2)
PERSON, MENTOR = UUID(int=0x9E), UUID(int=0x3E)
OFFER, SERVICE, VACANCY, CANDIDACY, PLACEMENT, PAIRING = (UUID(int=n) for n in range(1, 7))

know = KnowClient(VAASA, PERSON)
known = ClientKnown(municipality=VAASA, person_id=PERSON)
move = MoveClient(NARPES)
moved = ClientMoved(municipality=NARPES)
note_skills = NoteSkills(("S1", "S2"))
skills_noted = SkillsNoted(skills=Personal(PERSON, SkillCodes(codes=("S1", "S2"))))
note_level = NoteLevel("fin", "A2.1")
level_noted = LevelNoted(language="fin", level=Personal(PERSON, LanguageLevel(level="A2.1")))
WISH = WorkWish(sectors=("care",), skills=("cooking",), languages={"fin": "A2"}, furthest_km=40)
seek = SeekWork(VAASA, WISH, TODAY, TODAY)
sought = WorkSought(sought_on=TODAY, wish=Personal(PERSON, WISH))
offer = OfferSupport(VAASA, OFFER, SERVICE, TODAY)
offered = SupportOffered(offer=OFFER, service_id=SERVICE, offered_on=TODAY)
answer = AnswerSupport(VAASA, OFFER, accepted=True, today=TODAY)
answered = SupportAnswered(offer=OFFER, answered_on=TODAY, answer=Personal(PERSON, SupportAnswer(accepted=True)))
begin = BeginCandidacy(VAASA, VACANCY, CANDIDACY)
begun = CandidacyBegun(vacancy=VACANCY, candidacy=CANDIDACY)
decide_candidacy = EndCandidacy(VACANCY, CANDIDACY, accepted=False)
candidacy_ended = CandidacyEnded(
    vacancy=VACANCY, candidacy=CANDIDACY, ending=Personal(PERSON, CandidacyEnding(accepted=False))
)
TERMS = PlacementTerms(kind=PlacementKind.WORK_TRIAL, employer="Kaupunki", planned_until=date(2026, 5, 1))
start = StartPlacement(VAASA, PLACEMENT, VACANCY, BEFORE, TERMS, TODAY)
started = PlacementStarted(placement=PLACEMENT, vacancy=VACANCY, started_on=BEFORE, terms=Personal(PERSON, TERMS))
end = EndPlacement(VAASA, PLACEMENT, TODAY, PlacementOutcome.JOB, TODAY)
ended = PlacementEnded(
    placement=PLACEMENT, ended_on=TODAY, ending=Personal(PERSON, PlacementEnding(outcome=PlacementOutcome.JOB))
)
MAIJA = MentorDetails(name="Maija", languages=("fin",))
pair = PairMentor(VAASA, PAIRING, MENTOR, MAIJA, BEFORE, TODAY)
paired = MentorPaired(pairing=PAIRING, mentor_id=MENTOR, paired_on=BEFORE, mentor=Personal(MENTOR, MAIJA))
meet = RecordMeeting(VAASA, PAIRING, TODAY, TODAY)
met = MentorMet(pairing=PAIRING, met_on=TODAY)
part = EndMentoring(VAASA, PAIRING, TODAY, MentoringOutcome.GOAL_REACHED, TODAY)
parted = MentoringEnded(
    pairing=PAIRING, ended_on=TODAY, ending=Personal(PERSON, MentoringEnding(outcome=MentoringOutcome.GOAL_REACHED))
)

given = Spec(domain.INITIAL, domain.decide, domain.evolve).given
