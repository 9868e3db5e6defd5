"""The official account: template messages, customer messages, QR codes with a scene, and one token for all of them."""

from push.channels.wechat.customer import create_qr, send_picture, send_text
from push.channels.wechat.sending import prepare, send

__all__ = ["create_qr", "prepare", "send", "send_picture", "send_text"]
