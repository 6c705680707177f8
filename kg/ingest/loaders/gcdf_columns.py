"""The columns of AidData's editions, under one name each: points for blanks, the year of prices."""

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
    "Financier Country",
    "Recipient",
    "Recipient ISO-3",
    "Recipient Region",
    "Commitment Year",
    "Implementation Start Year",
    "Completion Year",
    "Title",
    "Description",
    "Staff Comments",
    "Status",
    "Intent",
    "Flow Type",
    "Flow Type Simplified",
    "OECD ODA Concessionality Threshold",
    "OECD ODA Income Group",
    "Flow Class",
    "Sector Code",
    "Sector Name",
    "Infrastructure",
    "COVID",
    *AGENCIES,
    *(f"{name} Type" for name in AGENCIES),
    "Amount (Original Currency)",
    "Original Currency",
    "Amount Estimated",
    "Amount (Constant USD)",
    "Amount (Nominal USD)",
    "Adjusted Amount (Original Currency)",
    "Adjusted Amount (Constant USD)",
    "Adjusted Amount (Nominal USD)",
    "Commitment Date (MM/DD/YYYY)",
    "Commitment Date Estimated",
    "Actual Implementation Start Date (MM/DD/YYYY)",
    "Actual Completion Date (MM/DD/YYYY)",
    "Maturity",
    "Interest Rate",
    "Grace Period",
    "Location Narrative",
    "Geographic Level of Precision Available",
    "Geospatial Feature Available",
    "Source URLs",
)
_CONSTANT = re.compile(r"(.*constant usd)\s?(\d{4})\)", re.IGNORECASE)


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[._\s]+", " ", name).split()).casefold()


_KNOWN = {_plain(name): name for name in (*COLUMNS, PRICES)}


def known(name: str) -> tuple[str, str]:
    """The name under which a column is known, and the year of its prices if it says one.

    >>> known("Adjusted.Amount.(Constant.USD.2021)"), known("recipient")
    (('Adjusted Amount (Constant USD)', '2021'), ('Recipient', ''))
    """
    plain = _plain(name)
    match = _CONSTANT.fullmatch(plain)
    plain = f"{match[1]})" if match else plain
    return _KNOWN.get(plain, name), match[2] if match else ""
