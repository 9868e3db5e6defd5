"""The forms of a certificate: what a clerk fills in, kept whole in one JSON column, written as the customs' message."""

from api.certificates.forms.basic import BasicForm
from api.certificates.forms.boxes import CEILING, Box, Form, boxes
from api.certificates.forms.goods import GoodsForm, MaterialForm, ProcessForm
from api.certificates.forms.parts import ATTACHMENT_TYPES, AttachmentType, ChangeForm, NonpartyCorp, OriInv

__all__ = [
    "ATTACHMENT_TYPES",
    "CEILING",
    "AttachmentType",
    "BasicForm",
    "Box",
    "ChangeForm",
    "Form",
    "GoodsForm",
    "MaterialForm",
    "NonpartyCorp",
    "OriInv",
    "ProcessForm",
    "boxes",
]
