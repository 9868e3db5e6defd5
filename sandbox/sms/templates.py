"""The approved SMS templates of the two cloud providers.

Aliyun names the variables (`${code}`), Tencent numbers them (`{1}`): one text serves both, variables in order.
The codes are `SMS_` plus the key for Aliyun and the same for Tencent; `POST /sandbox/sms/templates` adds others.
"""

import re

VARIABLE = re.compile(r"\$\{(\w+)\}")
CODES = frozenset({"SMS_code"})
TEMPLATES = {
    "SMS_code": "验证码${code}，5分钟内有效，用于订阅证书状态短信。请勿告诉他人。",
    "SMS_subscribed": "订阅成功：${scope}，${content}。取消请回复TD。",
    "SMS_approved": "证书${number}审核通过，请打印并补录报关单号。",
    "SMS_rejected": "证书${number}审核不通过：${reason}。请改后再申报。",
    "SMS_printable": "证书${number}可以自助打印了，打印后请务必确认结果。",
    "SMS_filing": "商品备案${number}${result}，优惠区域：${area}。",
    "SMS_sync_fail": "${sentence}操作人${person}，${time}。",
    "SMS_supp_ok": "证书${number}报关单补录：${result}。",
    "SMS_supp_due": "${count}份证书签发已满${days}天未补录报关单号，最早${number}，请尽快办理。",
    "SMS_coord_back": "协调单${number}被退回：${reason}。请登录修改后重新提交。",
    "SMS_coord_fail": "协调单${number}海关接收失败，请登录核对后重新提交。",
    "SMS_auth": "印章签名${result}(${time})。此后审核通过的证书可自助打印。",
    "SMS_seal_due": "印章“${seal}”${date}到期，逾期不能自助打印，请续期后重新授权。",
    "SMS_co_due": "证书${number}将于${date}失效，请确认客户已清关。",
    "SMS_digest": "今日原产地证：${summary}。详情见公众号。",
    "SMS_unbind": "您的账号已与微信解除绑定(${time})。如非本人操作请致电${hotline}。",
    "SMS_notice": "${title}：${number}${status}。${hint}",
}


class Unfilled(Exception):
    """A variable of the template has no value."""


def variables(template: str) -> list[str]:
    """List the names of the variables, in the order of the text."""
    return VARIABLE.findall(template)


def filled(template: str, values: dict[str, str]) -> str:
    """Fill in the values; Unfilled names the first variable without one."""
    missing = next((name for name in variables(template) if name not in values), None)
    if missing is not None:
        raise Unfilled(missing)
    return VARIABLE.sub(lambda found: values[found.group(1)], template)
