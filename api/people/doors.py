"""Who stands at the HTTP door: the session's cookie, a session or machine token as bearer, or the operator.

Use as FastAPI dependencies: `actor` for anybody signed in, `member` for who acts for an enterprise, `manager` for its
管理员, `operator` for who runs the site. What may be done is checked again by each action.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from api.people import clients, memberships, opaque, pace, refusals, sessions, tokens
from api.people.actor import Actor, Scope
from api.people.settings import People
from kit import settings

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE: Final = frozenset({"same-origin", "none"})
_PHONE: Final = "/h5/"  # the pages that a chat account's session opens, and no others (docs/adr/0029)


def is_secure() -> bool:
    """Tell whether people reach us by https."""
    return settings.load(People).public_url.startswith("https://")


def cookie_name() -> str:
    """Return the session cookie's name; `__Host-` needs https, so a local run goes without (A-2)."""
    return "__Host-huizhi" if is_secure() else "huizhi"


async def actor(request: Request) -> Actor:
    """Return who is signed in; raises `Refusal` unauthenticated, or forbidden for another site's request (CSRF)."""
    bearer = _bearer(request)
    token = bearer or request.cookies.get(cookie_name(), "")
    found = await _holder(token)
    if found is None:
        await pace.hold_to(f"stranger:{clients.address_of(request)}", pace.PER_STRANGER)
        raise refusals.not_signed_in()
    if not bearer and request.method not in _SAFE:
        require_own_site(request)
    if found.by_chat and not request.url.path.startswith(_PHONE):
        raise refusals.password_wanted()
    await pace.hold_to(f"person:{found.person_id}", pace.PER_CALLER)
    return found


async def _holder(token: str) -> Actor | None:
    if token.startswith(opaque.MACHINE):
        return await tokens.actor_of_api_token(token)
    return await sessions.actor_of_session(token) if token else None


def _bearer(connection: HTTPConnection) -> str:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def require_own_site(request: Request, *, browsers_only: bool = False) -> None:
    """Refuse what another site made the browser send; `browsers_only` lets a client pass that sends neither header."""
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        own = told in _OWN_SITE
    elif origin := request.headers.get("origin"):
        own = _is_ours(origin, request)
    else:
        own = browsers_only
    if not own:
        raise refusals.foreign_origin()


def _is_ours(origin: str, request: Request) -> bool:
    public = urlsplit(settings.load(People).public_url)
    said = urlsplit(origin)
    return (said.scheme, said.netloc) == (public.scheme, public.netloc) or said.netloc == request.headers.get("host")


def in_scope(scope: Scope) -> Callable[[Request], Awaitable[Actor]]:
    """Return the dependency that lets persons in, and those machine tokens that name the scope."""

    async def scoped(request: Request) -> Actor:
        found = await member(request)
        if not found.may(scope):
            raise refusals.out_of_scope(scope)
        return found

    return scoped


async def person(request: Request) -> Actor:
    """Return who is signed in, in person; a machine's token is refused."""
    found = await actor(request)
    if found.session_id is None:
        raise refusals.in_person_only()
    return found


async def member(request: Request) -> Actor:
    """Return who acts for an enterprise; raises `Refusal` forbidden for who has none now."""
    found = await actor(request)
    if found.enterprise_id is None:
        raise refusals.no_enterprise()
    return found


async def manager(request: Request) -> Actor:
    """Return a 管理员 of the enterprise they act for, signed in, in person."""
    found = await member(request)
    memberships.require_admin(found)
    return found


def is_operator(connection: HTTPConnection) -> bool:
    """Tell whether the operator's own token came along."""
    kept = settings.load(People).operator_token
    return bool(kept) and hmac.compare_digest(_bearer(connection).encode(), kept.encode())


async def operator(request: Request) -> Actor:
    """Return the operator of the site; everybody else is a stranger here."""
    if not is_operator(request):
        await pace.hold_to(f"stranger:{clients.address_of(request)}", pace.PER_STRANGER)
        raise refusals.operator_only()
    return Actor.system("operator")


async def stranger(request: Request) -> str:
    """Return the address of somebody who need not be signed in; slowed down, and not sent by another site."""
    address = clients.address_of(request)
    await pace.hold_to(f"stranger:{address}", pace.PER_STRANGER)
    if request.method not in _SAFE:
        require_own_site(request, browsers_only=True)
    return address


async def reader(request: Request) -> Actor:
    """Return the operator of the site, or who acts for an enterprise and may read."""
    return await operator(request) if is_operator(request) else await in_scope("read")(request)


async def decider(request: Request) -> Actor:
    """Return the operator of the site, or a 管理员 of the enterprise they act for."""
    return await operator(request) if is_operator(request) else await manager(request)
