"""Sign-in by WeChat for the phone's pages (B-2, docs/adr/0029): there with a state, back with a code, in as oneself."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api import problems
from api.people import clients, doors, wechat_visits
from api.people.routes import session
from api.people.sessions import Whence
from api.people.wechat_visits import Visit
from api.portal import wechat_browser
from api.portal.rendering import page
from api.portal.visiting import Visitor, onwards
from kit import logs, masking
from kit.refusals import Refusal
from push.channels.outcome import NotAccepted
from push.channels.wechat import oauth

router = APIRouter(include_in_schema=False)
_LOG = logs.get("api.portal.by_wechat")
_BACK: Final = "/h5/wechat"  # the one address that WeChat is told
_SEE_OTHER: Final = 303
_TRIES: Final = 1  # authorisations begun anew because their code was no good
_LONGEST: Final = 512  # characters of a state or a code
_STALE: Final = "这次登录已失效，请重新打开页面。"
_SNAPSHOT: Final = "现在看到的是页面快照，请点屏幕下方的「使用完整服务」。"
_AWAY: Final = "微信暂时没有回应，请用用户名和密码登录，或稍后再打开。"
_REFUSED: Final = "微信登录没有成功，请用用户名和密码登录，或稍后再打开。"


@router.get(wechat_browser.START)
async def start(request: Request, actor: Visitor, next: str = "") -> Response:  # noqa: A002 — the parameter's name
    """Send WeChat's browser to the authorisation; somebody signed in goes straight on, any other browser signs in."""
    wanted = onwards(next)
    if actor is not None:
        return RedirectResponse(wanted, _SEE_OTHER)
    if not wechat_browser.is_one(request):
        return page("sign_in.html", onward=wanted)
    return await _sent_there(request, Visit(wanted))


@router.get(_BACK)
async def come_back(request: Request, actor: Visitor) -> Response:
    """Take what WeChat sends back; who is signed in already stays who they are."""
    given = {name: request.query_params.get(name, "") for name in ("state", "code")}
    if not all(0 < len(each) <= _LONGEST for each in given.values()):
        return _said(_STALE, 400)
    visit = await wechat_visits.come_back(request.cookies.get(_cookie(), ""), given["state"])
    if visit is None:
        return _said(_STALE, 400)
    if actor is not None:
        return RedirectResponse(visit.wanted, _SEE_OTHER)
    try:
        return await _let_in(request, visit, await oauth.visitor(given["code"]))
    except oauth.BadCode:
        return await _again(request, visit)
    except NotAccepted as fault:
        _LOG.warning("WeChat does not say who it is", code=fault.code)
        return page("sign_in.html", 503, onward=visit.wanted, sentence=_AWAY)


async def _sent_there(request: Request, visit: Visit) -> Response:
    browser = wechat_visits.browser_of(request.cookies.get(_cookie(), ""))
    state = await wechat_visits.begin(browser, visit)
    answer = RedirectResponse(oauth.authorise_url(_BACK, state), _SEE_OTHER)
    lasts = int(wechat_visits.LIFE.total_seconds())
    answer.set_cookie(_cookie(), browser, lasts, path="/", secure=doors.is_secure(), httponly=True, samesite="lax")
    return answer


async def _again(request: Request, visit: Visit) -> Response:
    if visit.tries < _TRIES:
        return await _sent_there(request, visit._replace(tries=visit.tries + 1))
    return page("sign_in.html", 401, onward=visit.wanted, sentence=_REFUSED)


async def _let_in(request: Request, visit: Visit, who: oauth.Visitor) -> Response:
    if who.is_snapshot:
        return _said(_SNAPSHOT, 403, onward=visit.wanted, code="snapshot")
    whence = Whence(clients.device_of(request), masking.address(clients.address_of(request)))
    try:
        opened = await wechat_visits.sign_in(who.openid, whence, door="h5")
    except Refusal as refusal:
        return _said(refusal.sentence, problems.STATUS[refusal.kind], onward=visit.wanted, code=refusal.code)
    answer = RedirectResponse(visit.wanted, _SEE_OTHER)
    session.set_cookie(answer, opened.token, opened.expires_at)
    return answer


def _cookie() -> str:
    return "__Host-huizhi-visit" if doors.is_secure() else "huizhi-visit"


def _said(sentence: str, status: int, *, onward: str = "", code: str = "stale") -> Response:
    return page("wechat.html", status, sentence=sentence, onward=onward, code=code)
