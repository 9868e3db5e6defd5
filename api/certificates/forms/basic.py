"""基本信息: the head of a certificate (formats.md §1.2 CertificateHead; CO-21…CO-46)."""

from typing import Annotated

from pydantic import Field

from api.certificates.forms.boxes import Box, Form
from api.certificates.forms.parts import ChangeForm, NonpartyCorp, OriInv


class BasicForm(Form):
    """基本信息; dates are `YYYY-MM-DD`, amounts texts, flags `0`/`1` (`Y`/`N` where the message has it so).

    The certificate's number, type, category and applicant are no boxes: they stand on the certificate itself. Boxes
    without an element are of the CCPIT form alone.
    """

    ent_mgr_no: Annotated[str, Box("企业管理编号", "EntMgrNo", 19)] = ""
    ciq_reg_no: Annotated[str, Box("出口商代码", "CiqRegNo", 18, "91110000600037341L")] = ""
    apl_reg_no: Annotated[str, Box("录入企业代码", "AplRegNo", 18, "91110000600037341L")] = ""
    etps_name: Annotated[str, Box("公司中文名称", "EtpsName", 400, "陕西示例贸易有限责任公司")] = ""
    appl_name: Annotated[str, Box("申报员", "ApplName", 20, "高永欣")] = ""
    applicant: Annotated[str, Box("申报员身份证号", "Applicant", 18)] = ""
    appl_tel: Annotated[str, Box("申报员电话", "ApplTel", 30)] = ""
    org_code: Annotated[str, Box("签证机构", "OrgCode", 20, "9001")] = ""
    fetch_place: Annotated[str, Box("领证机构", "FetchPlace", 20, "9001")] = ""
    apl_add: Annotated[str, Box("申请地点", "AplAdd", 30, "XI'AN, CHINA")] = ""
    inv_date: Annotated[str, Box("发票日期", "InvDate", 10, "2026-11-20")] = ""
    inv_no: Annotated[str, Box("发票号", "InvNo", 50, "XA26-1101")] = ""
    apl_date: Annotated[str, Box("申请日期", "AplDate", 10, "2026-11-21")] = ""
    dest_country: Annotated[str, Box("目的国（英文）", "DestCountry", 80, "VIET NAM")] = ""
    dest_country_code: Annotated[str, Box("目的国代码", "DestCountryCode", 4, "704")] = ""
    dest_country_name: Annotated[str, Box("目的国（中文）", "DestCountryName", 50, "越南")] = ""
    exporter: Annotated[str, Box("出口商", "Exporter", 400)] = ""
    consignee: Annotated[str, Box("进口商", "Consignee", 400)] = ""
    goods_spec_clause: Annotated[str, Box("特殊条款", "GoodsSpecClause", 2000)] = ""
    mark: Annotated[str, Box("文字唛头", "Mark", 2000, "N/M")] = ""
    load_port: Annotated[str, Box("起运地/港", "LoadPort", 50, "SHANGHAI, CHINA")] = ""
    unload_port: Annotated[str, Box("目的地/港", "UnloadPort", 50, "HAIPHONG, VIETNAM")] = ""
    trans_means: Annotated[str, Box("运输方式", "TransMeans", 100, "SEA")] = ""
    trans_name: Annotated[str, Box("运输工具名称及航次", "TransName", 100)] = ""
    trans_country_code: Annotated[str, Box("转运国代码", "TransCountryCode", 4)] = ""
    trans_country_name: Annotated[str, Box("转运国", "TransCountryName", 150)] = ""
    trans_port: Annotated[str, Box("转运港", "TransPort", 50)] = ""
    dest_port: Annotated[str, Box("目的港", "DestPort", 50)] = ""
    trans_details: Annotated[str, Box("运输路线", "TransDetails", 630, "FROM SHANGHAI TO HAIPHONG BY SEA")] = ""
    intend_exp_date: Annotated[str, Box("提单/运输日期", "IntendExpDate", 10, "2026-11-25")] = ""
    trade_mode_code: Annotated[str, Box("贸易方式", "TradeModeCode", 4, "1")] = ""
    fob_value: Annotated[str, Box("FOB值(以美元计)", "FOBValue", 25, "18600.00")] = ""
    total_amt: Annotated[str, Box("发票金额", "TotalAmt", 25, "18600.00")] = ""
    note: Annotated[str, Box("申请书备注", "Note", 1000)] = ""
    contract_no: Annotated[str, Box("合同号", "ContractNo", 200)] = ""
    lc_no: Annotated[str, Box("信用证号", "LcNo", 50)] = ""
    spec_inv_terms: Annotated[str, Box("价格条款详情", "SpecInvTerms", 1000)] = ""
    price_terms: Annotated[str, Box("价格条款", "PriceTerms", 20, "FOB")] = ""
    curr: Annotated[str, Box("发票币种", "Curr", 10, "USD")] = ""
    remark: Annotated[str, Box("备注", "Remark", 300)] = ""
    producer_sert_flag: Annotated[str, Box("生产商保密", "ProducerSertFlag", 1, "N")] = ""
    exhibit_flag: Annotated[str, Box("展览证书", "ExhibitFlag", 1, "0")] = ""
    third_party_inv_flag: Annotated[str, Box("第三方发票", "ThirdPartyInvFlag", 1, "0")] = ""
    exporter_tel: Annotated[str, Box("出口商电话", "ExporterTel", 50)] = ""
    exporter_fax: Annotated[str, Box("出口商传真", "ExporterFax", 50)] = ""
    exporter_email: Annotated[str, Box("出口商邮箱", "ExporterEmail", 50)] = ""
    consignee_tel: Annotated[str, Box("进口商电话", "ConsigneeTel", 50)] = ""
    consignee_fax: Annotated[str, Box("进口商传真", "ConsigneeFax", 50)] = ""
    consignee_email: Annotated[str, Box("进口商邮箱", "ConsigneeEmail", 50)] = ""
    predict_flag: Annotated[str, Box("预计出运", "PredictFlag", 1, "0")] = ""
    exp_decl_date: Annotated[str, Box("出口报关日期", "ExpDeclDate", 10)] = ""
    ori_country_code: Annotated[str, Box("原产国代码", "OriCountryCode", 4)] = ""
    ori_country: Annotated[str, Box("原产国", "OriCountry", 30)] = ""
    chk_valid_date: Annotated[str, Box("核查有效期", "ChkValidDate", 10)] = ""
    etps_conc_er: Annotated[str, Box("企业联系人", "EtpsConcEr", 30)] = ""
    etps_tel: Annotated[str, Box("企业联系电话", "EtpsTel", 20)] = ""
    producer: Annotated[str, Box("生产商", "Producer", 1000)] = ""
    prcs_assembly: Annotated[str, Box("加工装配工序", "PrcsAssembly", 30)] = ""
    entry_id: Annotated[str, Box("报关单号", "EntryId", 600, "020220080525641690")] = ""

    sign_place: Annotated[str, Box("签署地点", most=30)] = ""
    sign_date: Annotated[str, Box("签署日期", most=10, example="2026-11-21")] = ""
    load_country_code: Annotated[str, Box("起运国", most=4, example="142")] = ""
    first_leg: Annotated[str, Box("一程", most=100)] = ""
    second_leg: Annotated[str, Box("二程", most=100)] = ""
    weight_mark: Annotated[str, Box("毛净重标识", most=10, example="数量")] = ""
    payment: Annotated[str, Box("付款方式", most=20, example="M/T")] = ""
    payment_date: Annotated[str, Box("付款日期", most=10)] = ""
    lc_date: Annotated[str, Box("L/C开证日期", most=10)] = ""
    signer: Annotated[str, Box("手签员", most=20)] = ""
    exit_customs: Annotated[str, Box("出境海关", most=4, example="9001")] = ""
    etps_customs_code: Annotated[str, Box("企业海关编码", most=10, example="6101964001")] = ""
    ccpit_code: Annotated[str, Box("贸促会编码", most=6)] = ""
    ccpit_enterprise_code: Annotated[str, Box("企业编码", most=9)] = ""

    nonparty_corps: list[NonpartyCorp] = Field(default_factory=list, max_length=20, title="第三方企业")
    ori_invs: list[OriInv] = Field(default_factory=list, max_length=50, title="原产地证发票（RCEP）")
    change: ChangeForm = Field(default_factory=ChangeForm, title="改证信息")
