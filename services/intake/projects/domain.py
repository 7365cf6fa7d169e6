"""What may be done with a project's entry: made, amended, and results published, by the municipality that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.projects import ProjectAmended, ProjectRegistered, ResultPublished
from shared.events.model import Event
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.texts import Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    """What may change in a project."""

    ends_on: date
    themes: tuple[str, ...]
    partners: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RegisterProject:
    """The network is told of a project; its name is said in each of the `required` languages."""

    project: UUID
    municipality: str
    name: LocalisedText
    required: tuple[Language, ...]
    funder: str
    number: str
    starts_on: date
    about: About


@dataclass(frozen=True, slots=True)
class AmendProject:
    """It is otherwise than was told."""

    municipality: str
    about: About


@dataclass(frozen=True, slots=True)
class PublishResult:
    """Something came of it."""

    municipality: str
    result: UUID
    title: LocalisedText
    summary: LocalisedText
    required: tuple[Language, ...]
    link: str | None
    published_on: date
    today: date


Command: TypeAlias = RegisterProject | AmendProject | PublishResult

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Untold:
    """Nobody has told of it."""


@dataclass(frozen=True, slots=True)
class Project:
    """The network knows of it."""

    project: UUID
    municipality: str
    starts_on: date
    about: About
    results: frozenset[UUID] = frozenset()


State: TypeAlias = Untold | Project

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, project: State) -> Sequence[Event]:
    """The facts that a command makes of a project's entry; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the entry isn't the asking municipality's.
    """
    match command:
        case RegisterProject():
            return _register(command, project)
        case AmendProject(municipality, about):
            known = _own(municipality, project)
            _sensible(known.starts_on, about)
            return [] if about == known.about else [_amended(known.project, about)]
        case PublishResult():
            return _publish(command, _own(command.municipality, project))
    assert_never(command)


def _register(command: RegisterProject, project: State) -> Sequence[Event]:
    if isinstance(project, Project):
        return []
    _said(command.name, command.required, "name")
    _sensible(command.starts_on, command.about)
    return [
        ProjectRegistered(
            project=command.project,
            municipality=command.municipality,
            title=command.name,
            funder=command.funder,
            number=command.number,
            starts_on=command.starts_on,
            ends_on=command.about.ends_on,
            themes=command.about.themes,
            partners=command.about.partners,
        )
    ]


def _amended(project: UUID, about: About) -> ProjectAmended:
    return ProjectAmended(project=project, ends_on=about.ends_on, themes=about.themes, partners=about.partners)


def _publish(command: PublishResult, project: Project) -> Sequence[Event]:
    if command.result in project.results:
        return []
    _said(command.title, command.required, "title")
    _said(command.summary, command.required, "summary")
    if command.published_on > command.today:
        raise Refused("project.day_in_the_future", "published_on")
    if command.published_on < project.starts_on:
        raise Refused("project.result_before_it_began", "published_on")
    return [
        ResultPublished(
            project=project.project,
            result=command.result,
            title=command.title,
            summary=command.summary,
            link=command.link,
            published_on=command.published_on,
        )
    ]


def _own(municipality: str, project: State) -> Project:
    if isinstance(project, Untold) or project.municipality != municipality:
        raise Refused("access.not_found")
    return project


def _sensible(starts_on: date, about: About) -> None:
    if about.ends_on < starts_on:
        raise Refused("project.ends_before_it_begins", "ends_on")
    if not about.themes:
        raise Refused("project.no_theme", "themes")


def _said(words: LocalisedText, required: tuple[Language, ...], field: str) -> None:
    """What is published is said in every language that the region publishes in."""
    if missing := missing_languages(words, required):
        raise Refused("project.language_missing", f"{field}.{missing[0]}")


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Untold()


def evolve(project: State, recorded: Recorded[Event]) -> State:
    """The project's entry after a fact."""
    match recorded.event, project:
        case ProjectRegistered() as fact, Untold():
            about = About(fact.ends_on, fact.themes, fact.partners)
            return Project(fact.project, fact.municipality, fact.starts_on, about)
        case ProjectAmended() as fact, Project():
            about = About(fact.ends_on, fact.themes, fact.partners)
            return Project(project.project, project.municipality, project.starts_on, about, project.results)
        case ResultPublished(result=result), Project():
            results = project.results | {result}
            return Project(project.project, project.municipality, project.starts_on, project.about, results)
    raise ValueError(f"{recorded.head.type} cannot follow {type(project).__name__}")
