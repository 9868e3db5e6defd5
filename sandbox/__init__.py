"""The outside world in miniature: WeChat, SMS gateways, Telegram and the customs side, for the demo and for tests.

It imports nothing from the product and speaks only wire formats, so whatever works against it works against the
formats and not against our own idea of them.
"""
