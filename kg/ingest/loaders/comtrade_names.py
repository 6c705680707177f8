"""The columns of UN Comtrade under the names that its sites, API and bulk files gave them."""

from __future__ import annotations

from kg.ingest.loaders.headers import plain_name

COLUMNS = tuple(
    """
    typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc
    flowCode flowDesc partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc
    classificationCode classificationSearchCode isOriginalClassification cmdCode cmdDesc aggrLevel
    isLeaf customsCode customsDesc mosCode motCode motDesc qtyUnitCode qtyUnitAbbr qty
    isQtyEstimated altQtyUnitCode altQtyUnitAbbr altQty isAltQtyEstimated netWgt isNetWgtEstimated
    grossWgt isGrossWgtEstimated cifvalue fobvalue primaryValue legacyEstimationFlag isReported
    isAggregate
    """.split()  # noqa: SIM905 (47 names read better as text)
)
# What the site before comtradeplus called the same columns.
_SITE = {
    "classification": "classificationCode",
    "year": "refYear",
    "aggregate level": "aggrLevel",
    "is leaf code": "isLeaf",
    "trade flow code": "flowCode",
    "trade flow": "flowDesc",
    "reporter code": "reporterCode",
    "reporter iso": "reporterISO",
    "reporter": "reporterDesc",
    "partner code": "partnerCode",
    "partner iso": "partnerISO",
    "partner": "partnerDesc",
    "2nd partner code": "partner2Code",
    "2nd partner iso": "partner2ISO",
    "2nd partner": "partner2Desc",
    "customs proc. code": "customsCode",
    "customs": "customsDesc",
    "mode of transport code": "motCode",
    "mode of transport": "motDesc",
    "commodity code": "cmdCode",
    "commodity": "cmdDesc",
    "qty unit code": "qtyUnitCode",
    "qty unit": "qtyUnitAbbr",
    "alt qty unit code": "altQtyUnitCode",
    "alt qty unit": "altQtyUnitAbbr",
    "alt qty": "altQty",
    "netweight (kg)": "netWgt",
    "gross weight (kg)": "grossWgt",
    "trade value (us$)": "primaryValue",
    "cif trade value (us$)": "cifvalue",
    "fob trade value (us$)": "fobvalue",
    "flag": "legacyEstimationFlag",
}
# What its interface called them, in answers that have a list "dataset".
_INTERFACE = {
    "pfcode": "classificationCode",
    "yr": "refYear",
    "rgcode": "flowCode",
    "rgdesc": "flowDesc",
    "rtcode": "reporterCode",
    "rttitle": "reporterDesc",
    "rt3iso": "reporterISO",
    "ptcode": "partnerCode",
    "pttitle": "partnerDesc",
    "pt3iso": "partnerISO",
    "ptcode2": "partner2Code",
    "pttitle2": "partner2Desc",
    "pt3iso2": "partner2ISO",
    "cstcode": "customsCode",
    "cstdesc": "customsDesc",
    "cmddesce": "cmdDesc",
    "qtcode": "qtyUnitCode",
    "qtdesc": "qtyUnitAbbr",
    "tradequantity": "qty",
    "qtaltcode": "altQtyUnitCode",
    "qtaltdesc": "altQtyUnitAbbr",
    "altquantity": "altQty",
    "netweight": "netWgt",
    "grossweight": "grossWgt",
    "tradevalue": "primaryValue",
    "estcode": "legacyEstimationFlag",
}
# What its bulk files call them.
_BULK = {
    "quantity unit code": "qtyUnitCode",
    "supplementary quantity": "qty",
    "value": "primaryValue",
    "estimation code": "legacyEstimationFlag",
}
NAMES = _SITE | _INTERFACE | _BULK | {plain_name(name): name for name in COLUMNS}
# What repeats another column, or is a language that is not asked for.
REPEATS = ("period desc.", "perioddesc", "cmddescf", "cmddescs")
