"""A small Telegram Bot API server."""
