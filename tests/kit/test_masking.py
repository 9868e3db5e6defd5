"""P-2: what may not be shown is masked, wherever it stands."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kit import masking

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
ID_CARDS = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
OPENIDS = st.from_regex(r"o[0-9A-Za-z_-]{27}", fullmatch=True)
AROUND = st.text(alphabet="电话：，。 abc=&?\"'", max_size=5)


def test_each_mask_shows_what_the_rule_allows() -> None:
    assert masking.phone("13800138000") == "138****8000"
    assert masking.id_card("11010519491231002X") == "110*************2X"
    assert masking.person_name("高永欣") == "高*"
    assert masking.tail("oABCD1234567890abcdefghijklm") == "…jklm"


@given(AROUND, MOBILES, AROUND)
def test_no_mobile_survives_a_text(before: str, mobile: str, after: str) -> None:
    assert not re.search(r"1[3-9]\d{9}", masking.scrub(before + mobile + after))


@given(AROUND, ID_CARDS, AROUND)
def test_no_identity_number_survives_a_text(before: str, number: str, after: str) -> None:
    assert number not in masking.scrub(f"{before} {number} {after}")


@given(OPENIDS)
def test_no_openid_survives_a_text(openid: str) -> None:
    assert openid not in masking.scrub(f'{{"touser":"{openid}"}}')


def test_tokens_in_urls_are_cut() -> None:
    url = "https://api.weixin.qq.com/cgi-bin/message/template/send?access_token=87_secretsecret&lang=zh"
    assert masking.scrub(url).endswith("access_token=…&lang=zh")
    assert "secret" not in masking.scrub("POST /bot123456789:AAH-abcdefghijklmnopqrstuvwxyz0123456/sendMessage")


def test_certificate_and_declaration_numbers_stay_readable() -> None:
    """Followers and operators need them: an 18-digit declaration number is told from an identity number by nobody,
    so it is masked; a certificate number is not."""
    assert masking.scrub("证书E261026902330183审核通过") == "证书E261026902330183审核通过"
