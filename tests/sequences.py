"""An aggregate lives through whatever is asked of it, in whatever order; what every decider keeps to is looked at.

    NOTICE = Driven("intake", "notice", SERVICE.deciders["notice"])
    asked = whatever(Command, (ReceiveNotice, ids, places, ...), (WithdrawNotice, places, organisations), ...)

    @pytest.mark.decider("intake", "notice")
    @given(asked)
    def test_...(asked: list[Any]) -> None:
        for step in NOTICE.lives(asked): ...

Every command is decided twice, for `decide` is pure; a refusal is a `Refused` with a text in each language; every fact
is sealed, read back as it was, and folded as a ledger folds it: with open boxes only where the decider says so. The
same commands are put to an aggregate whose persons have been erased: it answers too. No ledger, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Final, get_args
from uuid import UUID, uuid5

from hypothesis import strategies as st

from shared.errors import Refused
from shared.events import Draft, Event, Head, Recorded, decode, seal_event, subjects_of
from shared.ledger import Decider
from shared.privacy.keys import NO_KEYS, Keys, SubjectKey
from shared.regions.texts import LANGUAGES, text
from tests.spec import KEY, RECORDED_AT, answer

ORGANISATION: Final = "Seura"
"""Whom the one who asks works for."""

Commands = st.SearchStrategy[list[Any]]


def whatever(
    commands: object, *shapes: tuple[Any, ...], first: tuple[Any, ...] | None = None, most: int = 30
) -> Commands:
    """Commands in any order, each of `commands` among them: a shape is a command's class and what its fields may be.

    They mostly begin with `first`, or with the first shape: what nothing else goes without.
    """
    asked = {shape[0] for shape in shapes}
    known = set(get_args(commands)) if isinstance(commands, UnionType) else {commands}
    assert asked == known, f"not asked: {known - asked}; no command: {asked - known}"
    one = st.one_of(*(st.builds(*shape) for shape in shapes))
    begun = st.builds(*(first or shapes[0]))
    return st.builds(
        lambda start, rest: [start, *rest],
        st.integers(0, 9).flatmap(lambda number: begun if number else one),
        st.integers(0, 4).flatmap(lambda long: st.lists(one, min_size=most // 2 if long else 0, max_size=most)),
    )


@dataclass(frozen=True)
class Step:
    """How it stood, what was asked, what came of it, and how it stands."""

    before: Any
    command: Any
    facts: tuple[Event, ...]
    after: Any
    refusal: Refused | None


@dataclass(frozen=True)
class Driven:
    """A kind of stream, and what it is decided by."""

    service: str
    kind: str
    decider: Decider[Any, Any]

    def lives(self, asked: Iterable[Any]) -> list[Step]:
        """A step for each command."""
        state = erased = self.decider.initial
        steps: list[Step] = []
        version = 0
        for command in asked:
            answered = self._answer(command, state)
            self._answer(command, erased)
            facts = () if isinstance(answered, Refused) else tuple(answered)
            before = state
            for fact in facts:
                version += 1
                state = self.decider.evolve(state, self._read_back(fact, version))
                erased = self.decider.evolve(erased, self._read_back(fact, version, gone=True))
            steps.append(Step(before, command, facts, state, answered if isinstance(answered, Refused) else None))
        return steps

    def facts(self, asked: Iterable[Any]) -> list[Event]:
        """All that came of the commands."""
        return [fact for step in self.lives(asked) for fact in step.facts]

    def _answer(self, command: Any, state: Any) -> Sequence[Event] | Refused:
        answered = answer(self.decider.decide, command, state)
        again = answer(self.decider.decide, command, state)
        if isinstance(answered, Refused):
            assert isinstance(again, Refused)
            assert answered.fault == again.fault
            assert all(text(answered.code, language, **answered.fault.params) for language in LANGUAGES)
        else:
            assert answered == again
        return answered

    def _read_back(self, fact: Event, version: int, *, gone: bool = False) -> Recorded[Event]:
        head = Head(
            id=uuid5(KEY, str(version)),
            type=fact.type,
            stream=f"{self.service}/{self.kind}/{KEY}",
            time=RECORDED_AT,
            key=KEY,
            streamversion=version,
            municipality=fact.municipality_of(),
            effectiveon=fact.effective_on(),
            actororganisation=ORGANISATION,
        )
        subjects = subjects_of(fact)
        written = seal_event(Draft(head, fact), _keys(subjects))
        read = decode(Head.from_bytes(written.head), written.data, _keys(subjects))
        assert read.event == fact
        if gone:
            return decode(head, written.data, _keys(subjects, gone=True) if self.decider.opens else NO_KEYS)
        return read if self.decider.opens else decode(head, written.data, NO_KEYS)


def _keys(subjects: Iterable[UUID], *, gone: bool = False) -> Keys:
    return Keys(SubjectKey(uuid5(one, "key"), one, None if gone else one.bytes * 2) for one in subjects)
