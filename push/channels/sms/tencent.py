"""Tencent Cloud's SendSms, signed by us with TC3-HMAC-SHA256."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from kit import clock, http_target
from push.channels import reactions, wire
from push.channels.outcome import Parcel, Ticket
from push.channels.report import Reply, Report, Status, national
from push.channels.sms import provider
from push.settings import ChannelSettings

PROVIDER = "tencent"
_TABLE = reactions.load(__package__, "tencent.csv")
_ALGORITHM, _SERVICE, _ACTION, _VERSION = "TC3-HMAC-SHA256", "sms", "SendSms", "2021-01-11"
_CONTENT_TYPE, _SIGNED = "application/json", "content-type;host"


async def send(read: ChannelSettings, parcel: Parcel) -> Ticket:
    """Send the parcel with the approved template of its kind; the ticket carries SerialNo."""
    template = provider.template_of(read.sms_tencent_templates, parcel.message, PROVIDER)
    body = orjson.dumps(
        {
            "PhoneNumberSet": [f"+86{parcel.address.value}"],
            "SmsSdkAppId": read.sms_tencent_app_id,
            "SignName": read.sms_signature.strip("【】"),
            "TemplateId": template.id,
            "TemplateParamSet": list(provider.variables(template, parcel.message).values()),
            "SessionContext": parcel.key,
        }
    )
    url, moment = read.sms_tencent_endpoint.rstrip("/") + "/", clock.now()
    request = SignedRequest(http_target.parse(url).authority, body, moment)
    secret = read.sms_tencent_secret_key.get_secret_value()
    headers = {
        "Content-Type": _CONTENT_TYPE,
        "Authorization": authorization(request, read.sms_tencent_secret_id, secret),
        "X-TC-Action": _ACTION,
        "X-TC-Version": _VERSION,
        "X-TC-Region": read.sms_tencent_region,
        "X-TC-Timestamp": str(int(moment.timestamp())),
    }
    response = await wire.exchange(PROVIDER, "POST", url, body=body, headers=headers)
    return _ticket(wire.own_words(PROVIDER, response, "Response")["Response"])


def _ticket(answer: Mapping[str, Any]) -> Ticket:
    """Judge the call's error, or else what it says of our one number: an accepted call may hold a refused message."""
    if fault := answer.get("Error"):
        provider.judge(_TABLE, PROVIDER, fault["Code"], fault["Message"])
    status = answer["SendStatusSet"][0]
    provider.judge(_TABLE, PROVIDER, status["Code"], status["Message"])
    return Ticket(PROVIDER, status["SerialNo"])


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What the signature covers: the Host header, the body, and the second it was signed in."""

    host: str
    body: bytes
    moment: datetime


def authorization(request: SignedRequest, secret_id: str, secret: str) -> str:
    """Return the Authorization header over method, path, two headers and the body (stack.md §6)."""
    scope = f"{request.moment:%Y-%m-%d}/{_SERVICE}/tc3_request"
    lines = f"content-type:{_CONTENT_TYPE}\nhost:{request.host}\n"
    canonical = "\n".join(["POST", "/", "", lines, _SIGNED, hashlib.sha256(request.body).hexdigest()])
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([_ALGORITHM, str(int(request.moment.timestamp())), scope, hashed])
    key = f"TC3{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return f"{_ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={_SIGNED}, Signature={signature}"


def reports(_query: Mapping[str, str], body: bytes) -> list[Report]:
    """Return the reports of one call: a JSON array of rows with sid, report_status, errmsg and description."""
    return [_report(row) for row in orjson.loads(body)]


def _report(row: Mapping[str, Any]) -> Report:
    arrived: Status = "delivered" if row["report_status"] == "SUCCESS" else "failed"
    return Report(PROVIDER, str(row["sid"]), arrived, str(row["errmsg"]), str(row["description"]))


def replies(_query: Mapping[str, str], body: bytes) -> list[Reply]:
    """Return what somebody wrote: one JSON object a call."""
    row = orjson.loads(body)
    return [Reply(PROVIDER, national(str(row["mobile"])), str(row["text"]))]
