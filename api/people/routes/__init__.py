"""The doors of the people slice under /api/v1."""

from fastapi import APIRouter

from api import problems
from api.people.routes import (
    audit,
    bindings,
    enterprises,
    guide,
    memberships,
    phones,
    qualification,
    registrations,
    second_factor,
    session,
    sessions,
    tokens,
)

router = APIRouter(prefix="/api/v1", responses=problems.RESPONSES)
for part in (
    session,
    sessions,
    second_factor,
    registrations,
    enterprises,
    qualification,
    memberships,
    tokens,
    audit,
    phones,
    bindings,
    guide,
):
    router.include_router(part.router)
