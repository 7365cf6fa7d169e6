"""The portal's catalogue and its templates say the same codes."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from services.portal.pages.worklist import SORTS, STATUSES
from services.portal.problems import _TITLES
from services.portal.rendering import TOLD
from shared.access.roles import Role
from shared.events.intake import DeclineReason
from shared.events.intake.standing import WithdrawalReason
from shared.regions.texts import LANGUAGES, catalogue, codes

pytestmark = pytest.mark.unit

TEMPLATES = {
    file.name: file.read_text(encoding="utf-8") for file in files("services.portal").joinpath("templates").iterdir()
}
FAMILIES = {
    "portal.status": {*STATUSES, "merged", "plan_ended"},  # these two are on case pages only
    "portal.sort": set(SORTS),
    "portal.duty": {"assessment", "plan", "review", "plan_end", "next_step", "none"},
    "portal.detail": set(TOLD),
    "portal.role": {role.value for role in Role},
    "portal.referral": {"made", "accepted", "queued", "started", "declined", "ended", "number"},
    "portal.transfer": {"offered", "accepted", "declined", "expired", "withdrawn"},
    "portal.decline": {reason.value for reasons in (DeclineReason, WithdrawalReason) for reason in reasons},
    "portal.input": {"arrived_on", "assessed_on", "agreed_on", "ends_on", "months"},
}


def _asked_for() -> set[str]:
    asked = {code for text in TEMPLATES.values() for code in re.findall(r't\("([a-z_.]+[a-z_])"[,)]', text)}
    asked |= {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}
    asked |= set(_TITLES.values())
    return asked | {"portal.language", "portal.problem.failed", "portal.signin_needed", "portal.yes", "portal.no"}


def test_every_text_that_a_page_asks_for_is_there() -> None:
    assert _asked_for() <= codes()


def test_every_text_of_the_portal_is_asked_for() -> None:
    assert {code for code in codes() if code.startswith("portal.")} - _asked_for() == set()


def test_no_template_has_words_of_its_own() -> None:
    for name, template in TEMPLATES.items():
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template, flags=re.DOTALL)
        bare = bare.replace("Kotopolku – Integrationsstigen", " ").replace("– Kotopolku", " ")
        assert not re.search(r"[^\W\d_]{2,}", bare), (name, re.findall(r"[^\W\d_]{2,}", bare))


def test_no_template_marks_a_value_as_safe() -> None:
    for template in TEMPLATES.values():
        assert "safe" not in template
        assert "autoescape" not in template


def test_no_template_asks_for_script_or_style() -> None:
    for template in TEMPLATES.values():
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", template)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_calls_itself_by_its_own_name(language: str) -> None:
    names = {one: catalogue(one).forms["portal.language"][0] for one in LANGUAGES}
    assert len(set(names.values())) == len(LANGUAGES)
    assert names[language] == {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}[language]  # type: ignore[index]
