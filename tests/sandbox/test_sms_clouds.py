"""Aliyun and Tencent, judged from outside by their official SDKs."""

import asyncio
import json
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525 import models as ali
from alibabacloud_dysmsapi20170525.client import Client as AliClient
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config as AliConfig
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models as qq
from tencentcloud.sms.v20210111.sms_client import SmsClient

from tests.sandbox.conftest import App, Sandbox

PHONE = "13800138000"
SEEN = "【陕西单一窗口】验证码483920，5分钟内有效，用于订阅证书状态短信。请勿告诉他人。"
OK = '{"code":0,"msg":"接收成功"}'


async def _aliyun(sandbox: Sandbox, secret: str = "sandbox-aliyun-secret", **changes: str) -> Any:
    config = AliConfig(
        access_key_id="LTAIsandbox0123456789",
        access_key_secret=secret,
        endpoint=sandbox.base.removeprefix("http://"),
        protocol="HTTP",
    )
    order = {"phone_numbers": PHONE, "sign_name": "陕西单一窗口", "template_code": "SMS_code", "out_id": "d1"}
    order["template_param"] = json.dumps({"code": "483920"})
    request = ali.SendSmsRequest(**order | changes)
    return (await asyncio.to_thread(AliClient(config).send_sms, request)).body


async def _tencent(sandbox: Sandbox, secret: str = "sandbox-tencent-secret", **changes: Any) -> Any:
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=sandbox.base.removeprefix("http://")))
    request = qq.SendSmsRequest()
    order = {"PhoneNumberSet": [f"+86{PHONE}"], "SmsSdkAppId": "1400000000", "SignName": "陕西单一窗口"}
    order |= {"TemplateId": "SMS_code", "TemplateParamSet": ["483920"], "SessionContext": "d1"}
    request.from_json_string(json.dumps(order | changes))
    client = SmsClient(credential.Credential("AKIDsandbox0123456789", secret), "ap-guangzhou", profile)
    return (await asyncio.to_thread(client.SendSms, request)).SendStatusSet[0]


async def _inbox(sandbox: Sandbox) -> list[Any]:
    return list((await sandbox.get(f"/sandbox/phones/{PHONE}"))["messages"])


async def test_aliyuns_own_sdk_is_understood_and_the_report_is_an_array(sandbox: Sandbox, app: App) -> None:
    app.answer = lambda _: OK
    answer = await _aliyun(sandbox)
    assert answer.code == "OK"
    [sms] = await _inbox(sandbox)
    assert (sms["text"], sms["key"]) == (SEEN, "d1")
    [report] = await app.until(1, "/arrivals/aliyun")
    [row] = json.loads(report.body)
    assert (row["biz_id"], row["out_id"], row["success"], row["err_code"]) == (answer.biz_id, "d1", True, "DELIVERED")


async def test_the_console_decides_where_reports_go(sandbox: Sandbox, app: App) -> None:
    app.answer = lambda _: OK
    address = f"{app.base}/arrivals/aliyun?key=k"
    assert (await sandbox.post("/sandbox/sms/console", {"reports": {"aliyun": address}}))["reports"][
        "aliyun"
    ] == address
    await _aliyun(sandbox)
    assert (await app.until(1, "/arrivals/aliyun"))[0].query == {"key": "k"}


async def test_a_report_that_is_not_acknowledged_comes_again(sandbox: Sandbox, app: App) -> None:
    app.answer = lambda _: "success"
    await _aliyun(sandbox)
    assert len(await app.until(3, "/arrivals/aliyun")) >= 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"template_code": "SMS_0"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"sign_name": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"phone_numbers": "12345"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"template_param": "{}"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"template_param": "oops"}, "isv.INVALID_JSON_PARAM"),
    ],
)
async def test_aliyun_refuses_in_its_own_codes(sandbox: Sandbox, changes: dict[str, str], code: str) -> None:
    assert (await _aliyun(sandbox, **changes)).code == code


async def test_aliyun_wants_the_right_signature(sandbox: Sandbox) -> None:
    with pytest.raises(ClientException, match="SignatureDoesNotMatch"):
        await _aliyun(sandbox, "wrong")
    async with sandbox.http.post(sandbox.base + "/sms/aliyun") as answer:
        assert (answer.status, (await answer.json())["Code"]) == (400, "MissingParameter")


async def test_aliyun_wants_the_right_time(sandbox: Sandbox) -> None:
    await sandbox.turn("aliyun", clock_skew=901)
    with pytest.raises(ClientException, match=r"InvalidTimeStamp\.Expired"):
        await _aliyun(sandbox)


async def test_codes_are_limited_per_number_by_natural_minutes(sandbox: Sandbox) -> None:
    assert (await _aliyun(sandbox)).code == "OK"
    second = await _aliyun(sandbox)
    assert (second.code, second.message) == ("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1")
    assert len(await _inbox(sandbox)) == 1


async def test_tencents_own_sdk_is_understood_and_reported(sandbox: Sandbox, app: App) -> None:
    app.answer = lambda _: '{"result":0,"errmsg":"OK"}'
    status = await _tencent(sandbox)
    assert (status.Code, status.SessionContext, status.Fee) == ("Ok", "d1", 1)
    [sms] = await _inbox(sandbox)
    assert sms["text"] == SEEN
    [row] = json.loads((await app.until(1, "/arrivals/tencent"))[0].body)
    assert (row["sid"], row["mobile"]) == (status.SerialNo, PHONE)
    assert (row["report_status"], row["errmsg"]) == ("SUCCESS", "DELIVRD")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"TemplateId": "0"}, "FailedOperation.TemplateIncorrectOrUnapproved"),
        ({"SignName": "别人"}, "FailedOperation.SignatureIncorrectOrUnapproved"),
        ({"PhoneNumberSet": ["+86123"]}, "InvalidParameterValue.IncorrectPhoneNumber"),
        ({"TemplateParamSet": []}, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
    ],
)
async def test_tencent_refuses_a_number_in_its_own_codes(sandbox: Sandbox, changes: dict[str, Any], code: str) -> None:
    assert (await _tencent(sandbox, **changes)).Code == code


async def test_tencent_refuses_a_wrong_signature_a_stale_one_and_haste(sandbox: Sandbox) -> None:
    with pytest.raises(TencentCloudSDKException) as refused:
        await _tencent(sandbox, "wrong")
    assert refused.value.code == "AuthFailure.SignatureFailure"
    await _tencent(sandbox)
    assert (await _tencent(sandbox)).Code == "LimitExceeded.PhoneNumberThirtySecondLimit"
    await sandbox.turn("tencent", clock_skew=-301)
    with pytest.raises(TencentCloudSDKException) as stale:
        await _tencent(sandbox)
    assert stale.value.code == "AuthFailure.SignatureExpire"
