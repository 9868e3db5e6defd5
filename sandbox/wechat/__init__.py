"""The WeChat platform: API, pusher and the people who hold the phones."""
