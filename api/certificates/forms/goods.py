"""商品信息: one line of a certificate (formats.md §1.2 Goods; CO-48…CO-66), and 加工工序编辑 (CO-70…CO-79)."""

from typing import Annotated, Literal

from pydantic import Field

from api.certificates.forms.boxes import Box, Form


class MaterialForm(Form):
    """One of the imported materials in a unit of the product."""

    hs_code: Annotated[str, Box("海关税则号(4位)", most=4, example="3901")] = ""
    cif_price: Annotated[str, Box("CIF单价(USD)", most=25, example="0.35")] = ""


class ProcessForm(Form):
    """加工工序编辑: what is done in China to one unit of the product, and which imported materials it takes."""

    choice: Literal["", "anew", "as_before", "none"] = Field("", title="申报方式", examples=["anew"])
    hs_code: Annotated[str, Box("H.S.Code", most=10, example="3926")] = ""
    unit_price: Annotated[str, Box("交货单价", most=25, example="1.20")] = ""
    product: Annotated[str, Box("产品名称", most=200)] = ""
    process: Annotated[str, Box("加工工序", most=1000)] = ""
    unit: Annotated[str, Box("单位", most=20)] = ""
    materials: list[MaterialForm] = Field(default_factory=list, max_length=5, title="进口原材料")
    ad_valorem: Annotated[str, Box("从价百分比", most=10, example="17%")] = ""


class GoodsForm(Form):
    """One line of goods; numbers are texts, as the message has them."""

    goods_item_flag: Annotated[str, Box("货物项标志", "GoodsItemFlag", 1, "N")] = "N"
    hs_code: Annotated[str, Box("商品HS编码", "HSCode", 10, "392690")] = ""
    goods_name: Annotated[str, Box("货物中文名称", "GoodsName", 200)] = ""
    goods_name_e: Annotated[str, Box("货物英文名称", "GoodsNameE", 400)] = ""
    pack_qty: Annotated[str, Box("包装数量", "PackQty", 25, "200")] = ""
    pack_unit: Annotated[str, Box("包装单位", "PackUnit", 20, "CTNS")] = ""
    goods_qty: Annotated[str, Box("数量", "GoodsQty", 25, "1000")] = ""
    goods_unit_e: Annotated[str, Box("单位（英文）", "GoodsUnitE", 20, "PCS")] = ""
    goods_unit: Annotated[str, Box("单位", "GoodsUnit", 20, "个")] = ""
    goods_qty_ref: Annotated[str, Box("第一法定数量", "GoodsQtyRef", 25)] = ""
    goods_unit_ref: Annotated[str, Box("第一法定单位", "GoodsUnitRef", 20)] = ""
    secd_goods_qty_ref: Annotated[str, Box("第二法定数量", "SecdGoodsQtyRef", 25)] = ""
    secd_goods_unit_ref: Annotated[str, Box("第二法定单位", "SecdGoodsUnitRef", 20)] = ""
    gross_wt: Annotated[str, Box("毛重", "GrossWt", 25)] = ""
    net_wt: Annotated[str, Box("净重", "NetWt", 25)] = ""
    wt_unit: Annotated[str, Box("净重单位", "WtUnit", 10, "KGS")] = ""
    inv_price: Annotated[str, Box("单价", "InvPrice", 25)] = ""
    inv_value: Annotated[str, Box("金额", "InvValue", 25)] = ""
    fob_value: Annotated[str, Box("商品FOB价值 (美元)", "FOBValue", 25)] = ""
    i_comp_prpr: Annotated[str, Box("进口成分比例", "ICompPrpr", 10)] = ""
    ori_criteria: Annotated[str, Box("原产地标准", "OriCriteria", 10, "WO")] = ""
    ori_criteria_ref: Annotated[str, Box("原产地标准辅助项", "OriCriteriaRef", 10)] = ""
    producer: Annotated[str, Box("生产商", "Producer", 1000)] = ""
    producer_tel: Annotated[str, Box("生产商电话", "ProducerTel", 50)] = ""
    producer_fax: Annotated[str, Box("生产商传真", "ProducerFax", 50)] = ""
    producer_email: Annotated[str, Box("生产商邮箱", "ProducerEmail", 50)] = ""
    ciq_reg_no: Annotated[str, Box("生产企业代码", "CiqRegNo", 10)] = ""
    prdc_etps_name: Annotated[str, Box("生产企业名称", "PrdcEtpsName", 400)] = ""
    prdc_etps_conc_er: Annotated[str, Box("生产企业联系人", "PrdcEtpsConcEr", 20)] = ""
    prdc_etps_tel: Annotated[str, Box("生产企业电话", "PrdcEtpsTel", 20)] = ""
    producer_sert_flag: Annotated[str, Box("生产商保密", "ProducerSertFlag", 1)] = ""
    goods_desc: Annotated[str, Box("货物描述", "GoodsDesc", 1000)] = ""
    ori_criteria_sub: Annotated[str, Box("原产地标准子项", "OriCriteriaSub", 1)] = ""
    goods_origin_country: Annotated[str, Box("货物原产国代码", "GoodsOriginCountry", 3)] = ""
    goods_origin_country_en: Annotated[str, Box("货物原产国", "GoodsOriginCountryEn", 80)] = ""
    goods_tax_rate: Annotated[str, Box("关税税率标记", "GoodsTaxRate", 1)] = ""
    inv_no: Annotated[str, Box("发票号", "InvNo", 50)] = ""
    pack_type: Annotated[str, Box("包装类型", "PackType", 1, "1")] = "1"

    mark: Annotated[str, Box("文字唛头", most=2000, example="N/M")] = ""
    filing_no: Annotated[str, Box("申请备案号", most=20, example="18S2102M9997/00054")] = ""
    processing: ProcessForm = Field(default_factory=ProcessForm, title="加工工序")
