"""Receipts as the customs and others write them, and the inbox as it stands, for the tests of the exchange."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

import orjson

from kit import database
from kit.clock import in_shanghai
from tests.api.documents.makers import NINE, NUMBER

NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
Tree = Mapping[str, "str | Tree"]


def xml(root: str, fields: Tree, namespace: str = NAMESPACE, prefix: str = "") -> bytes:
    """A message in the given order of fields; with a prefix, every element carries it."""
    mark = f"{prefix}:" if prefix else ""
    space = f' xmlns{":" if prefix else ""}{prefix}="{namespace}"' if namespace else ""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}<{mark}{root}{space}>{_inside(fields, mark)}</{mark}{root}>".encode()


def _inside(fields: Tree, mark: str) -> str:
    parts = (
        (name, _inside(value, mark) if isinstance(value, Mapping) else escape(value)) for name, value in fields.items()
    )
    return "\n".join(f"<{mark}{name}>{inside}</{mark}{name}>" for name, inside in parts)


def wall(minutes: float) -> str:
    """So many minutes after nine, as the customs write it."""
    return f"{in_shanghai(NINE + timedelta(minutes=minutes)):%Y-%m-%d %H:%M:%S}"


def received(number: str = NUMBER, minutes: float = 0, **changes: str) -> bytes:
    """Channel 1: the customs have it."""
    time = wall(minutes)
    return xml("Receipt", {"CertNo": number, "ReceiveTime": time, "Channel": "1", "SendTime": time} | changes)


def answer_fields(rep_type: str, number: str = NUMBER, minutes: float = 0, note: str = "") -> Tree:
    """Channel 6 with the customs' answer: 2 pending, 3 sent back, 5 approved, 8 nobody knows."""
    answer = {
        "RspNo": "01",
        "EntMgrNo": "6100000000000000001",
        "RepType": rep_type,
        "OfficeDeclare": "西安关区",
        "OrgNameE": "XI'AN CUSTOMS DISTRICT P.R.CHINA",
        "EntOrgCode": number[4:13],
        "CheckDate": wall(minutes)[:10],
        "ReissueFlag": "0",
        "RspGenTime": wall(minutes),
        "ChkVaildDate": "2027-11-21",
        "CertType": "E",
    }
    times = {"ReceiveTime": wall(minutes + 1), "SendTime": wall(minutes + 1)}
    return {"CertNo": number, **times, "Channel": "6", "Note": note, "CusRespData": answer}


def answered(rep_type: str, number: str = NUMBER, minutes: float = 0, note: str = "") -> bytes:
    return xml("Receipt", answer_fields(rep_type, number, minutes, note))


def attachment(ret_type: str, file: str = "发票.pdf", note: str = "", minutes: float = 0) -> bytes:
    fields = {"CertNo": NUMBER, "FileType": "1", "FileName": file, "ReceiveTime": wall(minutes), "RetType": ret_type}
    return xml("FileRet", fields | {"Note": note})


def consignment(code: str, number: str = "610020260000001", message: str = "") -> bytes:
    return xml(
        "ImportAgrResponse",
        {"ConsignNo": number, "ResponseInfo": {"ResponseCode": code, "ResponseMessage": message}},
        namespace="",
    )


def form(**fields: Any) -> bytes:
    """Our own JSON form of a receipt."""
    return orjson.dumps({"occurred_at": moment(0)} | fields)


def moment(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


async def inbox_rows() -> list[tuple[str, str]]:
    """State and explanation of every stored receipt, in the order in which they were stored."""
    sql = "select state, explanation from inbox order by received_at, id"
    return [(row["state"], row["explanation"]) for row in await database.fetch(sql)]


async def states() -> list[str]:
    return [state for state, _ in await inbox_rows()]
