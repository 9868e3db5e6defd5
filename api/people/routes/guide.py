"""使用说明 and the download of the newest 常见问题及解答, for everybody: who prepares is not signed in yet."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from api.people import forms, guides

router = APIRouter(tags=["使用说明"])
_OPEN: dict[str, list[str]] = {"security": []}


@router.get("/guide", summary="使用说明", operation_id="get_guide", openapi_extra=_OPEN)
async def get_guide() -> list[forms.SectionOut]:
    """Return how to prepare, to register, to fill in the 备案, and to print."""
    return [forms.SectionOut(key=each.key, title=each.title, lines=list(each.lines)) for each in guides.guide()]


@router.get(
    "/guide/faq",
    summary="下载常见问题及解答",
    operation_id="download_faq",
    openapi_extra=_OPEN,
    response_class=Response,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
async def download_faq() -> Response:
    """Return the newest questions and answers as a file."""
    disposition = f"attachment; filename=\"faq.md\"; filename*=UTF-8''{quote(guides.FAQ_NAME)}"
    return Response(guides.faq(), media_type="text/markdown", headers={"Content-Disposition": disposition})
