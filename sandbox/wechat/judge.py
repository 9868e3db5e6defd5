"""How the platform takes an answer to a push: silence, a reply to show, or a fault to show."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from sandbox.config import WechatAccount
from sandbox.wechat.bodies import Malformed, read
from sandbox.wechat.envelope import Damaged, opened, signature

MAX_TEXT = 2048
KINDS = frozenset({"text", "image", "voice", "video", "music", "news", "transfer_customer_service"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`success`, `empty`, `reply`, `garbage` or `no answer`; `why` says what was wrong with garbage."""

    kind: str
    why: str = ""
    reply: dict[str, str] = field(default_factory=dict)


def judged(text: str, account: WechatAccount, openid: str) -> Verdict:
    """Pass the verdict on the body of an answer with status 200."""
    if not text:
        return Verdict("empty")
    if text == "success":
        return Verdict("success")
    try:
        fields = read(text)
        if account.mode == "safe" or "Encrypt" in fields:
            fields = read(_unsealed(fields, account))
        return _checked(fields, account, openid)
    except (Malformed, Damaged) as problem:
        return Verdict("garbage", f"{type(problem).__name__}: {problem}")


def _unsealed(fields: dict[str, str], account: WechatAccount) -> str:
    missing = {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"} - set(fields)
    if missing:
        raise Malformed(f"safe mode, but no {', '.join(sorted(missing))}")
    expected = signature(account.token, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
    if fields["MsgSignature"] != expected:
        raise Damaged("MsgSignature")
    return opened(fields["Encrypt"], account.encoding_aes_key, account.appid)


def _checked(fields: dict[str, str], account: WechatAccount, openid: str) -> Verdict:
    if fields.get("ToUserName") != openid or fields.get("FromUserName") != account.original_id:
        raise Malformed("ToUserName and FromUserName are not those of the push, swapped")
    if not fields.get("CreateTime", "").isdigit():
        raise Malformed("CreateTime is not a number")
    kind = fields.get("MsgType", "")
    if kind not in KINDS:
        raise Malformed(f"MsgType {kind!r}")
    if kind == "text" and not 1 <= len(fields.get("Content", "").encode()) <= MAX_TEXT:
        raise Malformed("Content is empty or longer than 2048 bytes")
    if kind == "news" and fields.get("ArticleCount") != "1":
        raise Malformed("ArticleCount must be 1")
    return Verdict("reply", reply=fields)


def shown(reply: dict[str, str]) -> str:
    """Tell what the phone displays of a reply."""
    kind = reply["MsgType"]
    if kind == "text":
        return reply["Content"]
    labels = {"image": "图片", "voice": "语音", "video": "视频", "music": "音乐", "news": "图文消息"}
    return f"[{labels[kind]}]" if kind in labels else "已转接人工客服"


def tap_of(link: str) -> tuple[str, str] | None:
    """Text and id that a weixin://bizmsgmenu link sends; None for another link."""
    head, _, query = link.partition("?")
    if head.rstrip("/") != "weixin://bizmsgmenu":
        return None
    pairs = dict(part.partition("=")[::2] for part in query.replace("&amp;", "&").split("&"))
    return unquote(pairs.get("msgmenucontent", "")), pairs.get("msgmenuid", "")
