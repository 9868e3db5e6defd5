"""The smaller parts of a certificate: change and reissue, third parties, RCEP invoices, attachments."""

from typing import Annotated, Literal

from api.certificates.forms.boxes import Box, Form


class ChangeForm(Form):
    """改证重发: which certificate this one replaces, what was wrong, and how it was and is (ModCertificate)."""

    old_cert_no: Annotated[str, Box("原证书号", "OldCertNo", 20)] = ""
    mod_reason: Annotated[str, Box("更改原因", "ModReason", 500)] = ""
    mod_colm: Annotated[str, Box("更改栏目", "ModColm", 200)] = ""
    old_situ_desc: Annotated[str, Box("更改前", "OldSituDesc", 2000)] = ""
    mod_situ_desc: Annotated[str, Box("更改后", "ModSituDesc", 2000)] = ""
    old_decl_date: Annotated[str, Box("原证申请日期", "OldDeclDate", 20)] = ""
    old_issue_date: Annotated[str, Box("原证签发日期", "OldIssueDate", 20)] = ""


class NonpartyCorp(Form):
    """A 第三方企业 that issued the invoice (NonpartyCorpList)."""

    sort_no: Annotated[str, Box("序号", "SortNo", 9, "1")] = ""
    ent_name: Annotated[str, Box("企业名称", "EntName", 500)] = ""
    ent_addr: Annotated[str, Box("企业地址", "EntAddr", 1000)] = ""
    ent_country_code: Annotated[str, Box("国家代码", "EntCountryCode", 3)] = ""
    ent_country_name: Annotated[str, Box("国家", "EntCountryName", 100)] = ""


class OriInv(Form):
    """An invoice of an RCEP certificate (OriInvs); its certificate number is written by the message."""

    inv_no: Annotated[str, Box("发票号", "InvNo", 50)] = ""
    contract_no: Annotated[str, Box("合同号", "ContractNo", 50)] = ""
    lc_no: Annotated[str, Box("信用证号", "LcNo", 50)] = ""
    value: Annotated[str, Box("发票金额", "Value", 20)] = ""
    curr: Annotated[str, Box("发票币种", "Curr", 10)] = ""
    price_clause: Annotated[str, Box("价格条款", "PriceClause", 20)] = ""
    spec_inv_terms: Annotated[str, Box("价格条款详情", "SpecInvTerms", 1000)] = ""
    inv_date: Annotated[str, Box("发票日期", "InvDate", 20)] = ""


AttachmentType = Literal["1", "2", "3", "4", "5", "6", "7", "15"]
ATTACHMENT_TYPES: dict[AttachmentType, str] = {
    "1": "发票",
    "2": "第三方发票",
    "3": "提单/运输单证",
    "4": "报关单",
    "5": "成本明细单",
    "6": "采购单证",
    "7": "其他",
    "15": "原证书",
}
