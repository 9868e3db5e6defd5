"""Certificates as Excel workbooks: query lists for reading, whole certificates for taking in again."""

from api.certificates.excel.listing import export_list
from api.certificates.excel.reading import Table, goods_of, read
from api.certificates.excel.whole import export, template

__all__ = ["Table", "export", "export_list", "goods_of", "read", "template"]
