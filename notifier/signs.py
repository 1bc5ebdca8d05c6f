"""The sign that showed a mail to be a machine's, as the header has it ("name: value") in; what staff call such mail out."""

from __future__ import annotations

from typing import Final

# Longest beginnings first where one holds another; what stands nowhere here is shown as it is
_CALLED: Final = (
    ("return-path: <>", "退信或回执"),
    ("content-type: multipart/report", "退信或回执"),
    ("x-failed-recipients:", "退信"),
    ("subject:", "自动回复、退信或回执"),
    ("auto-submitted:", "自动发出的邮件"),
    ("x-qq-auto-reply:", "自动回复"),
    ("x-auto-response-suppress:", "自动发出的邮件"),
    ("x-autoreply", "自动回复"),
    ("x-autorespond", "自动回复"),
    ("x-ms-exchange-inbox-rules-loop:", "自动转发"),
    ("x-loop:", "自动转发"),
    ("precedence:", "群发邮件"),
    ("x-precedence:", "群发邮件"),
    ("list-", "群发邮件"),
    ("feedback-id:", "群发邮件"),
    ("message-id:", "本系统发出的邮件"),
    ("from: missing", "没有发件人的邮件"),
    ("from:", "系统邮箱或本会邮箱发出的邮件"),
)


def called(sign: str) -> str:
    """Return the kind of mail that a sign stands for, in Chinese; the sign itself where it is none of ours."""
    return next((name for beginning, name in _CALLED if sign.startswith(beginning)), sign)


def explained(sign: str) -> str:
    """Return the same with the sign behind it, for those who want to know why."""
    name = called(sign)
    return name if name == sign else f"{name}（{sign}）"
