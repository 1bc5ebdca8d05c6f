"""A cell's text in, a telephone number, postal code or e-mail address out; None and a flag where it is certainly none."""

from __future__ import annotations

import re
import unicodedata

Found = tuple[str | None, tuple[str, ...]]

_APART = re.compile(r"[/、;；,，\n|]|或|\s{2,}")
_EXTENSION = re.compile(r"(?:转|ext\.?|分机)(\d{1,6})", re.IGNORECASE)
_BRACKETED_WORDS = re.compile(r"\([^()\d]*\)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"[48]00\d{7}")
_AREA = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")
_WITH_EXTENSION = re.compile(r"(?:(0(?:10|2\d|[3-9]\d{2}))\D+|^)([2-8]\d{6,7})-(\d{1,5})$")
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_STOP_FOR_POINT = re.compile(r"(?<=[A-Za-z0-9])。(?=[A-Za-z])")
_TWO = re.compile(r"(1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})-?[2-8]\d{7}|[2-8]\d{7})(1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})-?[2-8]\d{7})")
_SHORTEST = 7
_MOST_PIECES = 8  # of a text, parted by blanks, that are tried as telephone numbers
_NONE = re.compile(r"^[\s/\\—－\-–无]*$")


def phone(text: str) -> Found:
    """Return the first number: digits of a mobile, "023-89075789" of a landline, "-801" an extension. Flags: two_numbers, invalid."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None, ("empty",)
    if _NONE.match(plain):
        return None, ("none_declared",)
    whole = _number(plain)
    if whole is not None:
        return whole, ()
    pieces = _apart(plain)
    numbers = [n for p in pieces if (n := _number(p)) is not None] or _run_together(plain)
    if not numbers:
        return None, ("invalid",)
    flags = ("two_numbers",) if len(numbers) > 1 else ()
    broken = len(numbers) < len(pieces) and any(len(re.sub(r"\D", "", p)) >= 7 and _number(p) is None for p in pieces)
    return numbers[0], (*flags, "invalid_second") if broken else flags


def postal_code(text: str) -> Found:
    """Return the six digits of GB/T 11387, or None and "invalid"."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not plain:
        return None, ("empty",)
    if _NONE.match(plain):
        return None, ("none_declared",)
    found = re.fullmatch(r"\D*(\d{6})\D*", plain)
    return (found.group(1), ()) if found else (None, ("invalid",))


def email(text: str) -> Found:
    """Return the first address of RFC 5322's ordinary form, or None and "invalid"."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None, ("empty",)
    if _NONE.match(plain):
        return None, ("none_declared",)
    found = _EMAIL.findall(re.sub(r"\s*([@.])\s*", r"\1", _STOP_FOR_POINT.sub(".", plain)))
    if not found:
        return None, ("invalid",)
    return found[0], ("two_numbers",) if len(found) > 1 else ()


def _number(piece: str) -> str | None:
    spoken = _BRACKETED_WORDS.sub("", piece)
    found = _EXTENSION.search(spoken)
    extension = f"-{found.group(1)}" if found else ""
    if found:
        spoken = spoken[: found.start()]
    if len(re.findall(r"[^\d\s+()\-–—.·:]", re.sub(r"^[^\d+(]*", "", spoken))) > 6:
        return None
    digits = re.sub(r"\D", "", spoken)
    digits = re.sub(r"^(?:0{0,2}86)(?=1[3-9]\d{9}$|0\d{9,11}$)|^00(?=86[1-9]\d{9,10}$)", "", digits)
    return _of_digits(digits, spoken, extension)


def _of_digits(digits: str, spoken: str, extension: str) -> str | None:
    if _MOBILE.fullmatch(digits):
        return digits
    if _SERVICE.fullmatch(digits):
        return digits
    area = _AREA.fullmatch(digits)
    if area:
        return f"{area.group(1)}-{area.group(2)}{extension}"
    inner = _WITH_EXTENSION.search(spoken.strip())
    if inner:
        return "-".join(part for part in inner.groups() if part)
    if re.fullmatch(r"86(?:10|2\d|[3-9]\d{2})\d{7,8}", digits) and "86" in spoken[:5]:
        return _of_digits("0" + digits[2:], spoken, extension)
    return f"{digits}{extension}" if re.fullmatch(r"[2-8]\d{6,7}|[1-9]\d{4,5}", digits) else None


def _apart(plain: str) -> list[str]:
    """Return the pieces between separators; a line may end inside a number: 6000 ↵ 0000、139…."""
    told = _BRACKETED_WORDS.sub("/", plain)
    for text in (told.replace("\n", ""), told) if "\n" in told else (told,):
        pieces = [p for p in _APART.split(text) if re.search(r"\d", p)]
        if len(pieces) > 1 and all(map(_number, pieces)):
            break
    return pieces


def _run_together(plain: str) -> list[str]:
    """Two numbers with one blank or nothing between, or a number inside words."""
    two = _TWO.fullmatch(re.sub(r"\s", "", plain))
    if two:
        return [number for digits in two.groups() if (number := _number(digits)) is not None]
    numbers = _in_a_row(_BRACKETED_WORDS.sub(" ", plain).split()[: _MOST_PIECES + 1])
    if numbers:
        return numbers
    solid = re.sub(r"(?<=\d)[ \-](?=\d{4}(?:\D|$))", "", plain)
    mobiles = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", solid)
    return mobiles or [f"{a}-{b}" for a, b in re.findall(r"(?<!\d)(0(?:10|2\d|[3-9]\d{2}))[-\s)]?(\d{7,8})(?!\d)", plain)]


def _in_a_row(pieces: list[str]) -> list[str]:
    """Return the numbers that some pieces make up in their order, with none left over; [] where they do not."""
    if len(pieces) > _MOST_PIECES:
        return []
    for count in range(1, len(pieces) + 1):
        number = _number(" ".join(pieces[:count]))
        if number is None or len(number) < _SHORTEST:  # 13983 12345 is a mobile that lacks a digit, not two extensions
            continue
        rest = _in_a_row(pieces[count:])
        if rest or count == len(pieces):
            return [number, *rest]
    return []
