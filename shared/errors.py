"""Errors that people meet: a stable code, the field it names, and what its text (fi, sv, en) is filled with.

The code is the gettext msgid of the text; see `shared.regions.texts`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TypeAlias

Parameter: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: `code` ("arrival.date_impossible"), the dotted `field` it is about, if any."""

    code: str
    field: str | None = None
    params: dict[str, Parameter] = dataclasses.field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - the field's word: a decision was refused, nothing went wrong
    """A decider's refusal: the command was understood, and the answer is no."""

    def __init__(self, code: str, field: str | None = None, **params: Parameter) -> None:
        super().__init__(code)
        self.fault = Fault(code, field, params)

    @property
    def code(self) -> str:
        return self.fault.code


class Problem(Exception):  # noqa: N818 - RFC 9457's word
    """An answer other than success: `status` is the HTTP status, `faults` has one entry or more."""

    def __init__(self, status: int, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.status = status
        self.faults = faults

    @classmethod
    def of(cls, status: int, code: str, field: str | None = None, **params: Parameter) -> Problem:
        return cls(status, Fault(code, field, params))
