"""The page at /dev/chat: one person's phones, and what went over the wire."""
