"""Alibaba Cloud's SendSms, signed by us with ACS3-HMAC-SHA256; parameters travel in the query string of a POST."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from kit import clock, http_target, logs
from push.channels import reactions, wire
from push.channels.outcome import Ambiguous, Parcel, Ticket
from push.channels.report import Reply, Report, Status, national
from push.channels.sms import provider
from push.settings import ChannelSettings

PROVIDER = "aliyun"
_LOG = logs.get("push.sms")
_TABLE = reactions.load(__package__, "aliyun.csv")
_ALGORITHM, _ACTION, _VERSION = "ACS3-HMAC-SHA256", "SendSms", "2017-05-25"
_NO_BODY = hashlib.sha256(b"").hexdigest()
_SERVER_FAULTS = 500
_BUSINESS_LIMIT = "isv.BUSINESS_LIMIT_CONTROL"
_WINDOWS = {"分钟": "minute", "小时": "hour", "天": "midnight"}


async def send(read: ChannelSettings, parcel: Parcel) -> Ticket:
    """Send the parcel with the approved template of its kind.

    The parcel's key goes along as OutId and is the ticket's id: a report finds the delivery even when the answer,
    and with it Aliyun's own BizId, was lost.
    """
    template = provider.template_of(read.sms_aliyun_templates, parcel.message, PROVIDER)
    query = canonical_query(
        {
            "PhoneNumbers": parcel.address.value,
            "SignName": read.sms_signature.strip("【】"),
            "TemplateCode": template.id,
            "TemplateParam": orjson.dumps(provider.variables(template, parcel.message)).decode(),
            "OutId": parcel.key,
        }
    )
    base, secret = read.sms_aliyun_endpoint.rstrip("/"), read.sms_aliyun_access_key_secret.get_secret_value()
    headers = headers_of(http_target.parse(base).authority, clock.now(), secrets.token_hex(16))
    proof = authorization(headers, query, read.sms_aliyun_access_key_id, secret)
    sent = {name: value for name, value in headers.items() if name != "host"}
    sent |= {"Authorization": proof, "Accept": "application/json"}
    response = await wire.exchange(PROVIDER, "POST", f"{base}/?{query}", headers=sent)
    _judge(wire.own_words(PROVIDER, response, "Code"), response.status)
    return Ticket(PROVIDER, parcel.key)


def _judge(answer: Mapping[str, str], status: int) -> None:
    code, said = answer["Code"], answer.get("Message", "")
    if status >= _SERVER_FAULTS and code not in _TABLE:
        raise Ambiguous(said, code=code, provider=PROVIDER)
    window = next((window for word, window in _WINDOWS.items() if word in said), None)
    provider.judge(_TABLE, PROVIDER, code, said, window if code == _BUSINESS_LIMIT else None)
    _LOG.debug("accepted", biz_id=answer.get("BizId", ""))


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Return the query string, names sorted and everything percent-encoded as RFC 3986 has it."""
    return "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(parameters.items()))


def headers_of(host: str, moment: datetime, nonce: str) -> dict[str, str]:
    """Return the headers that the signature covers; `host` is what the request's Host header will say."""
    return {
        "host": host,
        "x-acs-action": _ACTION,
        "x-acs-content-sha256": _NO_BODY,
        "x-acs-date": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": _VERSION,
    }


def authorization(headers: Mapping[str, str], query: str, key_id: str, secret: str) -> str:
    """Return the Authorization header over method, path, query and headers (stack.md §6)."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", query, lines, names, headers["x-acs-content-sha256"]])
    text = f"{_ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{_ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"


def reports(_query: Mapping[str, str], body: bytes) -> list[Report]:
    """Return the reports of one call: a JSON array of SmsReport rows."""
    return [_report(row) for row in orjson.loads(body)]


def _report(row: Mapping[str, Any]) -> Report:
    arrived: Status = "delivered" if row["success"] is True else "failed"
    return Report(PROVIDER, str(row.get("out_id") or row["biz_id"]), arrived, str(row["err_code"]), str(row["err_msg"]))


def replies(_query: Mapping[str, str], body: bytes) -> list[Reply]:
    """Return what people wrote: a JSON array of SmsUp rows."""
    return [Reply(PROVIDER, national(str(row["phone_number"])), str(row["content"])) for row in orjson.loads(body)]
