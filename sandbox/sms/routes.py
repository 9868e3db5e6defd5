"""The paths of the SMS side."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.sms import aliyun, kannel, tencent


async def cloud(request: Request) -> Response:
    """Tell the clouds apart by their Authorization header: both SDKs post to `/` of their endpoint."""
    scheme = request.headers.get("authorization", "")
    return await (tencent.serve(request) if scheme.startswith("TC3") else aliyun.serve(request))


def routes() -> list[BaseRoute]:
    """Kannel where a Kannel has it and under /sms, the clouds at the root and under /sms."""
    return [
        Route("/cgi-bin/sendsms", kannel.sendsms, methods=["GET", "POST"]),
        Route("/sms/cgi-bin/sendsms", kannel.sendsms, methods=["GET", "POST"]),
        Route("/sms/aliyun", aliyun.serve, methods=["GET", "POST"]),
        Route("/sms/aliyun/", aliyun.serve, methods=["GET", "POST"]),
        Route("/sms/tencent", tencent.serve, methods=["POST"]),
        Route("/sms/tencent/", tencent.serve, methods=["POST"]),
        Route("/", cloud, methods=["POST"]),
    ]
