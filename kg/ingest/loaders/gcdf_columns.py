"""The columns of AidData's editions under one name each, and what they write in their own ways.

The first edition was written with underscores and named other columns; the second said receiving
agencies; those who cut an edition write points or underscores for blanks. Which year prices are of
is a part of a name.
"""

from __future__ import annotations

import re

PRICES = "Price year"
# The columns of agencies, and as what each takes part.
AGENCIES = {
    "Funding Agencies": "Funding",
    "Co-Financing Agencies": "Co-Financing",
    "Direct Receiving Agencies": "Direct Receiving",
    "Indirect Receiving Agencies": "Indirect Receiving",
    "Implementing Agencies": "Implementing",
    "Guarantor": "Guarantor",
    "Insurance Provider": "Insurance Provider",
    "Collateral Provider": "Collateral Provider",
}
COLUMNS = (
    "AidData Record ID",
    "Recommended For Aggregates",
    "AidData Parent ID",
    "Umbrella",
    "Recipient",
    "Recipient ISO-3",
    "Commitment Year",
    "Implementation Start Year",
    "Completion Year",
    "Title",
    "Status",
    "Flow Type",
    "Flow Type Simplified",
    "Sector Name",
    *AGENCIES,
    "Amount (Original Currency)",
    "Original Currency",
    "Amount Estimated",
    "Amount (Constant USD)",
    "Amount (Nominal USD)",
    "Adjusted Amount (Constant USD)",
    "Commitment Date (MM/DD/YYYY)",
    "Actual Implementation Start Date (MM/DD/YYYY)",
    "Actual Completion Date (MM/DD/YYYY)",
)
# What other editions call these columns.
_ALIASES = {
    "AidData TUFF Project ID": "AidData Record ID",
    "project_id": "AidData Record ID",
    "recommended_for_research": "Recommended For Aggregates",
    "Recommended For Military Aggregates": "Recommended For Aggregates",
    "Recommended For Huawei Aggregates": "Recommended For Aggregates",
    "recipient_condensed": "Recipient",
    "recipient_iso3": "Recipient ISO-3",
    "year": "Commitment Year",
    "flow": "Flow Type",
    "crs_sector_name": "Sector Name",
    "AidData Sector Name": "Sector Name",
    "funding_agency": "Funding Agencies",
    "cofinancing_agency": "Co-Financing Agencies",
    "implementing_agency": "Implementing Agencies",
    "recipient_agencies": "Direct Receiving Agencies",
    "Receiving Agencies": "Direct Receiving Agencies",
    "amount": "Amount (Original Currency)",
    "currency": "Original Currency",
    "usd_defl": "Amount (Constant USD)",
    "usd_current": "Amount (Nominal USD)",
    "Amount (Nominal)": "Amount (Nominal USD)",
    "start_actual": "Actual Implementation Start Date (MM/DD/YYYY)",
    "end_actual": "Actual Completion Date (MM/DD/YYYY)",
}
# The columns of all editions that say nothing the mapping takes: prose, codes beside names, details
# of terms, and scores of AidData's own. Any other column is told.
_UNREAD = """
Financier Country|Recipient Region|Description|Staff Comments|Intent|Concessional
OECD ODA Concessionality Threshold|OECD ODA Income Group|Flow Class|Sector Code|Infrastructure|COVID
Funding Agencies Type|Co-Financing Agencies Type|Cofinancing Agencies Origin|Co-Financed|On-Lending
Direct Receiving Agencies Type|Indirect Receiving Agencies Type|Implementing Agencies Type
Receiving Agencies Type|Receiving Agencies Origin|Implementing Agencies Origin|Guarantee Provided
Accountable Agencies|Accountable Agencies Type|Accountable Agencies Origin|Guarantor Type
Guarantor Agency Type|Insurance Provided|Insurance Provider Type|Insurance Provider Agency Type
Collateralized/Securitized|Collateral Provider Type|Collateral Provider Agency Type|Collateral
Security Agent/Collateral Agent|Security Agent/Collateral Agent Type|Financial Distress
Adjusted Amount (Original Currency)|Adjusted Amount (Nominal USD)|Commitment Date Estimated
Commitment Year Estimated|Planned Implementation Start Date (MM/DD/YYYY)
Actual Implementation Start Date Estimated|Deviation from Planned Implementation Start Date
Planned Completion Date (MM/DD/YYYY)|Actual Completion Date Estimated
Deviation from Planned Completion Date|Maturity|Interest Rate|Grace Period|Management Fee
Commitment Fee|Insurance Fee (Percent)|Insurance Fee (Nominal USD)|Default Interest Rate
First Loan Repayment Date|Last Loan Repayment Date|Grant Element|Grant Element (OECD Cash-Flow)
Grant Element (OECD Grant-Equiv)|Grant Element (IMF)|Number of Lenders|Loan Type
Export Buyer's Credit|Supplier's Credit/Export Seller's Credit|Interest-Free Loan|Refinancing
Investment Project Loan|M&A|Working Capital|EPCF|Lease|FXSL/BOP|CC IRS|RCF|GCL|PBC
PxF/Commodity Prepayment|Inter-Bank Loan|Overseas Project Contracting Loan|DPA|Project Finance
Involving Multilateral|Involving Non-Chinese Financier|Short-Term|Rescue
JV/SPV Host Government Ownership|JV/SPV Chinese Government Ownership|Level of Public Liability
Total Source Count|Official Source Count|Non-Official Source Count|Source URLs|Source Titles
Source Publishers|Source Type|Contact Name|Contact Position|ODA Eligible Recipient
Location Narrative|Geographic Location|geoJSON URL Viz|geoJSON URL DL
Geographic Level of Precision Available|ADM1 Level Available|ADM2 Level Available
Geospatial Feature Available|Source Quality Score|Data Completeness Score
Implementation Detail Score|Project Implementation Score|Loan Detail Score
donor|crs_sector_code|sources|sources_count|recipient_agencies_count|deflators_used
exchange_rates_used|start_planned|end_planned|year_uncertain|all_recipients|recipient_count
recipient_cow_code|recipient_oecd_code|recipient_oecd_name|recipient_iso2|recipient_un_code
recipient_imf_code|line_of_credit|is_cofinanced|is_ground_truthing|location_details|contacts
source_triangulation|field_completeness|sector_comment|status_code|donor_agency|donor_agency_count
verified|verified_code|flow_class_code|intent_code|active|active_code|factiva_sources|updated_at
debt_uncertian|is_official_finance|round_coded
"""
_YEAR = re.compile(r"(.*(?:constantusd|usddefl))((?:19|20)\d\d)")


def _plain(name: str) -> str:
    """A name as it is compared: editions differ in capitals, blanks and marks only."""
    plain = re.sub(r"[^a-z0-9]", "", name.casefold())
    return plain.replace("mmddyyyy", "")


_KNOWN = {_plain(name): name for name in (*COLUMNS, PRICES)} | {
    _plain(alias): name for alias, name in _ALIASES.items()
}
_IGNORED = {_plain(name) for line in _UNREAD.split("\n") for name in line.split("|") if name}


def known(name: str) -> tuple[str, str]:
    """The name under which a column is known, and the year of its prices if it says one.

    A column that is known and not read has no name.

    >>> known("Adjusted.Amount.(Constant.USD.2021)"), known("recipient")
    (('Adjusted Amount (Constant USD)', '2021'), ('Recipient', ''))
    >>> known("usd_defl_2014"), known("Flow Class"), known("Remark")
    (('Amount (Constant USD)', '2014'), ('', ''), ('Remark', ''))
    """
    plain = _plain(name)
    match = _YEAR.fullmatch(plain)
    found = _KNOWN.get(match[1] if match else plain)
    if found is None:
        return "" if plain in _IGNORED else name, ""
    return found, match[2] if match else ""
