"""Months: their English names, as authors shorten them."""

_NAMES = "january february march april may june july august september october november december"

MONTHS = {
    said: number
    for number, name in enumerate(_NAMES.split(), 1)
    for said in (name, name[:3], f"{name[:3]}.")
} | {"sept": 9, "sept.": 9}
"""In small letters, with the full stop of an abbreviation or without."""
