"""Events of bulletins: current information to immigrants, to the network and to staff.

Enters: nothing. Leaves: a bulletin's facts. They must not know who has read it: readers are pseudonyms that differ from
bulletin to bulletin, and those who were shown it are numbers.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class BulletinAudience(StrEnum):
    IMMIGRANTS = "immigrants"
    NETWORK = "network"
    STAFF = "staff"


class Recipients(Value):
    """How many of an audience a bulletin is meant for."""

    audience: BulletinAudience
    people: int


class BulletinDrafted(Event, version=1):
    """A bulletin is being written; `languages` are those it must be said in before it is published."""

    municipality: Annotated[Municipality, Clear("routing and scope: who writes it")]
    areas: Annotated[tuple[str, ...], Clear("municipalities it is for")]
    audiences: Annotated[tuple[BulletinAudience, ...], Clear("whom it is for")]
    topic: Annotated[str, Clear("published: a theme's code")]
    languages: Annotated[tuple[str, ...], Clear("what the regions publish in")]
    title: Annotated[PublishedText, Clear("written to be published")]
    text: Annotated[PublishedText, Clear("written to be published")]


class BulletinTranslated(Event, version=1):
    """Its title, its text or both are said in one more language, or better in one it had."""

    language: Annotated[str, Clear("fi, sv or en")]
    title: Annotated[str | None, Clear("written to be published")] = None
    text: Annotated[str | None, Clear("written to be published")] = None


class BulletinPublished(Event, version=1, effective="valid_from"):
    """It can be read, in these words and no others, from a day to a day."""

    title: Annotated[PublishedText, Clear("published")]
    text: Annotated[PublishedText, Clear("published")]
    valid_from: Annotated[date, Clear("published")]
    valid_to: Annotated[date, Clear("published")]
    recipients: Annotated[tuple[Recipients, ...], Clear("counts by audience")]


class BulletinWithdrawn(Event, version=1, effective="withdrawn_on"):
    """It is no longer to be read."""

    withdrawn_on: Annotated[date, Clear("published")]


class BulletinSeen(Event, version=1):
    """A reader has seen it."""

    audience: Annotated[BulletinAudience, Clear("as whom it was read")]
    reader: Annotated[str, Clear("a blind value of reader and bulletin: two bulletins' readers cannot be compared")]


class BulletinShown(Event, version=1):
    """It was shown to so many people who do not read it here themselves."""

    audience: Annotated[BulletinAudience, Clear("who they were")]
    people: Annotated[int, Clear("a count of nobody in particular")]
