"""Tencent Cloud SMS (2021-01-11): TC3-HMAC-SHA256 judged strictly, errors in Tencent's own codes."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.fate import storm, strikes
from sandbox.sms import limits, phones, reports
from sandbox.sms.state import Sms
from sandbox.sms.templates import filled, variables
from sandbox.world import World

FRESH = 300
ALGORITHM = "TC3-HMAC-SHA256"
VERSION = "2021-01-11"
MOST = 200
WINDOWS = {
    "minute": (
        "LimitExceeded.PhoneNumberThirtySecondLimit",
        "the number of SMS messages sent from a single mobile number within 30 seconds exceeds the upper limit",
    ),
    "hour": (
        "LimitExceeded.PhoneNumberOneHourLimit",
        "the number of SMS messages sent from a single mobile number within 1 hour exceeds the upper limit",
    ),
    "day": (
        "LimitExceeded.PhoneNumberDailyLimit",
        "the number of SMS messages sent from a single mobile number every day exceeds the upper limit",
    ),
}


class Refused(Exception):
    """The whole call is refused, always with HTTP 200."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(f"{code}: {message}")


async def serve(request: Request) -> Response:
    """One signed call of API 3.0."""
    world: World = request.app.state.world
    body = await request.body()
    answer: dict[str, Any]
    try:
        _verify(world, request, body)
        answer = {"SendStatusSet": _send_sms(world, _parameters(request, body))}
        outcome = ",".join(status["Code"] for status in answer["SendStatusSet"])
    except Refused as refusal:
        answer, outcome = {"Error": {"Code": refusal.code, "Message": refusal.message}}, refusal.code
    request.scope["outcome"] = outcome
    answer["RequestId"] = f"{world.dice('tencent').getrandbits(128):032x}"
    return JSONResponse({"Response": answer})


def _verify(world: World, request: Request, body: bytes) -> None:
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme != ALGORITHM or set(parts) != {"Credential", "SignedHeaders", "Signature"}:
        raise Refused("AuthFailure.InvalidAuthorization", "请求头部的 `Authorization` 不符合腾讯云标准")
    secret_id, _, scope = parts["Credential"].partition("/")
    if secret_id != world.config.sms.tencent_secret_id:
        raise Refused(
            "AuthFailure.SecretIdNotFound", "The SecretId is not found, please ensure that your SecretId is correct."
        )
    stamp = request.headers.get("x-tc-timestamp", "")
    if not stamp.isdigit() or abs(world.now() + world.knobs.tencent.clock_skew - int(stamp)) > FRESH:
        raise Refused(
            "AuthFailure.SignatureExpire",
            "The provided credentials could not be validated because of signature expired.",
        )
    date = f"{datetime.fromtimestamp(int(stamp), UTC):%Y-%m-%d}"
    signed = parts["SignedHeaders"].split(";")
    if scope != f"{date}/sms/tc3_request" or not {"content-type", "host"} <= set(signed):
        raise Refused(
            "AuthFailure.SignatureFailure",
            "The provided credentials could not be validated. Please check your signature is correct.",
        )
    canonical = _canonical(request, body, signed)
    text = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    expected = _signature(world.config.sms.tencent_secret_key, date, text)
    if not hmac.compare_digest(expected, parts["Signature"]):
        raise Refused(
            "AuthFailure.SignatureFailure",
            "The provided credentials could not be validated. Please check your signature is correct.",
        )


def _canonical(request: Request, body: bytes, signed: list[str]) -> str:
    """Rebuild the canonical request: API 3.0's path is always `/`, header values are trimmed and lower-cased."""
    lines = "".join(f"{name}:{request.headers.get(name, '').strip().lower()}\n" for name in signed)
    query = "" if request.method == "POST" else request.url.query
    return "\n".join([request.method, "/", query, lines, ";".join(signed), hashlib.sha256(body).hexdigest()])


def _signature(secret: str, date: str, text: str) -> str:
    key = f"TC3{secret}".encode()
    for part in (date, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _parameters(request: Request, body: bytes) -> dict[str, Any]:
    if request.headers.get("x-tc-action") != "SendSms":
        raise Refused("InvalidAction", "The request action is not found.")
    if request.headers.get("x-tc-version") != VERSION:
        raise Refused("NoSuchVersion", "The specified version is not found.")
    try:
        given = json.loads(body)
    except ValueError:
        raise Refused("InvalidParameter", "The request body is not JSON.") from None
    for name in ("PhoneNumberSet", "SmsSdkAppId", "TemplateId"):
        if not given.get(name):
            raise Refused("MissingParameter", f"The request is missing a required parameter `{name}`.")
    return dict(given)


def _send_sms(world: World, given: dict[str, Any]) -> list[dict[str, Any]]:
    if strikes(world, "tencent", "busy"):
        raise Refused("InternalError.OtherError", "Other errors.")
    if storm(world, "tencent"):
        raise Refused(
            "RequestLimitExceeded",
            "Your current request times equals to `3000` in a second, "
            "which exceeds the frequency limit `3000` for a second.",
        )
    if given["SmsSdkAppId"] != world.config.sms.tencent_app_id:
        raise Refused("UnauthorizedOperation.SmsSdkAppIdVerifyFail", "SmsSdkAppId verification failed.")
    if len(given["PhoneNumberSet"]) > MOST:
        raise Refused("LimitExceeded.PhoneNumberCountLimit", "the number of mobile numbers exceeds the upper limit")
    return [_one(world, given, str(number)) for number in given["PhoneNumberSet"]]


def _one(world: World, given: dict[str, Any], number: str) -> dict[str, Any]:
    mobile = phones.national(number)
    if mobile is None:
        return _status(number, "InvalidParameterValue.IncorrectPhoneNumber", "incorrect phone number", given)
    template = world.sms.templates.get(given["TemplateId"])
    if template is None:
        return _status(
            number, "FailedOperation.TemplateIncorrectOrUnapproved", "template is not approved or incorrect", given
        )
    if given.get("SignName") not in world.config.sms.signatures:
        return _status(
            number, "FailedOperation.SignatureIncorrectOrUnapproved", "signature is not approved or incorrect", given
        )
    values = [str(value) for value in given.get("TemplateParamSet") or []]
    names = variables(template)
    if len(values) != len(names):
        return _status(
            number,
            "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
            "the request content does not match the template content",
            given,
        )
    if window := limits.exceeded(world, "tencent", mobile, given["TemplateId"]):
        return _status(number, *WINDOWS[window], given)
    text = f"【{given['SignName']}】{filled(template, dict(zip(names, values, strict=True)))}"
    sms = _accept(world, given, mobile, text)
    return _status(number, "Ok", "send success", given) | {"SerialNo": sms.id, "Fee": sms.parts}


def _status(number: str, code: str, message: str, given: dict[str, Any]) -> dict[str, Any]:
    context = given.get("SessionContext") or ""
    row = {"SerialNo": "", "PhoneNumber": number, "Fee": 0, "SessionContext": context, "Code": code}
    return row | {"Message": message, "IsoCode": "CN"}


def _accept(world: World, given: dict[str, Any], mobile: str, text: str) -> Sms:
    key = str(given.get("SessionContext") or "")
    serial = f"2640:{world.next():020d}"
    parcel = phones.Parcel("tencent", mobile, given["SignName"], text, key, phones.parts_of(text))
    sms = phones.accept(world, parcel, serial)

    async def report() -> None:
        reports.enqueue(world, "tencent", _row(world, sms))

    reports.schedule(world, "tencent", [report])
    return sms


def _row(world: World, sms: Sms) -> dict[str, Any]:
    return {
        "user_receive_time": f"{world.local():%Y-%m-%d %H:%M:%S}",
        "nationcode": "86",
        "mobile": sms.number,
        "report_status": "SUCCESS" if sms.delivered else "FAIL",
        "errmsg": "DELIVRD" if sms.delivered else "UNDELIV",
        "description": "用户短信送达成功" if sms.delivered else "用户短信接收失败",
        "sid": sms.id,
    }
