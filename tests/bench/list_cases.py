"""Every condition of every list, with a value that nearly all rows have, one that five have, and one that none has.

`tests/bench/variety.py` sees to it that an enterprise has such rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ALMOST_ALL, FEW, NONE = "almost all", "five", "none"
_TIMES = {
    ALMOST_ALL: ("2002-01-01", "2099-12-31"),
    FEW: ("2001-01-01", "2001-12-31"),
    NONE: ("2003-01-01", "2003-12-31"),
}
Values = tuple[str, str, str]


@dataclass(frozen=True)
class List:
    """A list: what it must be asked with, its conditions, and the pairs of conditions that name a time."""

    always: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Values] = field(default_factory=dict)
    times: tuple[tuple[str, str], ...] = ()
    moments: bool = True  # its times are moments; days otherwise
    beside: frozenset[str] = frozenset()  # parameters that are measured with another list or name one thing alone


@dataclass(frozen=True)
class Case:
    """One thing asked of one list."""

    operation: str
    condition: str
    hits: str
    parameters: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return the case as tables name it."""
        return f"{self.operation} {self.condition}: {self.hits}" if self.condition else self.operation


_DOCUMENT_NO = ("2026", "RARE", "QQQQ")
_SUBMITTED = (("submitted_from", "submitted_until"),)
_SOMEBODY, _NOBODY = "01900000-0000-7000-8000-000000000007", "01900000-0000-7000-8000-000000000008"
# Paged operations without a case, and why their length has nothing to do with how many documents an enterprise has.
EXEMPT: Mapping[str, str] = {
    "list_registrations": "who asked to be let in and waits; for who runs the site alone",
    "list_set_aside": "what nobody could read, of all enterprises; for who runs the site alone",
    "list_alerts": "what went wrong here; for who runs the site alone",
    "list_enterprises": "the enterprises that one person works for",
    "list_memberships": "the people of one enterprise",
    "list_tokens": "the keys that an enterprise gave to its machines",
    "list_bindings": "the addresses of one person",
    "list_seals": "the seals of one enterprise",
    "export_list": "a workbook of up to 10,000 rows: as long as what it holds, from the query of list_certificates",
    "export_certificates": "a workbook of up to 500 certificates, from the query of list_certificates",
}
LISTS: Mapping[str, List] = {
    "list_documents": List(
        conditions={
            "kinds": ("customs_certificate", "consignment", "ccpit_certificate"),
            "statuses": ("draft", "returned", "cancelled"),
            "number": ("26", "RARE", "QQQQ"),
        },
        times=(("since", "until"),),
    ),
    "list_declarations": List(conditions={"number": _DOCUMENT_NO, "status": ("unseen", "failed", "closed")}),
    "list_licences": List(conditions={"number": _DOCUMENT_NO, "status": ("unseen", "failed", "approved")}),
    "list_consignments": List(conditions={"number": ("WT", "WT0", "QQ"), "status": ("unseen", "refused", "accepted")}),
    "list_certificates": List(
        always={"list": "general", "authority": "customs"},
        conditions={
            "invoice_no": ("XA", "RARE", "QQ"),
            "type_code": ("C", "E", "ZZ"),
            "status": ("draft", "returned", "pending"),
            "signer": ("张三", "罕见", "无人"),
        },
        times=(("created_from", "created_to"), ("declared_from", "declared_to")),
        moments=False,
    ),
    "list_coordinations": List(
        conditions={
            "number": ("XT", "RARE", "QQ"),
            "certificate_no": ("E26", "RARE", "QQ"),
            "export_no": ("9002", "RARE", "QQ"),
            "status": ("draft", "withdrawn", "completed"),
            "type": ("customs", "ruling", "ccpit"),
            "agreement_code": ("02", "99", "98"),
        },
        times=_SUBMITTED,
    ),
    "list_filings": List(
        conditions={
            "hs_code": ("0204", "9999", "8888"),
            "name_zh": ("羊", "罕见", "无"),
            "name_en": ("utt", "arit", "qqq"),
            "status": ("draft", "returned", "approved"),
        },
        times=(("since", "until"),),
        moments=False,
    ),
    "list_filed_goods": List(always={"area": "S"}, conditions={"text": ("utt", "arit", "qqq")}),
    "list_backfills": List(
        conditions={
            "authority": ("customs", "ccpit", "ccpit"),
            "type_code": ("E", "C", "ZZ"),
            "status": ("draft", "failed", "received"),
            "number": ("E26", "RARE", "QQ"),
        },
        times=_SUBMITTED,
    ),
    "list_backfill_candidates": List(
        conditions={
            "authority": ("customs", "", "ccpit"),
            "number": ("E26", "RARE", "QQ"),
            "type_code": ("E", "C", "ZZ"),
            "exporter_code": ("", "", "610"),
        },
        times=(("created_from", "created_until"),),
    ),
    "list_parties": List(always={"kind": "exporter"}, conditions={"text": ("al", "rarity", "qqq")}),
    "list_todo_documents": List(always={"name": "backfill"}, conditions={"overdue": ("true", "true", "true")}),
    "list_syncs": List(conditions={"kind": ("company", "products", "")}),
    "list_audit": List(times=(("since", "until"),)),
    "list_approvals": List(),
    "list_unconfirmed_prints": List(),
    "list_subscriptions": List(conditions={"mode": ("follow", "mute", ""), "valid_only": ("true", "", "")}),
    "list_outgoing": List(
        conditions={
            "state": ("answered", "failed", "new"),
            "gateway": ("gacc", "ccpit", ""),
            "kind": ("certificate", "coordination", "nothing"),
            "document_id": ("", "", _NOBODY),
        },
    ),
    "list_deliveries": List(
        conditions={
            "person_id": ("", _SOMEBODY, _NOBODY),
            "message_id": ("", "", _NOBODY),
            "channel": ("sms", "wechat", "telegram"),
            "state": ("accepted", "uncertain", "superseded"),
            "code": ("", "45009", "47001"),
        },
        times=(("since", "until"),),
        beside=frozenset({"tenant_id"}),
    ),
}


def cases() -> Iterator[Case]:
    """Yield each list without a condition, and then with each of its conditions alone."""
    for operation, of in LISTS.items():
        yield Case(operation, "", ALMOST_ALL, of.always)
        for condition, values in of.conditions.items():
            for hits, value in zip((ALMOST_ALL, FEW, NONE), values, strict=True):
                if value:
                    yield Case(operation, condition, hits, {**of.always, condition: value})
        for first, last in of.times:
            for hits, span in _TIMES.items():
                since, until = (f"{day}T00:00:00+08:00" if of.moments else day for day in span)
                yield Case(operation, first, hits, {**of.always, first: since, last: until})
