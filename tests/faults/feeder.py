"""The upstream: an authority that sends every receipt at least once, and remembers what we said yes to."""

import hashlib
import hmac
import http.client
import json
import queue
import random
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults.children import KEY, SOURCE
from tests.faults.town import Firm, Town

STEPS = {"received": "received", "pending_review": "pending", "approved": "approved"}  # and the status each leads to
ORDER = tuple(STEPS)
_SENDERS = 4
_SHANGHAI = timedelta(hours=8)
_XML = {
    "received": "<Channel>1</Channel>",
    "pending_review": "<Channel>6</Channel>",
    "approved": "<Channel>6</Channel>",
}
_ANSWERS = {"received": "", "pending_review": "2", "approved": "5"}


@dataclass
class Receipt:
    """One receipt; `late` ones are older than what was said before. `acked_at` is when we were told yes."""

    firm: Firm
    number: str
    step: str
    serial: str
    occurred_at: datetime
    late: bool = False
    by_file: bool = False
    acked_at: float = 0.0
    posts: int = 0

    def body(self) -> bytes:
        facts = {"kind": "customs_certificate", "number": self.number, "step": self.step}
        return json.dumps(facts | {"occurred_at": self.occurred_at.isoformat()}).encode()

    def xml(self) -> str:
        stamp = f"{self.occurred_at + _SHANGHAI:%Y-%m-%d %H:%M:%S}"
        kind = _ANSWERS[self.step]
        answer = f"<CusRespData><RepType>{kind}</RepType><RspGenTime>{stamp}</RspGenTime></CusRespData>" if kind else ""
        return (
            f"<?xml version='1.0' encoding='UTF-8'?><Receipt><CertNo>{self.number}</CertNo>"
            f"<ReceiveTime>{stamp}</ReceiveTime>{_XML[self.step]}<SendTime>{stamp}</SendTime>{answer}</Receipt>"
        )


class Feeder:
    """Feeds at a rate until told to stop, then goes on asking until everything fed was taken."""

    def __init__(self, town: Town, base: str, gacc: Path, dice: random.Random) -> None:
        self.receipts: list[Receipt] = []
        self._town, self._inbox, self._dice = town, gacc / "Cooimp" / "InBox", dice
        self._host = base.removeprefix("http://")
        self._queues: list[queue.Queue[Receipt | None]] = [queue.Queue() for _ in range(_SENDERS)]
        self._said: dict[str, list[Receipt]] = {}
        self._stop = threading.Event()
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, rate: float) -> None:
        """Begin to feed so many receipts a second."""
        self._threads = [threading.Thread(target=self._send, args=(each,), daemon=True) for each in self._queues]
        self._threads.append(threading.Thread(target=self._speak, args=(rate,), daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self, within: float = 60.0) -> int:
        """Feed no more, wait until all is taken, and return how many receipts were not taken in that time."""
        self._stop.set()
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and any(not receipt.acked_at for receipt in self.receipts):
            time.sleep(0.05)
        self._over.set()
        for each in self._queues:
            each.put(None)
        for thread in self._threads:
            thread.join(15)
        return sum(not receipt.acked_at for receipt in self.receipts)

    def _speak(self, rate: float) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            self._one_more()
            due += 1 / rate
            time.sleep(max(0.0, due - time.monotonic()))

    def _one_more(self) -> None:
        """Say something of a document: mostly its next status, sometimes an older one once more."""
        open_ones = [said for said in self._said.values() if len(said) < len(ORDER) and said[-1].acked_at]
        if not open_ones or self._dice.random() < 0.5:
            receipt = self._first()
        else:
            receipt = self._next(self._dice.choice(open_ones))
        self.receipts.append(receipt)
        self._hand_over(receipt)

    def _first(self) -> Receipt:
        firm = self._dice.choice(self._town.firms)
        number = f"E26{firm.org}{len(self._said) % 10_000:04d}"
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        receipt = Receipt(firm, number, ORDER[0], f"{number}-0", at, by_file=self._dice.random() < 0.15)
        self._said[number] = [receipt]
        return receipt

    def _next(self, said: list[Receipt]) -> Receipt:
        last = said[-1]
        serial = f"{last.number}-{len(said)}"
        if len(said) > 1 and not last.by_file and self._dice.random() < 0.1:
            older = said[-2]
            at = older.occurred_at + timedelta(seconds=1 + self._dice.randrange(50))
            return Receipt(last.firm, last.number, older.step, f"{serial}-late-{len(self.receipts)}", at, late=True)
        at = last.occurred_at + timedelta(minutes=1)
        receipt = Receipt(last.firm, last.number, ORDER[len(said)], serial, at, by_file=last.by_file)
        said.append(receipt)
        return receipt

    def _hand_over(self, receipt: Receipt) -> None:
        if receipt.by_file:
            self._drop(receipt)
        else:
            place = int(hashlib.sha256(receipt.number.encode()).hexdigest(), 16) % _SENDERS
            self._queues[place].put(receipt)

    def _drop(self, receipt: Receipt) -> None:
        """Put a file into the InBox as the import client does; from the rename on it is ours to lose."""
        name = f"Successed_{len(self.receipts):08d}_{receipt.serial}.xml"
        partial = self._inbox / f".{name}"
        partial.write_text(receipt.xml(), encoding="utf-8")
        partial.rename(self._inbox / name)
        receipt.acked_at = time.time()

    def _send(self, waiting: "queue.Queue[Receipt | None]") -> None:
        dice = random.Random(id(waiting))
        while (receipt := waiting.get()) is not None:
            while not self._posted(receipt) and not self._over.is_set():
                time.sleep(0.1 + 0.2 * dice.random())
            if dice.random() < 0.1:
                self._posted(receipt)  # the upstream did not hear the yes, and says it once more

    def _posted(self, receipt: Receipt) -> bool:
        """Post it once, signed; only 202 is a yes."""
        body, stamp = receipt.body(), str(int(time.time()))
        signed = f"{receipt.serial}.{stamp}.".encode() + body
        signature = hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
        headers = {"X-Huizhi-Id": receipt.serial, "X-Huizhi-Timestamp": stamp, "X-Huizhi-Signature": signature}
        receipt.posts += 1
        connection = http.client.HTTPConnection(self._host, timeout=10)
        try:
            connection.request("POST", f"/exchange/receipts/{SOURCE}", body, headers | _JSON)
            taken = connection.getresponse().status == 202
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if taken and not receipt.acked_at:
            receipt.acked_at = time.time()
        return taken


_JSON = {"content-type": "application/json"}
