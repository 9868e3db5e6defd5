"""Who may knock at the certificate routes, and what their paths are made of."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from api.people import doors
from api.people.actor import Actor

Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Writer = Annotated[Actor, Depends(doors.member)]
Id = Annotated[UUID, Path(description="证书标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
LineId = Annotated[UUID, Path(description="商品行标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506173"])]
