"""原产地证 under /api/v1/certificates."""

from fastapi import APIRouter

from api import problems
from api.certificates.routes import filling, goods, lists, papers, steps, tables

router = APIRouter(prefix="/api/v1", tags=["原产地证"], responses=problems.RESPONSES)
for _part in (tables, lists, filling, goods, papers, steps):
    router.include_router(_part.router)

__all__ = ["router"]
