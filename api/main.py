"""The HTTP app: every slice's routes, refusal → status, and an OpenAPI document that says both."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.types import ASGIApp

from api import box_names, problems, welcome
from api.agreements import routes as agreements
from api.approvals import routes as approvals
from api.certificates import routes as certificates
from api.consignments import routes as consignments
from api.coordination import routes as coordination
from api.datasync import routes as datasync
from api.declarations import routes as declarations
from api.documents import routes as documents
from api.exchange import routes as exchange
from api.files import routes as files
from api.filings import routes as filings
from api.following import routes as following
from api.health import routes as health
from api.licences import routes as licences
from api.masterdata import routes as masterdata
from api.people import doors
from api.people import routes as people
from api.portal import routes as portal
from api.printing import routes as printing
from api.pushlog import routes as pushlog
from api.reminders import routes as reminders
from api.seals import routes as seals
from api.windows import Windows, Words

# Each slice's doors, in the order in which the OpenAPI document lists them.
ROUTERS: Final = (
    people.router,
    approvals.router,
    following.router,
    reminders.router,
    pushlog.router,
    exchange.router,
    files.router,
    agreements.router,
    masterdata.router,
    filings.router,
    datasync.router,
    certificates.router,
    declarations.router,
    printing.router,
    seals.router,
    coordination.router,
    licences.router,
    consignments.router,
    documents.router,
    portal.router,
    health.router,
)
BODY_LIMIT: Final = 1024 * 1024  # bytes; a route that must take more says so itself (`max_body_size`)
_API: Final = "/api/v1/"
_SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-huizhi"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "hzs_… a session · hzt_… a machine's token"},
}
_EITHER: Final[list[dict[str, list[str]]]] = [{"session": []}, {"bearer": []}]


class HuizhiApp(FastAPI):
    """FastAPI within its windows, and with an OpenAPI document that knows problems and sign-in."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the windows around everything, the framework's own layers too."""
        words = Words(of_fault=problems.of_fault, too_large=problems.too_large)
        return Windows(super().build_middleware_stack(), secure=doors.is_secure(), words=words)

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once; operations under /api/v1 ask for a sign-in unless they say otherwise."""
        if self.openapi_schema is None:
            document = super().openapi()
            components = document.setdefault("components", {})
            components["securitySchemes"] = _SCHEMES
            components.setdefault("schemas", {}).update(_problem_schemas())
            for path, item in document["paths"].items():
                _ask_for_sign_in(path, item)
            box_names.fill_in(document)
        assert self.openapi_schema is not None  # noqa: S101 — FastAPI has just made it
        return self.openapi_schema


def _problem_schemas() -> dict[str, Any]:
    schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def _ask_for_sign_in(path: str, item: dict[str, Any]) -> None:
    if path.startswith(_API):
        for operation in item.values():
            operation.setdefault("security", _EITHER)


def create_app() -> FastAPI:
    """Return the app with every slice's routes; the house must be open before it serves."""
    app = HuizhiApp(
        title="回执通",
        version="1",
        summary="原产地证书回执到达关注它的人",
        description=welcome.DESCRIPTION,
        openapi_tags=welcome.TAGS,
        docs_url=None,
        redoc_url=None,
        max_body_size=BODY_LIMIT,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    for kind, handler in problems.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    return app
