"""The doors of the people slice under /api/v1."""

from fastapi import APIRouter

from api import problems
from api.people.routes import bindings, enterprises, memberships, phones, session, tokens

router = APIRouter(prefix="/api/v1", responses=problems.RESPONSES)
for part in (session, enterprises, memberships, tokens, phones, bindings):
    router.include_router(part.router)
