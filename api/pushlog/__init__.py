"""The delivery log: what became of every message, and sending again what was given up."""
