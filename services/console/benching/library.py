# ruff: noqa: ARG002 - what a method is given is what the library records
"""The `eventsourcing` library at the same work, on the same server, with its own aggregate and PostgreSQL recorder.

It is given what it can have: its cache in place of loading, as our ledger has; no encryption, no command record, no
hash chain. Its events are made of its methods' arguments, used or not. It locks its table through each commit, which
is how it keeps its notifications in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from services.console.benching.mix import Piece
from services.intake.domain import CorrectDetails, RegisterArrival
from services.intake.transfer import AcceptTransfer, DeclineTransfer, OfferTransfer
from shared.events.intake import PersonDetails

CACHED: Final = 20_000  # aggregates, as many as our ledger keeps states


class Case(Aggregate):
    """A case with intake's facts, as this library has them."""

    @event("ArrivalRegistered")
    def __init__(
        self,
        id: UUID,  # noqa: A002 - the library's own name
        municipality: str,
        person_id: UUID,
        arrived_on: str,
        channel: str,
        person: dict[str, str | None],
        background: dict[str, str],
    ) -> None:
        self._id = id
        self.municipality = municipality
        self.person_id = person_id
        self.offer: UUID | None = None
        self.receiver: str | None = None

    @event("PersonDetailsCorrected")
    def correct(self, person: dict[str, str | None]) -> None:
        """As `PersonDetailsCorrected`."""

    @event("TransferOffered")
    def offer_to(self, offer: UUID, sender: str, receiver: str, expires_on: str, note: str | None) -> None:
        """As `TransferOffered`."""
        self.offer, self.receiver = offer, receiver

    @event("TransferAccepted")
    def accept(self, offer: UUID, sender: str, receiver: str, moves_on: str) -> None:
        """As `TransferAccepted`."""
        self.municipality, self.offer, self.receiver = receiver, None, None

    @event("TransferDeclined")
    def decline(self, offer: UUID, sender: str, receiver: str, reason: str) -> None:
        """As `TransferDeclined`."""
        self.offer, self.receiver = None, None


class Cases(Application[UUID]):
    """Carries out pieces of work."""

    def carry_out(self, piece: Piece) -> None:
        """Load, decide, save: one transaction."""
        match piece.command:
            case RegisterArrival() as said:
                case_ = Case(
                    id=piece.case,
                    municipality=said.municipality,
                    person_id=said.person_id,
                    arrived_on=said.arrived_on.isoformat(),
                    channel=said.channel.value,
                    person=_plain(said.details),
                    background=said.background.model_dump(),
                )
            case CorrectDetails() as said:
                case_ = self._case(piece)
                case_.correct(_plain(said.details))
            case OfferTransfer() as said:
                case_ = self._case(piece)
                note = None if said.note is None else said.note.text
                case_.offer_to(said.offer, said.sender, said.receiver, said.expires_on.isoformat(), note)
            case AcceptTransfer() as said:
                case_ = self._case(piece)
                case_.accept(said.offer, case_.municipality, said.receiver, said.moves_on.isoformat())
            case DeclineTransfer() as said:
                case_ = self._case(piece)
                case_.decline(said.offer, case_.municipality, said.receiver, said.reason.value)
        self.save(case_)

    def _case(self, piece: Piece) -> Case:
        found: Case = self.repository.get(piece.case)
        return found


def _plain(details: PersonDetails) -> dict[str, str | None]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in details}


@contextmanager
def cases(admin_dsn: str, connections: int) -> Iterator[Cases]:
    """The library's application on the server of `admin_dsn`, in tables of its own in the schema `bench`."""
    at = urlsplit(admin_dsn)
    environment: dict[str, Any] = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": at.path.removeprefix("/"),
        "POSTGRES_HOST": at.hostname,
        "POSTGRES_PORT": str(at.port),
        "POSTGRES_USER": unquote(at.username or ""),
        "POSTGRES_PASSWORD": unquote(at.password or ""),
        "POSTGRES_SCHEMA": "bench",
        "POSTGRES_POOL_SIZE": str(connections),
        "AGGREGATE_CACHE_MAXSIZE": str(CACHED),
        "AGGREGATE_CACHE_FASTFORWARD": "n",
    }
    application = Cases(environment)
    try:
        yield application
    finally:
        application.close()
