"""Certificates from files: each bad one with its reasons, the good ones once, however often it is run."""

from api.certificates.importing.found import Found, Unusable
from api.certificates.importing.sources import from_file, from_xml
from api.certificates.importing.taking import Done, take
from api.certificates.importing.uploads import take_file, take_goods

__all__ = ["Done", "Found", "Unusable", "from_file", "from_xml", "take", "take_file", "take_goods"]
