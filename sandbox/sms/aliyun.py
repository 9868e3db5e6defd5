"""Aliyun 短信服务 (Dysmsapi 2017-05-25): ACS3-HMAC-SHA256 judged strictly, errors in Aliyun's own codes."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.fate import storm, strikes
from sandbox.sms import limits, phones, reports
from sandbox.sms.state import Sms
from sandbox.sms.templates import Unfilled, filled
from sandbox.world import World

FRESH = 900
MOST_NUMBERS = 1000
ALGORITHM = "ACS3-HMAC-SHA256"
MUST_SIGN = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
WINDOWS = {"minute": "分钟", "hour": "小时", "day": "天"}


class Refused(Exception):
    """An answer other than OK; the gateway's own refusals come with 4xx, the SMS service's with HTTP 200."""

    def __init__(self, code: str, message: str, status: int = 200) -> None:
        self.code, self.message, self.status = code, message, status
        super().__init__(f"{code}: {message}")


async def serve(request: Request) -> Response:
    """One signed call of the RPC style."""
    world: World = request.app.state.world
    body = await request.body()
    facts = {"RequestId": f"{world.dice('aliyun').getrandbits(128):032X}"}
    try:
        _verify(world, request, body)
        answer, status = _send_sms(world, await _parameters(request)), 200
    except Refused as refusal:
        answer, status = {"Code": refusal.code, "Message": refusal.message}, refusal.status
    request.scope["outcome"] = answer["Code"]
    return JSONResponse(answer | facts, status)


def _verify(world: World, request: Request, body: bytes) -> None:
    headers = request.headers
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme != ALGORITHM or set(parts) != {"Credential", "SignedHeaders", "Signature"}:
        raise Refused("MissingParameter", "Authorization is mandatory for this action.", 400)
    signed = parts["SignedHeaders"].split(";")
    if signed != sorted(signed) or not set(signed) >= MUST_SIGN:
        raise Refused("IncompleteSignature", "The request signature does not conform to Aliyun standards.", 400)
    if parts["Credential"] != world.config.sms.aliyun_key_id:
        raise Refused("InvalidAccessKeyId.NotFound", "Specified access key is not found.", 404)
    if hashlib.sha256(body).hexdigest() != headers.get("x-acs-content-sha256"):
        raise Refused("InvalidContentSha256", "x-acs-content-sha256 does not match the body.", 400)
    _check_signature(world, request, parts, signed)
    _check_freshness(world, headers.get("x-acs-date", ""), headers.get("x-acs-signature-nonce", ""))


def _check_signature(world: World, request: Request, parts: dict[str, str], signed: list[str]) -> None:
    names = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in signed)
    query = "&".join(f"{_pct(name)}={_pct(value)}" for name, value in sorted(request.query_params.multi_items()))
    digest = request.headers["x-acs-content-sha256"]
    canonical = "\n".join([request.method, request.url.path, query, names, parts["SignedHeaders"], digest])
    text = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    expected = hmac.new(world.config.sms.aliyun_key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, parts["Signature"]):
        message = f"Specified signature does not match our calculation. server string to sign is:{text}"
        raise Refused("SignatureDoesNotMatch", message, 400)


def _check_freshness(world: World, date: str, nonce: str) -> None:
    try:
        signed_at = datetime.strptime(date, "%Y-%m-%dT%H:%M:%S%z").timestamp()
    except ValueError:
        raise Refused(
            "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.", 400
        ) from None
    if abs(world.now() + world.knobs.aliyun.clock_skew - signed_at) > FRESH:
        raise Refused("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.", 400)
    if not nonce or nonce in world.sms.nonces:
        raise Refused("SignatureNonceUsed", "Specified signature nonce was used already.", 400)
    world.sms.nonces.add(nonce)


async def _parameters(request: Request) -> dict[str, str]:
    if request.headers["x-acs-action"] != "SendSms" or request.headers["x-acs-version"] != "2017-05-25":
        raise Refused("InvalidAction.NotFound", "Specified api is not found, please check your url and method.", 404)
    form = {key: str(value) for key, value in (await request.form()).items()} if request.method == "POST" else {}
    return dict(request.query_params) | form


def _send_sms(world: World, given: dict[str, str]) -> dict[str, str]:
    if strikes(world, "aliyun", "busy"):
        raise Refused("isp.SYSTEM_ERROR", "系统错误，请重试")
    if storm(world, "aliyun"):
        raise Refused("isv.BUSINESS_LIMIT_CONTROL", "业务限流")
    numbers = [phones.national(number) for number in given.get("PhoneNumbers", "").split(",")]
    if None in numbers or len(numbers) > MOST_NUMBERS:
        raise Refused("isv.MOBILE_NUMBER_ILLEGAL", f"{given.get('PhoneNumbers', '')}invalid mobile number")
    text = _text(world, given)
    template = given["TemplateCode"]
    biz_id = f"{world.next():012d}{int(world.now() * 1000)}^0"
    for number in filter(None, numbers):
        if window := limits.exceeded(world, "aliyun", number, template):
            permits = limits.permits(world, "aliyun", template, window)
            raise Refused("isv.BUSINESS_LIMIT_CONTROL", f"触发{WINDOWS[window]}级流控Permits:{permits}")
        _accept(world, given, number, text, biz_id)
    return {"Code": "OK", "Message": "OK", "BizId": biz_id}


def _text(world: World, given: dict[str, str]) -> str:
    if given.get("SignName") not in world.config.sms.signatures:
        raise Refused("isv.SMS_SIGNATURE_ILLEGAL", "该账号下找不到对应签名")
    template = world.sms.templates.get(given.get("TemplateCode", ""))
    if template is None:
        raise Refused("isv.SMS_TEMPLATE_ILLEGAL", "该账号下找不到对应模板")
    try:
        values = json.loads(given.get("TemplateParam") or "{}")
        body = filled(template, {name: str(value) for name, value in values.items()})
    except (ValueError, AttributeError):
        raise Refused("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值") from None
    except Unfilled as missing:
        raise Refused("isv.TEMPLATE_MISSING_PARAMETERS", f"模板变量中缺少对应的值: {missing}") from None
    return f"【{given['SignName']}】{body}"


def _accept(world: World, given: dict[str, str], number: str, text: str, biz_id: str) -> None:
    key = given.get("OutId", "")
    parcel = phones.Parcel("aliyun", number, given["SignName"], text, key, phones.parts_of(text))
    sms = phones.accept(world, parcel, biz_id)

    async def report() -> None:
        reports.enqueue(world, "aliyun", _row(world, sms))

    reports.schedule(world, "aliyun", [report])


def _row(world: World, sms: Sms) -> dict[str, Any]:
    sent = datetime.fromtimestamp(sms.at, world.local().tzinfo)
    return {
        "phone_number": sms.number,
        "send_time": f"{sent:%Y-%m-%d %H:%M:%S}",
        "report_time": f"{world.local():%Y-%m-%d %H:%M:%S}",
        "success": sms.delivered,
        "err_code": "DELIVERED" if sms.delivered else "UNDELIV",
        "err_msg": "用户接收成功" if sms.delivered else "用户接收失败",
        "sms_size": str(sms.parts),
        "biz_id": sms.id,
        "out_id": sms.key,
    }


def _pct(text: str) -> str:
    return quote(text, safe="-_.~")
