"""A mail server's answer in, what becomes of the letter and of all sending out: a table and one pure function.

The codes are NetEase's as mail.md §1.1 has them; what the table does not know goes by RFC 5321's first digit and by phase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class Phase(StrEnum):
    """Where in the conversation an answer came; before MAIL it is about us, from MAIL on about the letter."""

    CONNECT = "connect"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"  # after the letter's last line


class Outcome(StrEnum):
    """What became of a letter; from PAUSE on nothing at all is to be sent for `wait` seconds."""

    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"  # the line broke between the last line and the answer: perhaps it went
    PARKED = "parked"  # never again by itself: a person decides
    PAUSE = "pause"
    TOMORROW = "tomorrow"
    ALARM = "alarm"  # and a person must be told at once


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter. `wait` seconds before the next try (of all letters, where it concerns all); 0 where none follows.

    `code` is the server's, 0 where it gave none; `words` its own words, on one line; `reason` Chinese, for staff.
    """

    outcome: Outcome
    wait: float = 0.0
    code: int = 0
    words: str = ""
    reason: str = ""

    @property
    def is_sent(self) -> bool:
        """The server took the letter."""
        return self.outcome is Outcome.SENT

    @property
    def concerns_all(self) -> bool:
        """No letter may go for `wait` seconds, and this letter did not fail by itself: it counts as no attempt."""
        return self.outcome in {Outcome.PAUSE, Outcome.TOMORROW, Outcome.ALARM}


MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
FIRST_WAIT, LONGEST_WAIT = MINUTE, 6 * HOUR
MOST_ATTEMPTS = 20  # with these waits about three days, after which staff are told (P8)
UNKNOWN_WAIT = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class _Row:
    """`codes` and `sign` (in the server's words) must both fit; `tries` 0 for any number before the letter is parked."""

    codes: frozenset[int]
    sign: re.Pattern[str]
    outcome: Outcome
    wait: float
    reason: str
    tries: int = 0


_NOBODY = r"(invalid|unknown|no such) (user|recipient|mailbox)|(user|mailbox) (not found|unavailable|unknown)|not exist"
_TABLE = (
    ("421", r"HL:(REP|ICC|IFC|MEP)", Outcome.PAUSE, 30 * MINUTE, 0, "发信服务器嫌连接过多或过密，全部发信暂停半小时"),
    ("450", r"MI:(CEL|DMC|CCL)|RP:(DRC|CCL)", Outcome.PAUSE, MINUTE, 0, "一次连接里发得太多，稍停后另起连接再发"),
    ("451", r"DT:SPM", Outcome.RETRY, 2 * MINUTE, 3, "暂时被当作垃圾邮件"),
    ("451", r"too (much|many) fail", Outcome.ALARM, HOUR, 0, "登录失败次数过多，已被暂时禁止登录：请核对 smtp.password（授权码）"),
    ("451", r"MI:SFQ", Outcome.PAUSE, 15 * MINUTE, 0, "十五分钟内发信超量，暂停一刻钟"),
    ("451", r"RP:QRC", Outcome.PAUSE, 15 * MINUTE, 0, "短时间内收件人过多，暂停一刻钟"),
    ("550 554", r"MI:STC|RP:TRC", Outcome.TOMORROW, DAY, 0, "当天的发信额度已用完，明天再发"),
    ("550 554", r"RP:RCL", Outcome.PARKED, 0, 0, "服务器认为收件人过多"),
    ("550 554", r"DT:SPM", Outcome.PARKED, 0, 0, "内容被判为垃圾邮件，请人工改写后再发或改用电话告知"),
    (
        "550 553 554",
        r"DT:SUM|must equal authorized user",
        Outcome.ALARM,
        HOUR,
        0,
        "发件人与登录账户不一致，smtp.sender 要与 smtp.user 相同",
    ),
    ("550 554", r"MI:SPB|HL:(IHU|IPB|ITC)", Outcome.ALARM, HOUR, 0, "账户或本机地址被发信服务器封禁，请联系邮箱客服"),
    ("550", r"MI:(SPF|DMA)", Outcome.PARKED, 0, 0, "对方服务器没有通过对我方域名的验证，退回了信"),
    ("550 551 553 554", _NOBODY, Outcome.PARKED, 0, 0, "收件地址不存在，请核对对方的邮箱"),
    ("552", "", Outcome.PARKED, 0, 0, "信太大或对方邮箱已满"),
    ("530 534 535 538", r"busy|frequen|too many", Outcome.ALARM, HOUR, 0, "登录太频繁，账户被暂时限制"),
    (
        "530 534 535 538",
        "",
        Outcome.ALARM,
        HOUR,
        0,
        "发信登录失败，请在网页邮箱重新生成授权码并更新 smtp.password（授权码可能写错、已更换或已过期）",
    ),
)
TABLE = tuple(
    _Row(frozenset(map(int, codes.split())), re.compile(sign, re.IGNORECASE), outcome, wait, reason, tries)
    for codes, sign, outcome, wait, tries, reason in _TABLE
)

_PERMANENT = {
    Phase.CONNECT: "发信服务器拒绝了连接",
    Phase.LOGIN: "发信服务器拒绝了登录",
    Phase.MAIL: "发信服务器不接受发件人",
    Phase.RCPT: "发信服务器不接受收件人",
    Phase.DATA: "发信服务器不接受这封信",
    Phase.DOT: "发信服务器退回了这封信",
}


def decide(code: int, text: str, attempts: int, phase: Phase) -> Delivery:
    """Return what follows from an answer. `attempts` is how often this letter failed before by its own, from 0."""
    if 200 <= code < 300:
        return Delivery(Outcome.SENT, 0, code, text)
    row = next((r for r in TABLE if code in r.codes and r.sign.search(text)), None)
    before_letter = phase in {Phase.CONNECT, Phase.LOGIN}
    if row is None or (before_letter and row.outcome in {Outcome.RETRY, Outcome.PARKED}):  # no letter was named yet: it is about us
        return _by_class(code, text, attempts, phase)
    if row.tries and attempts + 1 >= row.tries:
        return Delivery(Outcome.PARKED, 0, code, text, f"{row.reason}，已试 {attempts + 1} 次")
    return Delivery(row.outcome, row.wait, code, text, row.reason)


def back_off(attempts: int) -> float:
    """Return the seconds to wait after a failure: one minute, doubled with every attempt, six hours at most."""
    return min(FIRST_WAIT * 2.0 ** min(attempts, 20), LONGEST_WAIT)


def lost(text: str, attempts: int, phase: Phase) -> Delivery:
    """Return what follows where no answer came in a phase."""
    if phase is Phase.DOT:
        return Delivery(Outcome.UNKNOWN, UNKNOWN_WAIT, 0, text, "信已交出但没有收到确认，十分钟后用同一编号再送一次")
    if phase in {Phase.CONNECT, Phase.LOGIN}:
        return Delivery(Outcome.PAUSE, FIRST_WAIT / 2, 0, text, "连不上发信服务器，稍后再试")
    return _retried(Delivery(Outcome.RETRY, back_off(attempts), 0, text, "与发信服务器的连接中断"), attempts)


def _by_class(code: int, text: str, attempts: int, phase: Phase) -> Delivery:
    ours = phase in {Phase.CONNECT, Phase.LOGIN}
    if 500 <= code < 600:
        reason = f"{_PERMANENT[phase]}（{code} {text}）"
        return Delivery(Outcome.ALARM, HOUR, code, text, reason) if ours else Delivery(Outcome.PARKED, 0, code, text, reason)
    if ours:
        return Delivery(Outcome.PAUSE, FIRST_WAIT, code, text, f"发信服务器暂时不接受连接（{code} {text}）")
    return _retried(Delivery(Outcome.RETRY, back_off(attempts), code, text, f"发信服务器请稍后再试（{code} {text}）"), attempts)


def _retried(delivery: Delivery, attempts: int) -> Delivery:
    if attempts + 1 < MOST_ATTEMPTS:
        return delivery
    return replace(delivery, outcome=Outcome.PARKED, wait=0.0, reason=f"试了 {attempts + 1} 次、约三天仍没有送出：{delivery.reason}")
