"""Numbers as Vietnamese and English readers write them: thousands dot and decimal comma, or the other way round."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING = "-"
"""What stands where there is nothing to compare: never 0 (DOMAIN.md 6)."""


def _grouped(n: int, language: str) -> str:
    text = f"{n:,}"
    return text if language == "en" else text.replace(",", ".")


def whole(n: int | None, language: str = "vi") -> str:
    """Write a whole number: 1234 is `1.234` in Vietnamese and `1,234` in English; None is a dash."""
    return NOTHING if n is None else _grouped(n, language)


def thousandths(n: int | None, language: str = "vi") -> str:
    """Write thousandths as units with three decimals: 312480 (metres) is `312,480` (km) in Vietnamese; None is a dash."""
    if n is None:
        return NOTHING
    units, rest = divmod(abs(n), 1000)
    mark = "." if language == "en" else ","
    return f"{'-' if n < 0 else ''}{_grouped(units, language)}{mark}{rest:03d}"


def value(n: int | None, decimals: int, language: str = "vi") -> str:
    """Write a value of a measure: `decimals` 3 means thousandths, 0 whole; raises ValueError for another count."""
    if decimals not in (0, 3):
        raise ValueError(decimals)
    return thousandths(n, language) if decimals else whole(n, language)


def signed(n: int | None, decimals: int = 0, language: str = "vi") -> str:
    """Write a difference with its sign, + or the true minus; 0 has none, None is a dash."""
    if n is None:
        return NOTHING
    sign = "+" if n > 0 else "−" if n < 0 else ""
    return sign + value(abs(n), decimals, language)


def pair(values: Iterable[int | None], decimals: Iterable[int], language: str = "vi") -> str:
    """Write values of different units side by side, `3 / 11`; all nothing is one dash. Both must be equally long."""
    parts = [value(n, places, language) for n, places in zip(values, decimals, strict=True)]
    return NOTHING if all(part == NOTHING for part in parts) else " / ".join(parts)


def padded(n: int) -> str:
    """Write a count in running official text: below ten with a leading zero, `03 vụ`."""
    return f"0{n}" if 0 <= n < 10 else whole(n)
