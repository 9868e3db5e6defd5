"""Error codes in the platform's own words."""

MESSAGES = {
    -1: "system error",
    40001: (
        "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, "
        "more details at https://mmbizurl.cn/s/JtxxFh33r"
    ),
    40002: "invalid grant_type",
    40003: "invalid openid",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40015: "invalid menu type",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid code",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40053: "invalid action info",
    40125: "invalid appsecret",
    40163: "code been used",
    40200: "invalid account type",
    40241: "duplicate in 60 seconds",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    42001: "access_token expired",
    42003: "code expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    43101: "user refuse to accept the msg",
    43117: "send msg too frequently to the same user",
    44002: "empty post data",
    44004: "empty text message",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45058: "can't modify sys tag",
    45056: "tag count exceed",
    45072: "invalid typing command",
    45080: "no message in the last 30 seconds, not allowed to type",
    45081: "already in typing status",
    45157: "invalid tag name, or tag name already exists",
    45158: "tag name too long",
    45159: "invalid tag id",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    65301: "menuid not exist",
    65303: "there is no selfmenu, please create selfmenu first",
    65305: "match rule empty",
    76022: "could not use this cgi_path, no permission",
}


class ApiError(Exception):
    """A refusal: errcode and errmsg, as the JSON answer carries them."""

    def __init__(self, code: int, message: str = "") -> None:
        self.code, self.message = code, message or MESSAGES[code]
        super().__init__(f"{code} {self.message}")
