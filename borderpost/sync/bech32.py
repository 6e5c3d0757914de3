"""Bech32 (BIP 173) without its length limit: how age writes recipients and identities."""

from __future__ import annotations

from collections.abc import Iterable

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _checksum(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, constant in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= constant
    return check


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _regroup(values: Iterable[int], width: int, wanted: int, *, pad: bool) -> list[int]:
    found: list[int] = []
    held = bits = 0
    for value in values:
        held = held << width | value
        bits += width
        while bits >= wanted:
            bits -= wanted
            found.append(held >> bits & (1 << wanted) - 1)
        held &= (1 << bits) - 1
    if pad and bits:
        found.append(held << wanted - bits & (1 << wanted) - 1)
    elif not pad and (bits >= width or held):
        raise ValueError(bits)
    return found


def encode(prefix: str, data: bytes) -> str:
    """Return the lower-case text of some bytes under a lower-case prefix."""
    values = _regroup(data, 8, 5, pad=True)
    check = _checksum([*_expand(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> shift & 31 for shift in (25, 20, 15, 10, 5, 0)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values)


def decode(text: str) -> tuple[str, bytes]:
    """Return (lower-case prefix, bytes); raises ValueError for mixed case, a wrong checksum or stray padding."""
    if not text.isascii() or (text != text.lower() and text != text.upper()):
        raise ValueError(text[:16])
    prefix, mark, rest = text.lower().rpartition("1")
    if not mark or not prefix or len(rest) < 6 or any(letter not in _VALUES for letter in rest):
        raise ValueError(text[:16])
    values = [_VALUES[letter] for letter in rest]
    if _checksum([*_expand(prefix), *values]) != 1:
        raise ValueError(text[:16])
    return prefix, bytes(_regroup(values[:-6], 5, 8, pad=False))
