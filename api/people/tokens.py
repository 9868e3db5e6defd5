"""API tokens for machines: kept as hashes, held to scopes, dead with the membership of whoever made them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from api.people import audit, opaque, refusals, rights
from api.people.actor import Actor, Role, Scope
from api.people.models import ApiToken
from kit import database
from kit.clock import now

SCOPES: Final[tuple[Scope, ...]] = ("read", "follow", "receipts")
_NOTICED: Final = timedelta(minutes=1)
_FIND = f"""
select t.id, t.person_id, t.enterprise_id, t.scopes, t.used_at, t.name, m.role
from api_tokens t
join persons p on p.id = t.person_id
join memberships m on m.person_id = t.person_id and m.enterprise_id = t.enterprise_id
     and {rights.ACTIVE.format(now="$2")}
where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
      and p.disabled_at is null
"""  # noqa: S608 — constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWish:
    """What a new token is called, what it may do, and until when (UTC; None: until revoked)."""

    name: str
    scopes: Iterable[Scope]
    expires_at: datetime | None = None


async def create(actor: Actor, wish: TokenWish) -> tuple[ApiToken, str]:
    """Make a token for the actor's enterprise and return it with its secret, which is never shown again."""
    if wish.expires_at and wish.expires_at <= now():
        raise refusals.already_past(wish.expires_at)
    secret = opaque.new(opaque.MACHINE)
    async with database.transaction():
        token = await ApiToken.create(
            name=wish.name,
            token_hash=opaque.digest(secret),
            person_id=actor.person_id,
            enterprise_id=actor.enterprise_id,
            scopes=" ".join(each for each in SCOPES if each in wish.scopes),
            created_at=now(),
            expires_at=wish.expires_at,
        )
        await audit.record(actor, "token.create", token.id)
    return token, secret


async def revoke(actor: Actor, token_id: UUID) -> None:
    """End a token of the actor's enterprise at once; a foreign one is unknown."""
    async with database.transaction():
        changed = await ApiToken.filter(id=token_id, enterprise_id=actor.enterprise_id, revoked_at__isnull=True).update(
            revoked_at=now()
        )
        if not changed:
            raise refusals.unknown_token()
        await audit.record(actor, "token.revoke", token_id)


async def of_enterprise(actor: Actor) -> list[ApiToken]:
    """Return the enterprise's tokens that are not revoked, newest first."""
    return await ApiToken.filter(enterprise_id=actor.enterprise_id, revoked_at__isnull=True).order_by("-id")


async def actor_of_api_token(token: str, door: str = "http") -> Actor | None:
    """Return who the machine acts for; None if the token is unknown or over, or its maker may no longer act."""
    if not token.startswith(opaque.MACHINE) or len(token) > opaque.LONGEST:
        return None
    moment = now()
    rows = await database.fetch(_FIND, opaque.digest(token), moment)
    if not rows:
        return None
    await _notice(rows[0], moment)
    return _actor(rows[0], door)


async def _notice(row: database.Row, moment: datetime) -> None:
    if row["used_at"] is None or moment - database.as_time(row["used_at"]) > _NOTICED:
        await database.execute("update api_tokens set used_at = $2 where id = $1", row["id"], moment)


def _actor(row: database.Row, door: str) -> Actor:
    return Actor(
        person_id=database.as_uuid(row["person_id"]),
        enterprise_id=database.as_uuid(row["enterprise_id"]),
        role=cast("Role", row["role"]),
        door=door,
        name=row["name"],
        scopes=frozenset(cast("list[Scope]", row["scopes"].split())),
    )
