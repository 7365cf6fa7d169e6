"""Assessment models as published data: sections, questions of typed kinds, conditions, points, texts in fi, sv, en.

Enters: nothing. Leaves: what a model is, and the facts that one was drafted, published, and taken into use. They must
not know whose answers it is filled with, nor where its files lie.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value

LONGEST: Final = 1000
"""Characters of a published text."""
_MANY: Final = 200
_Code = Annotated[str, Field(min_length=1, max_length=60)]
_Points = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]


class Said(Value):
    """A published text. Which of the languages it must be said in, the region's profile says."""

    fi: str | None = Field(None, max_length=LONGEST)
    sv: str | None = Field(None, max_length=LONGEST)
    en: str | None = Field(None, max_length=LONGEST)


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

    code: _Code
    text: Said
    points: _Points = 0


class Condition(Value):
    """Ask only if: the answer to `question` is one of `one_of` ("true" and "false" for yes and no)."""

    question: _Code
    one_of: tuple[_Code, ...] = Field(min_length=1, max_length=_MANY)


class Question(Value):
    """A question. `choices` for the two kinds of choice; `least` and `most` for numbers and scales.

    A scale gives its own value as points, a level its place on the CEFR scale, a "yes" `points`.
    """

    code: _Code
    kind: QuestionKind
    text: Said
    help: Said | None = None
    required: bool = False
    choices: tuple[Choice, ...] = Field((), max_length=_MANY)
    least: _Points | None = None
    most: _Points | None = None
    points: _Points = 0
    scored: bool = False
    ask_if: Condition | None = None


class Section(Value):
    """Questions that belong together, in order."""

    code: _Code
    title: Said
    questions: tuple[Question, ...] = Field(min_length=1, max_length=_MANY)


class Band(Value):
    """What a total of at least `at_least` points means, and the services that it points to."""

    code: _Code
    at_least: _Points
    text: Said
    services: tuple[_Code, ...] = Field((), max_length=_MANY)


class Model(Value):
    """A model in one version. `weight` says how much work it is: light, common or deep."""

    code: _Code
    version: int = Field(ge=1, le=10_000)
    weight: _Code
    name: Said
    source: str = Field(max_length=LONGEST)
    sections: tuple[Section, ...] = Field(min_length=1, max_length=_MANY)
    bands: tuple[Band, ...] = Field((), max_length=_MANY)


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
