"""From an order in JSON (or from the form) to a message of the authority."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from sandbox.authority.receipts import Paper, Shape, title_of
from sandbox.world import World

Json = dict[str, Any]
KINDS = ("Receipt", "FileRet", "ImportAgrResponse")
SHAPE = {f.name for f in fields(Shape)}
SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def paper_from(world: World, given: Json) -> Paper:
    """Compose the message that was ordered; ValueError says what is missing or unknown."""
    kind = str(given.get("kind") or "Receipt")
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    number = str(given.get("consignNo" if kind == "ImportAgrResponse" else "certNo") or "").strip()
    if not number:
        raise ValueError("a number is missing: certNo, or consignNo for ImportAgrResponse")
    shape = Shape(**{name: value for name, value in given.items() if name in SHAPE})
    builder = {"Receipt": _receipt, "FileRet": _file, "ImportAgrResponse": _consignment}[kind]
    body, title, failed = builder(world, given, number)
    shown = "".join(character if character in SAFE else "_" for character in number)
    folder = "Acd" if kind == "ImportAgrResponse" else "Cooimp"
    prefix = given.get("prefix")
    return Paper(kind, body, title, shown, folder, failed if prefix is None else prefix == "Failed_", shape)


def _receipt(world: World, given: Json, number: str) -> tuple[Json, str, bool]:
    channel, kind = str(given.get("channel") or "6"), str(given.get("repType") or "")
    body: Json = {
        "CertNo": number,
        "ReceiveTime": given.get("receiveTime") or _stamp(world),
        "Channel": channel,
        "Note": given.get("note") or "",
        "SendTime": given.get("sendTime") or _stamp(world),
    }
    if channel == "6":
        body["CusRespData"] = _answer(world, given, number, kind or "5")
    return body, title_of("Receipt", channel, kind or "5"), channel == "2" or (channel == "6" and kind == "1")


def _answer(world: World, given: Json, number: str, kind: str) -> Json:
    """`CusRespData`: only with channel 6; fields without a value are left out, as the optional ones are."""
    enterprise = world.config.enterprise
    serial = world.authority.serials[number] = world.authority.serials.get(number, 0) + 1
    certificate_type = "".join(c for c in number[:2] if c.isalpha())
    body = {
        "RspNo": given.get("rspNo") or f"{serial % 100:02d}",
        "EntMgrNo": given.get("entMgrNo") or "",
        "RepType": kind,
        "BarCode": given.get("barCode") or (f"61{world.next():012d}" if kind == "5" else ""),
        "OfficeDeclare": given.get("officeDeclare") or "西安关区",
        "OrgNameE": given.get("orgNameE") or "XI'AN CUSTOMS DISTRICT P.R.CHINA",
        "EntOrgCode": given.get("entOrgCode") or enterprise.org,
        "CheckDate": given.get("checkDate") or (f"{world.local():%Y-%m-%d}" if kind == "5" else ""),
        "RepCode": given.get("repCode") or given.get("note") or "",
        "RepAddMsg": given.get("repAddMsg") or "",
        "ReissueFlag": given.get("reissueFlag") or "0",
        "RspGenTime": given.get("rspGenTime") or _stamp(world),
        "ChkVaildDate": given.get("chkVaildDate") or (_valid_until(world) if kind == "5" else ""),
        "CertType": given.get("certType") or certificate_type,
    }
    return {name: value for name, value in body.items() if value != ""}


def _file(world: World, given: Json, number: str) -> tuple[Json, str, bool]:
    kind = str(given.get("retType") or "1")
    attachment = {"FileType": given.get("fileType"), "FileName": given.get("fileName")}
    body: Json = {"CertNo": number} | {name: value for name, value in attachment.items() if value}
    body |= {"ReceiveTime": given.get("receiveTime") or _stamp(world), "RetType": kind}
    body |= {"Note": given.get("note") or "", "SendTime": given.get("sendTime") or _stamp(world)}
    word = {"1": "已接收", "3": "已接收", "2": "被拒绝", "4": "被拒绝"}.get(kind, f"代码 {kind}")
    return body, f"{'随附单据' if given.get('fileName') else '文件'}{word}", kind in {"2", "4"}


def _consignment(_: World, given: Json, number: str) -> tuple[Json, str, bool]:
    code = str(given.get("responseCode") or "0")
    message = given.get("note") or ("委托关系导入成功" if code == "0" else "委托关系导入失败")
    body: Json = {"ConsignNo": number, "ResponseInfo": {"ResponseCode": code, "ResponseMessage": message}}
    return body, f"代理委托：{'成功' if code == '0' else '失败'}", code != "0"


def _stamp(world: World) -> str:
    return f"{world.local():%Y-%m-%d %H:%M:%S}"


def _valid_until(world: World) -> str:
    return f"{world.local() + timedelta(days=365):%Y-%m-%d}"
