"""Certificates as the customs' published messages: written, read and held against a schema (formats.md §1.2)."""

from api.certificates.xml.attachment import Attachment, write_attachment
from api.certificates.xml.faults import Fault, faults
from api.certificates.xml.reading import read
from api.certificates.xml.writing import tree, write

__all__ = ["Attachment", "Fault", "faults", "read", "tree", "write", "write_attachment"]
