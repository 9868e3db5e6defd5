"""The ways this slice says no, each with its sentence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from kit.clock import in_shanghai
from kit.refusals import Kind, Refusal


def wrong_credentials() -> Refusal:
    """Return the one answer to any wrong sign-in: who exists is not told (A-4)."""
    return Refusal(Kind.UNAUTHENTICATED, "wrong_credentials", "用户名或密码不正确。")


def not_signed_in() -> Refusal:
    """Return the answer to a missing, ended or unknown session or token."""
    return Refusal(Kind.UNAUTHENTICATED, "not_signed_in", "请先登录。")


def operator_only() -> Refusal:
    """Return the answer to everybody but who runs the site, signed in or not."""
    return Refusal(Kind.UNAUTHENTICATED, "operator_only", "这项业务由平台运营方办理，请使用运营方的令牌。")


def too_often(wait: timedelta, code: str = "too_often", what: str = "操作太频繁") -> Refusal:
    """Return the answer to haste; `wait` is how long to stay away, told in whole seconds, minutes or hours."""
    seconds = max(1, ceil(wait.total_seconds()))
    return Refusal(Kind.TOO_OFTEN, code, f"{what}，请{_spoken(seconds)}后再试。", retry_after=seconds)


def _spoken(seconds: int) -> str:
    if seconds <= 120:  # noqa: PLR2004
        return f"{seconds}秒"
    return f"{ceil(seconds / 60)}分钟" if seconds <= 7200 else f"{ceil(seconds / 3600)}小时"  # noqa: PLR2004


def too_busy() -> Refusal:
    """Return the answer when as many passwords are being checked as the machine bears (A-1)."""
    return Refusal(Kind.TOO_OFTEN, "sign_in_busy", "登录人数较多，请稍后再试。", retry_after=1)


def second_factor(masked_mobile: str) -> Refusal:
    """Return the wish for a code after a hundred wrong passwords (A-4)."""
    sentence = f"为了账号安全，请输入发到 {masked_mobile} 的验证码。"
    return Refusal(Kind.UNAUTHENTICATED, "second_factor_required", sentence, mobile=masked_mobile)


def second_factor_missing() -> Refusal:
    """Return the answer to a right password where a code is due and no mobile is known."""
    return Refusal(Kind.UNAUTHENTICATED, "second_factor_missing", "账号已被保护，请联系企业管理员重设密码。")


def password_change() -> Refusal:
    """Return the wish for a new password: the first sign-in, or the old one has expired (A-6)."""
    return Refusal(Kind.FORBIDDEN, "password_change_required", "首次登录或密码已过期，请设置新密码。")


def weak_password(sentence: str) -> Refusal:
    """Return why a new password will not do."""
    return Refusal(Kind.INVALID, "weak_password", sentence)


def admins_only() -> Refusal:
    """Return the answer to who is no 管理员 of the enterprise."""
    return Refusal(Kind.FORBIDDEN, "admins_only", "只有企业管理员可以办理。")


def no_enterprise() -> Refusal:
    """Return the answer to who acts for no enterprise now: never joined one, or lost the one they acted for."""
    sentence = "您现在没有代表任何企业，请切换企业；还没有加入企业的，请联系企业管理员。"
    return Refusal(Kind.FORBIDDEN, "no_enterprise", sentence)


def out_of_scope(scope: str) -> Refusal:
    """Return the answer to a machine's token that was not made for this."""
    return Refusal(Kind.FORBIDDEN, "out_of_scope", "该令牌没有此项权限。", scope=scope)


def in_person_only() -> Refusal:
    """Return the answer to a machine that asks for what only a signed-in person may do."""
    return Refusal(Kind.FORBIDDEN, "in_person_only", "请登录后办理，令牌不能办理此项业务。")


def foreign_origin() -> Refusal:
    """Return the answer to a request that another site sent with our cookie."""
    return Refusal(Kind.FORBIDDEN, "foreign_origin", "请求来源不正确，请刷新页面后重试。")


def no_such_enterprise() -> Refusal:
    """Return the answer to a foreign or missing enterprise: the two are indistinguishable (T-2)."""
    return Refusal(Kind.UNKNOWN, "enterprise_unknown", "没有找到这家企业，或者您不能代表它办理业务。")


def taken(what: str, code: str) -> Refusal:
    """Return the answer to what somebody else has already."""
    return Refusal(Kind.CONFLICT, code, f"{what}已被使用。")


def invalid(code: str, sentence: str) -> Refusal:
    """Return the answer to a value that cannot be right."""
    return Refusal(Kind.INVALID, code, sentence)


def last_admin() -> Refusal:
    """Return the answer to taking away the last 管理员."""
    return Refusal(Kind.CONFLICT, "last_admin", "企业至少要保留一名管理员。")


def not_one_of_us() -> Refusal:
    """Return the answer to an unknown login, or a login that does not go by that name."""
    return Refusal(Kind.UNKNOWN, "person_unknown", "没有找到这个用户，请核对用户名和姓名。")


def wrong_code(left: int) -> Refusal:
    """Return the answer to a wrong verification code; the last one says that the code is void."""
    sentence = f"验证码不对，还可以再试 {left} 次。" if left else "验证码不对，请重新获取。"
    return Refusal(Kind.INVALID, "wrong_code", sentence, left=left)


def no_code() -> Refusal:
    """Return the answer where no code is waiting: expired, used, void, or asked for by somebody else."""
    return Refusal(Kind.INVALID, "no_code", "验证码已失效，请重新获取。")


def reauthenticate() -> Refusal:
    """Return the wish for the password before a proven phone is replaced (S-7)."""
    return Refusal(Kind.FORBIDDEN, "reauthentication_required", "更换手机号请先输入登录密码。")


def phone_of_another() -> Refusal:
    """Return the answer to a proven phone that belongs to somebody else; told to its holder alone."""
    return Refusal(Kind.CONFLICT, "phone_of_another", "这个手机号已绑定其他账号，请先在该账号解绑。")


def phone_not_on_file() -> Refusal:
    """Return the answer to a proven phone that no enterprise has entered (ux.md §3.7)."""
    sentence = "这个手机号没有在系统里备案。请让企业管理员在【我的操作员】里添加，或换一个号码。"
    return Refusal(Kind.UNKNOWN, "phone_not_on_file", sentence)


def ticket_void() -> Refusal:
    """Return the answer to a binding ticket that is unknown, expired, used, or another's (B-1)."""
    return Refusal(Kind.UNKNOWN, "ticket_void", "二维码已失效，请在电脑页面刷新后重新扫码。")


def ticket_unconfirmed() -> Refusal:
    """Return the answer to the web side confirming before the phone did."""
    return Refusal(Kind.CONFLICT, "ticket_unconfirmed", "请先在手机上确认绑定。")


def consent_missing() -> Refusal:
    """Return the wish for a recorded consent before messages leave the country (G-2)."""
    sentence = "绑定 Telegram 前请先同意消息经境外服务传送。"
    return Refusal(Kind.INVALID, "consent_missing", sentence)


def nothing_bound() -> Refusal:
    """Return the answer to unbinding what is not bound."""
    return Refusal(Kind.UNKNOWN, "nothing_bound", "没有可以解除的绑定。")


def channel_unavailable() -> Refusal:
    """Return the answer where a channel is not set up on this site."""
    return Refusal(Kind.CONFLICT, "channel_unavailable", "本平台没有开通这个渠道。")


def already_past(moment: datetime) -> Refusal:
    """Return the answer to an end that lies in the past."""
    spoken = in_shanghai(moment).strftime("%Y-%m-%d %H:%M")
    return Refusal(Kind.INVALID, "already_past", f"有效期 {spoken} 已经过去。")


def unknown_token() -> Refusal:
    """Return the answer to a foreign, revoked or missing token."""
    return Refusal(Kind.UNKNOWN, "token_unknown", "没有找到这个令牌。")


def unknown_membership() -> Refusal:
    """Return the answer to a foreign, revoked or missing membership."""
    return Refusal(Kind.UNKNOWN, "membership_unknown", "没有找到这名成员。")


def wrong_password() -> Refusal:
    """Return the answer to a wrong password of somebody who is signed in already."""
    return Refusal(Kind.FORBIDDEN, "wrong_password", "密码不正确。")


def not_ours_alone() -> Refusal:
    """Return the answer to setting the password of somebody who also works elsewhere."""
    return Refusal(Kind.FORBIDDEN, "not_ours_alone", "该用户不只属于本企业，只能由本人修改密码。")


def agent_of_ourselves() -> Refusal:
    """Return the answer to making somebody 代理 of an enterprise they belong to nowhere else."""
    return Refusal(Kind.INVALID, "agent_of_ourselves", "代理须是其他企业的人员，本企业人员请设为经办人。")


def not_qualified(missing: Sequence[str]) -> Refusal:
    """Return the gate's answer (USER-18); `missing` names the boxes of 我的资质 that are still empty."""
    sentence = "使用系统前必须完善贸促会原产地证资质，否则系统不可用"
    return Refusal(Kind.FORBIDDEN, "not_qualified", sentence, missing=list(missing))


def form_faults(faults: Sequence[dict[str, str]]) -> Refusal:
    """Return everything that is wrong with a form at once, box by box."""
    sentence = "".join(each["sentence"] for each in faults)
    return Refusal(Kind.INVALID, "form_faults", sentence, faults=list(faults))


def factor_wanted() -> Refusal:
    """Return the wish for a code of the authenticator, after a right password (A-5)."""
    sentence = "请输入身份验证器上的6位动态码。"
    return Refusal(Kind.UNAUTHENTICATED, "second_factor_required", sentence, method="totp")


def proof_wanted() -> Refusal:
    """Return the answer to a 管理员 whose session was opened with a password alone (A-5)."""
    sentence = "办理管理员业务前，请先绑定身份验证器并输入动态码。"
    return Refusal(Kind.FORBIDDEN, "second_factor_required", sentence, method="totp")


def wrong_factor() -> Refusal:
    """Return the answer to a code that is wrong, too old, or used already."""
    return Refusal(Kind.INVALID, "wrong_second_factor", "动态码不对或已用过，请等下一个。")


def factor_bound_already() -> Refusal:
    """Return the answer to binding a second authenticator."""
    return Refusal(Kind.CONFLICT, "second_factor_bound", "已经绑定身份验证器，请先解绑。")


def factor_not_bound() -> Refusal:
    """Return the answer to using an authenticator that is not bound."""
    return Refusal(Kind.CONFLICT, "second_factor_not_bound", "还没有绑定身份验证器。")


def password_wanted() -> Refusal:
    """Return the answer to a WeChat session outside the phone's pages (docs/adr/0029)."""
    sentence = "微信登录只能打开手机页面，办理这项业务请用用户名和密码登录。"
    return Refusal(Kind.FORBIDDEN, "password_sign_in_required", sentence)


def chat_unbound() -> Refusal:
    """Return the answer to a WeChat account that is nobody's."""
    return Refusal(Kind.FORBIDDEN, "chat_unbound", "请先绑定账号")


def chat_not_following() -> Refusal:
    """Return the answer to a WeChat account that is bound and does not follow the official account any more."""
    return Refusal(Kind.FORBIDDEN, "chat_not_following", "请先重新关注公众号")


def chat_disabled() -> Refusal:
    """Return the answer to a WeChat account whose person may not come in any more."""
    return Refusal(Kind.FORBIDDEN, "chat_disabled", "账号已停用，请联系企业管理员")


def registration_unknown() -> Refusal:
    """Return the answer to a registration that is missing."""
    return Refusal(Kind.UNKNOWN, "registration_unknown", "没有找到这份注册申请。")


def registration_decided(state_name: str) -> Refusal:
    """Return the answer to deciding a registration a second time."""
    sentence = f"这份注册申请已经核验过，结果是“{state_name}”。"
    return Refusal(Kind.CONFLICT, "registration_decided", sentence, state_name=state_name)
