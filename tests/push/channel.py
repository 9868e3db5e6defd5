"""A channel that answers as it is told, one answer a send: the fake stands at the wire."""

import asyncio
from collections import Counter

from push.channels.outcome import Parcel, Ticket

Answer = Ticket | Exception | None


class Told:
    """Answers each send with the next of `answers`, then with tickets for ever; keeps what it was given."""

    def __init__(self, *answers: Answer, provider: str = "fake", settled: bool = False, delay: float = 0) -> None:
        self.sent: list[Parcel] = []
        self._answers = list(answers)
        self._provider = provider
        self._settled = settled
        self._delay = delay

    @property
    def keys(self) -> Counter[str]:
        return Counter(parcel.key for parcel in self.sent)

    async def send(self, parcel: Parcel) -> Ticket:
        self.sent.append(parcel)
        if self._delay:
            await asyncio.sleep(self._delay)
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer or Ticket(self._provider, f"{self._provider}-{len(self.sent)}", settled=self._settled)
