"""What the house is fed by who means it harm: a short form in `make test`, the whole of it in `make faults`."""

import os

LONG = os.environ.get("HOSTILE") == "long"
