"""The invariants, judged by the database and by what the phones saw (the ledger); with no code of the product."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.faults.feeder import STEPS, Receipt
from tests.faults.figures import Figures
from tests.faults.stores import Row, Store
from tests.faults.town import Person, Town

ENDED = {"accepted", "delivered", "failed", "dead", "uncertain", "superseded", "cancelled"}
CAREFUL = {"sms", "telegram"}  # channels whose provider does not drop repeats
_SERVICES = {"wechat": "wechat", "sms": "kannel", "telegram": "telegram"}
_KEY = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"E26FT\d{11}")
_AT_ONCE = 2.0  # seconds between two receipts of a document that several workers may take in either order
_GRACE = 3.0  # seconds between a membership's end and the last message that may have been on its way
_LEGAL = {
    "new": {"sending", "superseded", "cancelled", "dead", "uncertain", "delivered"},
    "sending": {"accepted", "delivered", "new", "failed", "dead", "uncertain", "superseded", "cancelled"},
    "accepted": {"delivered", "failed", "new", "dead"},
    "uncertain": {"delivered", "failed", "dead"},  # 'new' only by an operator, and there is none here
    "failed": {"delivered"},
    "dead": {"delivered"},
}
_STATUSES = ("unseen", "received", "pending", "approved")
_DOUBTFUL = {"ambiguous", "lost"}


@dataclass(frozen=True)
class Copy:
    """Something a person saw."""

    service: str
    to: str
    text: str
    key: str
    id: str
    at: float

    @property
    def number(self) -> str:
        found = _NUMBER.search(self.text)
        return found[0] if found else ""


@dataclass
class Evidence:
    """Everything that the invariants are judged by."""

    town: Town
    receipts: list[Receipt]
    store: Store
    facts: list[dict[str, Any]]
    several: bool = False  # workers read the inbox side by side

    @cached_property
    def copies(self) -> list[Copy]:
        cards = (fact for fact in self.facts if fact["event"] == "copy" and fact.get("kind", "template") == "template")
        shown = (fact for fact in cards if str(fact["to"]) not in self.town.guests)
        return [
            Copy(fact["service"], str(fact["to"]), fact["text"], str(fact["key"]), str(fact["id"]), fact["t"])
            for fact in shown
        ]

    @cached_property
    def inbox(self) -> dict[str, Row]:
        rows = self.store.rows("select id, source, serial, origin, body, state, document_id from inbox")
        return {_told(row): row for row in rows}

    @cached_property
    def journal(self) -> list[Row]:
        sql = "select j.*, d.number from journal j join documents d on d.id = j.document_id order by document_id, j.seq"
        return self.store.rows(sql)

    @cached_property
    def announced(self) -> dict[tuple[str, int], list[str]]:
        """The announcements of each (document, seq)."""
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for row in self.store.rows("select id, document_topic, seq from announcements"):
            found[row["document_topic"].removeprefix("document:"), row["seq"]].append(row["id"])
        return found

    @cached_property
    def deliveries(self) -> dict[tuple[str, str, str], Row]:
        rows = self.store.rows("select * from deliveries")
        return {(row["message_id"], row["person_id"] or "", row["channel"]): row for row in rows}

    @cached_property
    def delivery_ids(self) -> set[str]:
        return {row["id"] for row in self.deliveries.values()}

    @cached_property
    def shown_ids(self) -> set[tuple[str, str]]:
        return {(copy.service, copy.id) for copy in self.copies}

    @cached_property
    def shown_keys(self) -> set[str]:
        return {key for copy in self.copies for key in _KEY.findall(copy.key)}

    @cached_property
    def told_in_vain(self) -> set[str]:
        """Chats that show a message whose id we never learned."""
        known = {row["provider_id"] for row in self.deliveries.values() if row["channel"] == "telegram"}
        return {copy.to for copy in self.copies if copy.service == "telegram" and copy.id not in known}

    @cached_property
    def suppressed(self) -> set[tuple[str, str, str]]:
        rows = self.store.rows("select announcement_id, person_id, channel from suppressions")
        return {(row["announcement_id"], row["person_id"], row["channel"]) for row in rows}

    @cached_property
    def attempts(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.store.rows("select delivery_id, no, outcome from attempts order by delivery_id, no"):
            found[row["delivery_id"]].append(row)
        return found


def _told(inbox: Row) -> str:
    """Return the feeder's own name of a stored receipt: its serial, or that in the name of its file."""
    found = re.search(r"Successed_\d+_(.+)\.xml$", inbox["origin"])
    return found[1] if found else str(inbox["serial"])


def check(seen: Evidence, figures: Figures) -> Figures:
    """Hold every invariant against the evidence; fills in the figures and what they violate."""
    for judge in (_nothing_lost, _nothing_doubled, _nothing_unexpected, _only_who_may, _only_legal_moves, _sound):
        figures.violations += [f"{judge.__doc__}: {each}" for each in judge(seen, figures)]
    return figures


def _nothing_lost(seen: Evidence, figures: Figures) -> Iterator[str]:
    """I1"""
    lines = {row["receipt_id"]: row for row in seen.journal if row["receipt_id"]}
    for receipt in (each for each in seen.receipts if each.acked_at):
        figures.receipts += 1
        stored = seen.inbox.get(receipt.serial)
        wanted = {"late", "duplicate"} if receipt.late else {"applied"}
        if stored and stored["state"] == "late" and not receipt.late and _overtaken(seen, receipt):
            figures.overtaken += 1
        elif stored is None or stored["state"] not in wanted:
            figures.lost += 1
            yield f"receipt {receipt.serial} was acknowledged and is {stored['state'] if stored else 'not stored'}"
        elif not receipt.late:
            yield from _all_told(seen, figures, receipt, lines.get(stored["id"]))


def _overtaken(seen: Evidence, receipt: Receipt) -> bool:
    """Tell whether another worker was first with a newer receipt of the document that waited at the same time."""
    newer = (each for each in seen.receipts if each.number == receipt.number and each.occurred_at > receipt.occurred_at)
    return seen.several and any(0 < each.acked_at <= receipt.acked_at + _AT_ONCE for each in newer)


def _all_told(seen: Evidence, figures: Figures, receipt: Receipt, line: Row | None) -> Iterator[str]:
    said = seen.announced.get((line["document_id"], line["seq"]), []) if line else []
    if len(said) != 1:
        figures.lost += len(receipt.firm.people)
        yield f"receipt {receipt.serial} was announced {len(said)} times"
        return
    for person in receipt.firm.people:
        figures.due += 1
        fault = _fate(seen, figures, (said[0], person.id, person.channel))
        if fault:
            figures.lost += 1
            yield f"{receipt.serial} for {person.name} by {person.channel}: {fault}"


def _fate(seen: Evidence, figures: Figures, key: tuple[str, str, str]) -> str:
    """Return what is wrong with one push that was due, or nothing."""
    row = seen.deliveries.get(key)
    if row is None:
        return "" if key in seen.suppressed else "neither delivery nor suppression"
    if row["state"] not in ENDED:
        return f"still {row['state']}"
    arrived = _arrived(seen, row)
    figures.delivered += arrived
    if row["state"] == "uncertain":
        figures.uncertain += 1
        figures.wechat_uncertain += row["channel"] == "wechat"
        figures.arrived_anyway += arrived
    if row["state"] == "superseded" and row["successor_id"] not in seen.delivery_ids:
        return "superseded by nobody"
    return "accepted, but no phone showed it" if row["state"] in {"accepted", "delivered"} and not arrived else ""


def _arrived(seen: Evidence, row: Row) -> bool:
    """Tell whether the ledger shows this delivery: by our key where the provider keeps it, by its own id elsewhere."""
    if row["channel"] == "telegram":
        if row["provider_id"]:
            return ("telegram", row["provider_id"]) in seen.shown_ids
        return row["address"] in seen.told_in_vain
    return row["id"].replace("-", "") in seen.shown_keys


def _nothing_doubled(seen: Evidence, figures: Figures) -> Iterator[str]:
    """I2"""
    words = Counter((copy.service, copy.to, copy.text) for copy in seen.copies)
    keys = Counter((copy.service, copy.key) for copy in seen.copies if copy.service == "wechat" and copy.key)
    for what, times in [*words.items(), *keys.items()]:
        if times > 1:
            figures.doubled += times - 1
            yield f"{times} copies of {what}"
    for row in seen.deliveries.values():
        outcomes = [each["outcome"] for each in seen.attempts[row["id"]]]
        if row["channel"] in CAREFUL and any(outcome in _DOUBTFUL for outcome in outcomes[:-1]):
            figures.doubled += 1
            yield f"{row['channel']} {row['id']} was sent again although in doubt: {outcomes}"


def _nothing_unexpected(seen: Evidence, figures: Figures) -> Iterator[str]:
    """I3"""
    followers = _followers(seen.town)
    fed = {receipt.number: receipt.firm for receipt in seen.receipts}
    late_only = Counter(receipt.number for receipt in seen.receipts if not receipt.late)
    heard: Counter[tuple[str, str, str]] = Counter()
    for copy in seen.copies:
        person_firm = followers.get((copy.service, copy.to))
        heard[copy.service, copy.to, copy.number] += 1
        if person_firm is None or fed.get(copy.number) is not person_firm:
            figures.unexpected += 1
            yield f"{copy.to} saw {copy.text!r}"
    for (service, to, number), times in heard.items():
        if times > late_only[number]:
            figures.unexpected += 1
            yield f"{service} {to} heard {times} times of {number}, which moved {late_only[number]} times"


def _followers(town: Town) -> dict[tuple[str, str], Any]:
    return {(_SERVICES[one.channel], one.address): firm for firm in town.firms for one in firm.people}


def _only_who_may(seen: Evidence, figures: Figures) -> Iterator[str]:
    """I4"""
    firms = {one.id: firm.id for firm in seen.town.firms for one in firm.people}
    for row in seen.deliveries.values():
        if firms.get(row["person_id"]) != row["tenant_id"]:
            figures.unauthorised += 1
            yield f"delivery {row['id']} is for a person of another enterprise"
    for person, left_at in _leavers(seen.town):
        after = [copy for copy in seen.copies if copy.to == person.address and copy.at > left_at + _GRACE]
        figures.unauthorised += len(after)
        yield from (f"{person.name} left, and {copy.at - left_at:.1f} s later saw {copy.text!r}" for copy in after)


def _leavers(town: Town) -> list[tuple[Person, float]]:
    return [(person, town.left_at[person.id]) for person in town.people if person.id in town.left_at]


def _only_legal_moves(seen: Evidence, _figures: Figures) -> Iterator[str]:
    """I7"""
    for row in seen.store.rows("select name, was, became, count(*) as times from fault_moves group by 1, 2, 3"):
        was, became = row["was"], row["became"]
        if row["name"] == "deliveries" and became not in _LEGAL.get(was, ()):
            yield f"{row['times']} deliveries went from {was} to {became}"
        if row["name"] == "documents" and _STATUSES.index(became) <= _STATUSES.index(was):
            yield f"{row['times']} documents went from {was} to {became}"
    before: dict[str, tuple[int, str]] = {}
    for line in seen.journal:
        seq, status = before.get(line["document_id"], (0, _STATUSES[0]))
        wanted = STEPS[line["step"]] if line["verdict"] == "applied" else status
        if (line["seq"], line["from_status"], line["to_status"]) != (seq + 1, status, wanted):
            yield f"journal of {line['number']}: {line['seq']} {line['from_status']} → {line['to_status']}"
        before[line["document_id"]] = (line["seq"], line["to_status"])


_ORPHANS = {
    "delivery without its message": "select id from deliveries d where not exists"
    " (select 1 from messages m where m.id = d.message_id)",
    "announcement without its message": "select id from announcements a where not exists"
    " (select 1 from messages m where m.id = a.id)",
    "attempt without its delivery": "select delivery_id as id from attempts a where not exists"
    " (select 1 from deliveries d where d.id = a.delivery_id)",
    "delivery whose attempts do not add up": "select id from deliveries d where attempts <>"
    " (select count(*) from attempts a where a.delivery_id = d.id)",
    "announcement whose counts do not add up": "select id from announcements a where deliveries <>"
    " (select count(*) from deliveries d where d.message_id = a.id) or suppressions <>"
    " (select count(*) from suppressions s where s.announcement_id = a.id)",
    "receipt without its document": "select id from inbox i where state = 'applied' and not exists"
    " (select 1 from documents d where d.id = i.document_id)",
    "delivery being sent under no lease": "select id from deliveries d where state = 'sending' and not exists"
    " (select 1 from leases l where l.key = d.lease_key)",
    "delivery on the wrong shelf": "select id from deliveries where shelf <> case when state in ('new', 'sending')"
    " then 0 when state in ('dead', 'uncertain') then 2 else 1 end",
    "lease on what is not being sent": "select id from deliveries where state <> 'sending' and lease_key is not null",
}


def _sound(seen: Evidence, _figures: Figures) -> Iterator[str]:
    """I9"""
    yield from seen.store.damage()
    for what, sql in _ORPHANS.items():
        found = seen.store.rows(sql)
        if found:
            yield f"{len(found)} × {what}, e.g. {found[0]['id']}"
