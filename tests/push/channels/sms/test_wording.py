"""The words of a short message (ux.md §3.1, §3.3): what they cost and what carriers block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from push.channels.sms import wording

# ux.md §3.3 with 【陕西单一窗口】, and the characters it counts.
TABLE = [
    (43, "验证码483920，5分钟内有效，用于订阅证书状态短信。请勿告诉他人。"),
    (35, "订阅成功：按企业订阅，贸促会原产地证。取消请回复TD。"),
    (42, "证书E261026902330183审核通过，请打印并补录报关单号。"),
    (49, "证书E261026902330183审核不通过：运输路线与提单不符。请改后再申报。"),
    (45, "证书E261026902330183可以自助打印了，打印后请务必确认结果。"),
    (46, "商品备案18S2102M9997/00054审核通过，优惠区域：中国-瑞士。"),
    (45, "同步贸促会商品信息失败,请再次同步。操作人高永欣，11-21 15:46。"),
    (39, "证书E261026902330183报关单补录：海关接收成功。"),
    (52, "3份证书签发已满30天未补录报关单号，最早E261026902330102，请尽快办理。"),
    (44, "协调单XT2026110007被退回：附件不清晰。请登录修改后重新提交。"),
    (41, "协调单XT2026110007海关接收失败，请登录核对后重新提交。"),
    (45, "印章签名授权成功(11-21 10:05)。此后审核通过的证书可自助打印。"),
    (46, "印章“合同章”2026-12-01到期，逾期不能自助打印，请续期后重新授权。"),
    (50, "证书E251026902330102将于2026-12-01失效，请确认客户已清关。"),
    (47, "今日原产地证：通过12，退回1，待打印3，待补录5，协调待办2。详情见公众号。"),
    (53, "您的账号已与微信解除绑定(11-21 10:08)。如非本人操作请致电029-95198。"),
]


@pytest.mark.feature("PUSH-03")
@pytest.mark.parametrize(("characters", "brief"), TABLE)
def test_every_wording_is_one_part(characters: int, brief: str) -> None:
    """Each message of the table goes out as it is, and costs one part; the table's count is within one character."""
    text = wording.compose("陕西单一窗口", brief)
    assert text == f"【陕西单一窗口】{brief}"
    assert abs(len(text) - characters) <= 1
    assert wording.parts(text) == 1


@pytest.mark.parametrize(
    ("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4), (500, 8)]
)
def test_parts_are_counted_as_carriers_count(length: int, parts: int) -> None:
    """70 characters are one part; beyond that each carries 67."""
    assert wording.parts("证" * length) == parts


def test_a_rare_character_costs_two() -> None:
    """Carriers count UTF-16 units: a character beyond the first plane is two."""
    assert wording.parts("𠮷" * 35) == 1
    assert wording.parts("𠮷" * 36) == 2


@pytest.mark.parametrize("signature", ["陕西单一窗口", "【陕西单一窗口】"])
def test_the_signature_comes_first_and_once(signature: str) -> None:
    """Whether or not the operator typed the brackets."""
    assert wording.compose(signature, "好") == "【陕西单一窗口】好"


@pytest.mark.parametrize(
    ("brief", "why"),
    [
        ("", "no words"),
        ("  ", "no words"),
        ("【广告】好", "signature"),
        ("好】", "signature"),
        ("好😀", "emoji"),
        ("好✅", "emoji"),
        ("好\u200b", "invisible"),
        ("详情 https://a.example/x", "link"),
        ("详情www.singlewindow.cn", "link"),
        ("详情 singlewindow.cn/x", "link"),
        ("第一行\n第二行", "line break"),
        ("长" * 493, "longer"),
    ],
)
def test_what_a_carrier_would_block_is_not_sent(brief: str, why: str) -> None:
    """A blocked message is paid for and never arrives, so it is refused here."""
    with pytest.raises(wording.Unsayable, match=why):
        wording.compose("陕西单一窗口", brief)


def test_the_longest_goes_out() -> None:
    """Five hundred characters, signature included."""
    assert len(wording.compose("陕西单一窗口", "长" * 492)) == wording.LONGEST


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("运输路线与提单不符", "运输路线与提单不符"),
        ("一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
        ("【退回】附件\n不清晰😀", "〔退回〕附件不清晰"),
        ("见https://x.cn/a，请改", "见，请改"),
        ("box 8  is\nempty", "box 8 is empty"),
    ],
)
def test_a_reason_from_outside_is_cleaned_and_cut(reason: str, said: str) -> None:
    """What the authority wrote is shortened to twenty characters and can never make the message unsayable."""
    assert wording.cut(reason) == said


@given(st.text(max_size=80))
def test_a_cut_reason_is_always_sayable(reason: str) -> None:
    """Property: whatever the reason was."""
    cut = wording.cut(reason)
    assert len(cut) <= 20
    assert wording.compose("陕西单一窗口", f"证书审核不通过：{cut}。")
