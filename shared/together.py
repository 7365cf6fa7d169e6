"""What waits at the same time goes together: one round trip and one commit for several callers.

While a lot is under way, whoever comes waits for the next one; nobody waits for company. So a lone caller pays nothing,
and the busier it is the larger the lots are, as a database does with its own commits. One lot at a time: Python
prepares the next meanwhile, and a second lane made the lots smaller, which cost a fifth more for each append.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

MOST: Final = 64


class Together(Generic[Q, A]):
    """Carries questions in lots.

    Args:
        carry: answers a lot: for each question, in its order, the answer or the exception that its caller gets. What
            it raises, every caller of the lot gets.
        most: how many questions are in a lot at most.
    """

    def __init__(self, carry: Callable[[Sequence[Q]], Awaitable[Sequence[A | Exception]]], *, most: int = MOST) -> None:
        self._carry = carry
        self._most = most
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._going: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """The answer to `question`. A caller that is cancelled no longer hears it; the lot goes on."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._going is None:
            self._going = asyncio.create_task(self._go())
        return await answer

    async def _go(self) -> None:
        try:
            while self._waiting:
                await self._carry_one([self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))])
        finally:
            self._going = None

    async def _carry_one(self, lot: Sequence[tuple[Q, asyncio.Future[A]]]) -> None:
        try:
            answers: Sequence[A | Exception] = await self._carry([question for question, _ in lot])
        except Exception as error:  # noqa: BLE001 - every caller gets it
            answers = [error] * len(lot)
        except BaseException:
            for _, future in lot:
                future.cancel()  # the loop is ending
            raise
        for (_, future), answer in zip(lot, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
