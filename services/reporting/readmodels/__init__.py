"""The read models: each a row type and pure folds, by the name of its module.

Intake's stream alone says which municipality a case belongs to; whatever comes before intake's first event has the
municipality "" and is nobody's to see, and follows the case from then on.
"""

from __future__ import annotations

from typing import Any, Final

from services.reporting.readmodels.actions import ACTIONS
from services.reporting.readmodels.appointments import APPOINTMENTS
from services.reporting.readmodels.arrivals import ARRIVALS
from services.reporting.readmodels.assessments import ASSESSMENTS
from services.reporting.readmodels.barriers import BARRIER_REPORTS, BARRIERS
from services.reporting.readmodels.breaches import BREACHES
from services.reporting.readmodels.bulletins import BULLETINS
from services.reporting.readmodels.caseload import CASELOAD
from services.reporting.readmodels.compensation import COMPENSATION
from services.reporting.readmodels.concerns import CONCERNS
from services.reporting.readmodels.consents import CONSENTS
from services.reporting.readmodels.deadlines import DEADLINES
from services.reporting.readmodels.forecasts import FORECASTS
from services.reporting.readmodels.forms import FORMS
from services.reporting.readmodels.groups import GROUPS, MEMBERS
from services.reporting.readmodels.guidance import GUIDANCE
from services.reporting.readmodels.households import HOUSEHOLDS
from services.reporting.readmodels.languagetests import LANGUAGE_TESTS
from services.reporting.readmodels.milestones import MILESTONES
from services.reporting.readmodels.models import MODELS
from services.reporting.readmodels.needs import NEEDS
from services.reporting.readmodels.networks import MINUTES, NETWORKS
from services.reporting.readmodels.nondisclosures import NONDISCLOSURES
from services.reporting.readmodels.notices import NOTICES
from services.reporting.readmodels.organisations import ORGANISATIONS
from services.reporting.readmodels.outreach import OUTREACH
from services.reporting.readmodels.owners import OWNERS
from services.reporting.readmodels.pathways import PATHWAYS
from services.reporting.readmodels.plans import PLANS
from services.reporting.readmodels.policies import POLICIES
from services.reporting.readmodels.potentials import POTENTIALS
from services.reporting.readmodels.practices import PRACTICES
from services.reporting.readmodels.previews import PREVIEWS
from services.reporting.readmodels.programmes import PROGRAMMES
from services.reporting.readmodels.projects import PROJECTS
from services.reporting.readmodels.protections import PROTECTIONS
from services.reporting.readmodels.quota import QUOTA
from services.reporting.readmodels.readiness import READINESS
from services.reporting.readmodels.referrals import REFERRALS
from services.reporting.readmodels.search import search_by
from services.reporting.readmodels.seasons import EFFECTS, SEASONS, WISHES
from services.reporting.readmodels.servicepoints import SERVICE_POINTS
from services.reporting.readmodels.servicereferrals import SERVICE_REFERRALS
from services.reporting.readmodels.services import SERVICES
from services.reporting.readmodels.skills import SKILLS
from services.reporting.readmodels.standings import STANDINGS
from services.reporting.readmodels.strategies import STRATEGIES
from services.reporting.readmodels.suitability import SUITABILITY
from services.reporting.readmodels.timeline import TIMELINE
from services.reporting.readmodels.trainings import TRAININGS
from services.reporting.readmodels.transfers import TRANSFERS
from services.reporting.readmodels.vacancies import CANDIDACIES, SEATS, VACANCIES
from shared.privacy.blind import Blind
from shared.projection import Projection
from shared.settings import Settings

TOLD: Final[tuple[Projection[Any], ...]] = (TIMELINE,)
"""Folded from the archive whenever they are read, and stored nowhere: of one case, and never behind or astray."""


def projections(blind: Blind) -> tuple[Projection[Any], ...]:
    """All read models with tables of their own; the blind key is what search values are made with."""
    return (
        CASELOAD,
        DEADLINES,
        TRANSFERS,
        REFERRALS,
        GROUPS,
        MEMBERS,
        ARRIVALS,
        CONSENTS,
        GUIDANCE,
        SERVICE_POINTS,
        OUTREACH,
        APPOINTMENTS,
        QUOTA,
        CONCERNS,
        COMPENSATION,
        PROJECTS,
        ORGANISATIONS,
        ASSESSMENTS,
        BREACHES,
        FORECASTS,
        FORMS,
        LANGUAGE_TESTS,
        MODELS,
        SKILLS,
        SUITABILITY,
        SERVICES,
        OWNERS,
        NEEDS,
        POTENTIALS,
        MILESTONES,
        PATHWAYS,
        VACANCIES,
        SEATS,
        CANDIDACIES,
        ACTIONS,
        BULLETINS,
        MINUTES,
        NETWORKS,
        POLICIES,
        PRACTICES,
        PROGRAMMES,
        READINESS,
        STRATEGIES,
        TRAININGS,
        HOUSEHOLDS,
        NOTICES,
        PREVIEWS,
        STANDINGS,
        PLANS,
        SERVICE_REFERRALS,
        BARRIERS,
        BARRIER_REPORTS,
        SEASONS,
        EFFECTS,
        WISHES,
        PROTECTIONS,
        NONDISCLOSURES,
        search_by(blind),
    )


def projections_of(settings: Settings) -> tuple[Projection[Any], ...]:
    """All read models of a deployment.

    Raises:
        LookupError: the settings name no blind key.
    """
    if settings.blind_key_file is None:
        raise settings.missing("blind_key_file")
    return projections(Blind.from_file(settings.blind_key_file))
