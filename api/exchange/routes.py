"""The window at which machines post receipts."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api import problems
from api.exchange.gateways import http
from api.exchange.readings import LARGEST
from api.exchange.schemas import ReceiptForm, Stored

router = APIRouter(tags=["exchange"], responses=problems.RESPONSES)
_HEADERS = [
    {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
    for name, text in (
        (http.ID, "回执的编号，同一编号只存一次"),
        (http.TIMESTAMP, "Unix 秒，与服务器相差不超过 300 秒"),
        (http.SIGNATURE, "HMAC-SHA256(密钥, 编号.时间.正文) 的十六进制"),
    )
]
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": ReceiptForm.model_json_schema()},
        "application/xml": {"schema": {"type": "string", "description": "海关的 Receipt、FileRet、ImportAgrResponse"}},
    },
}
Source = Annotated[str, Path(max_length=64, description="来源，HUIZHI_EXCHANGE_HTTP_KEYS 中的名字")]


@router.post(
    "/exchange/receipts/{source}",
    status_code=202,
    max_body_size=LARGEST,
    openapi_extra={"parameters": _HEADERS, "requestBody": _BODY},
)
async def post_receipt(source: Source, request: Request) -> Stored:
    """Store a signed receipt; the answer comes only after it is on disk, and twice the same id is stored once."""
    origin = f"http:{request.client.host}" if request.client else "http"
    return Stored(stored=await http.take(source, request.headers, await request.body(), origin))
