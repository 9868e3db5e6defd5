"""Our signatures, judged by the providers' own SDKs: both sign the same request, and the results must be equal."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from push.channels.sms import aliyun, tencent
from tests.kit.http.wire import Wire, say, serve

KEY_ID, SECRET = "LTAIconformance", "conformance-secret"
OK_ALIYUN = json.dumps({"Code": "OK", "Message": "OK", "BizId": "1^0", "RequestId": "r"}).encode()
OK_TENCENT = json.dumps(
    {"Response": {"SendStatusSet": [{"SerialNo": "s", "Code": "Ok", "Message": "send success"}], "RequestId": "r"}}
).encode()


def _answer(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _split(request: bytes) -> tuple[str, dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return first.split()[1], {n.lower(): v for n, v in (line.split(": ", 1) for line in lines)}, body


@asynccontextmanager
async def _sink(body: bytes) -> AsyncIterator[Wire]:
    async with serve(say(_answer(body))) as wire:
        yield wire


async def test_aliyuns_own_client_signs_as_we_do() -> None:
    """The request that the official SDK put on the wire, signed again by us, has the SDK's signature."""
    from alibabacloud_dysmsapi20170525.client import Client
    from alibabacloud_dysmsapi20170525.models import SendSmsRequest
    from alibabacloud_tea_openapi.models import Config

    async with _sink(OK_ALIYUN) as wire:
        config = Config(
            access_key_id=KEY_ID, access_key_secret=SECRET, endpoint=f"127.0.0.1:{wire.port}", protocol="HTTP"
        )
        request = SendSmsRequest(
            phone_numbers="13800138000",
            sign_name="陕西单一窗口",
            template_code="SMS_1",
            template_param='{"code":"1 *~/"}',
        )
        await asyncio.to_thread(Client(config).send_sms, request)
    path, headers, _ = _split(wire.requests[0])
    signed = dict(part.split("=", 1) for part in headers["authorization"].partition(" ")[2].split(","))
    covered = {name: headers[name] for name in signed["SignedHeaders"].split(";")}
    query = path.partition("?")[2]
    ours = aliyun.authorization(covered, aliyun.canonical_query(_parsed(query)), KEY_ID, SECRET)
    assert ours == headers["authorization"]
    assert aliyun.headers_of("h", datetime.now(UTC), "n").keys() <= covered.keys()


async def test_tencents_own_client_signs_as_we_do() -> None:
    """As above, for TC3-HMAC-SHA256."""
    from tencentcloud.common import credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.sms.v20210111.models import SendSmsRequest
    from tencentcloud.sms.v20210111.sms_client import SmsClient

    async with _sink(OK_TENCENT) as wire:
        profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{wire.port}"))
        client = SmsClient(credential.Credential(KEY_ID, SECRET), "ap-guangzhou", profile)
        request = SendSmsRequest()
        request.PhoneNumberSet, request.SmsSdkAppId, request.TemplateId = ["+8613800138000"], "1400000000", "1"
        request.SignName, request.TemplateParamSet = "陕西单一窗口", ["483920"]
        await asyncio.to_thread(client.SendSms, request)
    _, headers, body = _split(wire.requests[0])
    moment = datetime.fromtimestamp(int(headers["x-tc-timestamp"]), UTC)
    ours = tencent.authorization(tencent.SignedRequest(headers["host"], body, moment), KEY_ID, SECRET)
    assert ours == headers["authorization"]
    assert (headers["x-tc-action"], headers["x-tc-version"]) == (tencent._ACTION, tencent._VERSION)


def _parsed(query: str) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize("changed", ["host", "x-acs-date", "query", "secret"])
def test_whatever_is_changed_changes_aliyuns_signature(changed: str) -> None:
    """Every part is covered."""
    headers = aliyun.headers_of("h", datetime(2026, 11, 21, tzinfo=UTC), "n")
    arguments: dict[str, Any] = {"headers": headers, "query": "A=1", "key_id": KEY_ID, "secret": SECRET}
    before = aliyun.authorization(**arguments)
    if changed in headers:
        arguments["headers"] = headers | {changed: "other"}
    else:
        arguments[changed] = "other"
    assert aliyun.authorization(**arguments) != before
