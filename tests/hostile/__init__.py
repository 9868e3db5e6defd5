"""What the house is fed by who means it harm: a short form in `make test`, the whole of it in `make faults`."""

import os

LONG = os.environ.get("HOSTILE") == "long"
PROMPT = 0.1 if LONG else 0.5  # seconds: `make test` runs beside itself on every core
