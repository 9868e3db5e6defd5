"""The window at which machines post receipts, and the record of what was sent to the authorities."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from api import problems
from api.exchange import quarantine, record
from api.exchange.gateways import http
from api.exchange.readings import LARGEST
from api.exchange.schemas import (
    Asked,
    AskedSetAside,
    OutgoingOut,
    OutgoingStory,
    ReceiptForm,
    ReceiptOut,
    ReceiptStory,
    Resent,
    Stored,
)
from api.paging import Page, page_of
from api.people import doors
from api.people.actor import Actor

router = APIRouter(tags=["报文收发"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.reader)]
Decider = Annotated[Actor, Depends(doors.decider)]
Operator = Annotated[Actor, Depends(doors.operator)]
ReceiptId = Annotated[UUID, Path(description="回执的标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
MessageId = Annotated[UUID, Path(description="发送记录的标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
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
    summary="接收一份带签名的回执",
    operation_id="post_receipt",
    max_body_size=LARGEST,
    openapi_extra={"parameters": _HEADERS, "requestBody": _BODY},
)
async def post_receipt(source: Source, request: Request) -> Stored:
    """Store a signed receipt; the answer comes only after it is on disk, and twice the same id is stored once."""
    origin = f"http:{request.client.host}" if request.client else "http"
    return Stored(stored=await http.take(source, request.headers, await request.body(), origin))


@router.get("/api/v1/outgoing", summary="发送记录", operation_id="list_outgoing")
async def list_outgoing(actor: Reader, asked: Annotated[Asked, Query()]) -> Page[OutgoingOut]:
    """Return what was sent to the authorities, newest first: the enterprise's, or for the operator everybody's."""
    lines, total = await record.page(actor, asked.wanted(), offset=asked.offset, limit=asked.size)
    return page_of([OutgoingOut.of(line) for line in lines], asked, total)


@router.get("/api/v1/outgoing/{message_id}", summary="一条报文的经过", operation_id="get_outgoing")
async def get_outgoing(message_id: MessageId, actor: Reader) -> OutgoingStory:
    """Return one message with what came back since."""
    return OutgoingStory.of_story(await record.story(actor, message_id))


@router.post(
    "/api/v1/outgoing/{message_id}/again", status_code=202, summary="重新发送报文", operation_id="send_outgoing_again"
)
async def send_again(message_id: MessageId, actor: Decider) -> Resent:
    """Send a failed message once more, under the same id."""
    await record.again(actor, message_id)
    return Resent(resent=True)


@router.get("/api/v1/set-aside", summary="未能处理的回执", operation_id="list_set_aside")
async def list_set_aside(_operator: Operator, asked: Annotated[AskedSetAside, Query()]) -> Page[ReceiptOut]:
    """Return the receipts that nobody could read or place, the latest first; for who runs the site."""
    state = asked.state or ""
    found = await quarantine.latest(asked.size, asked.offset, state)
    return page_of([ReceiptOut.of(each) for each in found], asked, await quarantine.length(state))


@router.get("/api/v1/set-aside/{receipt_id}", summary="未能处理的回执：原文", operation_id="get_set_aside")
async def get_set_aside(receipt_id: ReceiptId, _operator: Operator) -> ReceiptStory:
    """Return one of them with its text as it came."""
    return ReceiptStory.of(await quarantine.open_one(receipt_id))


@router.post(
    "/api/v1/set-aside/{receipt_id}/again", status_code=204, summary="重新处理回执", operation_id="retry_set_aside"
)
async def retry_set_aside(receipt_id: ReceiptId, operator: Operator) -> None:
    """Have one of them read anew, once a table or a fault was mended."""
    await quarantine.retry(operator, receipt_id)


@router.post(
    "/api/v1/set-aside/{receipt_id}/dismissal",
    status_code=204,
    summary="不再处理回执",
    operation_id="dismiss_set_aside",
)
async def dismiss_set_aside(receipt_id: ReceiptId, operator: Operator) -> None:
    """Take one that will never be applied off the list for good; it stays stored, and its copies stay duplicates."""
    await quarantine.dismiss(operator, receipt_id)
