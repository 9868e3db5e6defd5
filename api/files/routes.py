"""附件 under /api/v1/files: uploaded as a stream, served as attachments that no browser shows by itself (F-5)."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse

from api import problems
from api.files import forms, keeping, names, refusals, rules
from api.files.schemas import FileOut, RuleOut, rule_shown, shown
from api.people import doors
from api.people.actor import Actor

router = APIRouter(prefix="/api/v1/files", tags=["附件"], responses=problems.RESPONSES)
Member = Annotated[Actor, Depends(doors.member)]
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
FileId = Annotated[UUID, Path(description="文件标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Purpose = Annotated[
    str, Query(max_length=32, description="用途，见 GET /api/v1/files/rules", examples=["coordination"])
]
_ENVELOPE: Final = 64 * 1024  # bytes that a form adds around its file
_FORM: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary", "description": "文件"}},
    "required": ["file"],
}
_UPLOAD: Final = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "文件内容", "content": {"application/octet-stream": {"schema": {"format": "binary"}}}}
}
_HEADERS: Final = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@router.post(
    "",
    status_code=201,
    summary="上传文件",
    operation_id="upload_file",
    max_body_size=rules.TABLE.max_bytes + _ENVELOPE,
    openapi_extra=_UPLOAD,
)
async def upload(request: Request, actor: Member, purpose: Purpose) -> FileOut:
    """Keep one file; a byte over the purpose's limit ends the upload before the rest is read (F-1)."""
    rule = rules.rule_for(purpose)
    if rule is None:
        raise refusals.purpose_unknown(purpose)
    upload = await forms.first_file(request.headers.get("content-type", ""), request.stream())
    return shown(await keeping.save(actor, upload.filename, upload.chunks, rule))


@router.get("/rules", summary="上传要求", operation_id="file_rules")
async def list_rules(_actor: Reader) -> list[RuleOut]:
    """Return what may be uploaded for which purpose."""
    return [rule_shown(rule) for rule in rules.offered()]


@router.get(
    "/{file_id}", summary="下载文件", operation_id="download_file", response_class=FileResponse, responses=_BYTES
)
async def download(file_id: FileId, actor: Reader) -> FileResponse:
    """Return a file's bytes as an attachment under its own name."""
    file = await keeping.get(actor, file_id)
    headers = _HEADERS | {"Content-Disposition": names.disposition(file.name)}
    return FileResponse(keeping.path_of(file), media_type="application/octet-stream", headers=headers)
