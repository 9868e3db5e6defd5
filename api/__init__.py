"""The back office: one folder (slice) per kind of work."""
