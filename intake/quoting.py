"""Lines of a letter in; where old mail begins out: reply headings of QQ, NetEase, Foxmail, Outlook, Apple and Gmail, and ">" lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RULE = re.compile(
    r"^[\s>]*[-_*—=]{2,}\s*"
    r"(?:原始邮件|原邮件|原件|转发邮件信息|转发的邮件|转发邮件|被转发邮件信息|original(?:\s+(?:message|mail))?"
    r"|forwarded\s*(?:message|by).{0,80}|begin forwarded message)"
    r"\s*[-_*—=:]*\s*$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^[\s>]*(?:在\s?.{4,120}(?:写道|写到)|于\s?\d{2,4}.{4,120}(?:写道|写到)|\d{4}[-年/].{4,120}(?:写道|写到)"
    r"|.{2,80}<[^<>]+@[^<>]+>\s*于.{4,80}写道|(?:on|at) .{6,160}wrote)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[\s>*]*(?:发件人|寄件人|寄件者|from)\**\s*[:：]\s*\**\s*\S", re.IGNORECASE)
_NEXT = re.compile(
    r"^[\s>*]*(?:发送时间|发送日期|日期|时间|收件人|主题|抄送|寄件日期|收件者|主旨|sent|date|to|subject|cc)\**\s*[:：]", re.IGNORECASE
)
_HEADING_ONLY = re.compile(r"^[\s>]*(?:begin forwarded message|发自我的.{0,20}原始邮件)\s*[:：]?\s*$", re.IGNORECASE)


def old_mail_from(lines: Sequence[str]) -> int:
    """Return the index of the first line of quoted old mail, len(lines) where there is none."""
    return next((at for at in range(len(lines)) if _starts_old_mail(lines, at)), len(lines))


def is_quoted_line(line: str) -> bool:
    """Tell whether a plain line is quoted by a leading ">"."""
    return line.lstrip().startswith((">", "|>"))


def _starts_old_mail(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if len(line) > 400 or not line.strip():
        return False
    if _RULE.match(line) or _HEADING_ONLY.match(line) or _WROTE.match(line):
        return True
    if _FROM.match(line):
        following = [other for other in lines[at + 1 : at + 6] if other.strip()][:3]
        return any(_NEXT.match(other) for other in following)
    # a mailer broke "On … wrote:" over two lines
    return (
        at + 1 < len(lines)
        and line.lstrip()[:3].lower() in {"on ", "at ", "在 "}
        and bool(_WROTE.match(f"{line.strip()} {lines[at + 1].strip()}"))
    )
