"""Assessment models as published data: sections, questions of typed kinds, conditions, points, texts in three languages.

Enters: nothing. Leaves: what a model is, and the facts that one was drafted, published, and taken into use. They must
not know whose answers it is filled with, nor where its files lie.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class Said(Value):
    """A published text. Which of the languages it must be said in, the region's profile says."""

    fi: str | None = None
    sv: str | None = None
    en: str | None = None


class QuestionKind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    SINGLE_CHOICE = "single_choice"
    SEVERAL_CHOICES = "several_choices"
    NUMBER = "number"
    DATE = "date"
    CEFR_LEVEL = "cefr_level"
    YES_NO = "yes_no"
    SCALE = "scale"


class Choice(Value):
    """One of the answers that a question offers, and the points it gives."""

    code: str
    text: Said
    points: int = 0


class Condition(Value):
    """Ask only if: the answer to `question` is one of `one_of` ("true" and "false" for yes and no)."""

    question: str
    one_of: tuple[str, ...] = Field(min_length=1)


class Question(Value):
    """A question. `choices` for the two kinds of choice; `least` and `most` for numbers and scales.

    A scale gives its own value as points, a level its place on the CEFR scale, a "yes" `points`.
    """

    code: str
    kind: QuestionKind
    text: Said
    help: Said | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    points: int = 0
    scored: bool = False
    ask_if: Condition | None = None


class Section(Value):
    """Questions that belong together, in order."""

    code: str
    title: Said
    questions: tuple[Question, ...] = Field(min_length=1)


class Band(Value):
    """What a total of at least `at_least` points means, and the services that it points to."""

    code: str
    at_least: int
    text: Said
    services: tuple[str, ...] = ()


class Model(Value):
    """A model in one version. `weight` says how much work it is: light, common or deep."""

    code: str
    version: int = Field(ge=1)
    weight: str
    name: Said
    source: str
    sections: tuple[Section, ...] = Field(min_length=1)
    bands: tuple[Band, ...] = ()


class AssessmentModelDrafted(Event, version=1):
    """A municipality has written down a model that it wants to publish; a text may still be missing in a language."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    content: Annotated[Model, Clear("published, or to be")]
    digest: Annotated[str, Clear("SHA-256 of the content, in hexadecimal")]
    missing: Annotated[dict[str, tuple[str, ...]], Clear("language → the keys of the texts that lack it")]


class AssessmentModelPublished(Event, version=1, effective="published_on"):
    """A model's version can be used from now on, and never changes again."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    model: Annotated[str, Clear("published: the model's code")]
    model_version: Annotated[int, Clear("published")]
    published_on: Annotated[date, Clear("published")]
    content: Annotated[Model, Clear("published")]
    digest: Annotated[str, Clear("SHA-256 of the content, in hexadecimal")]


class AssessmentModelAdopted(Event, version=1, effective="adopted_on"):
    """A municipality makes a model's version its default for forms in a language; another than the common has a reason.

    `reason` is a published text about the municipality's choice, about no person.
    """

    municipality: Annotated[Municipality, Clear("routing and scope")]
    model: Annotated[str, Clear("published: the model's code")]
    model_version: Annotated[int, Clear("published")]
    language: Annotated[str, Clear("the language of the forms: fi, sv or en")]
    adopted_on: Annotated[date, Clear("published")]
    deviates: Annotated[bool, Clear("whether it is another than the region's common model")]
    reason: Annotated[Said | None, Clear("published")] = None
