"""A mail's header in; whether a machine wrote it, and otherwise whether it files papers or asks something, with the sign that decided.

The deny rules are mail.md §3.2 (after RFC 3834, Pigeonhole, Mailman and Zammad): one small function a sign, the first that speaks wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from config.campaign import Words
from intake.addresses import addresses_of, ids_of
from intake.encoded_words import text_of
from intake.headers import Header
from model import Kind

MAX_HEARD = 20_000  # characters of a letter that are listened to

_ROBOTS = re.compile(
    r"^(?:mailer-daemon|mdaemon|postmaster|no-?reply|do-?not-?reply|bounces?(?:[+-].*)?|notifications?|listserv|majordomo"
    r"|owner-.*|.*-request|.*-bounces)$",
    re.IGNORECASE,
)
_POSTMEN = re.compile(r"^(?:mailer-daemon|postmaster|mdaemon)$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:自动回复|自動回覆|自动答复|自动应答|外出|休假|已读[:：]|read:|out of office|automatic reply"
    r"|auto(?:matic)?[- ]?(?:reply|response))",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^(?:系统退信|退信|来自\S{1,40}的退信|邮件传输失败|(?:邮件)?投递失败|无法投递|undeliver|returned mail|failure notice"
    r"|(?:permanent |mail |message )?delivery (?:status|failure|failed|problem|warning|subsystem|delayed)"
    r"|(?:mail|message) could not be delivered|warning: .{0,80}user unknown)",
    re.IGNORECASE,
)
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_ANSWERING_HEADERS = (
    "x-qq-auto-reply", "x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-ms-exchange-inbox-rules-loop", "x-loop",
)  # fmt: skip
_ADDRESS_OR_LINK = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}|[^\s@]{1,64}@\S{1,255}", re.IGNORECASE)
_ANSWER_PREFIX = re.compile(r"^\s*(?:re|回复|回覆|答复)\s*[:：]", re.IGNORECASE)


def returns_a_mail(header: Header) -> bool:
    """Tell whether this is a bounce or receipt: what it carries is a mail that came back, never a filing."""
    return bool(_report(header) or _null_sender(header) or _from_postman(header) or _RETURNED.match(_subject(header)))


def automatic_sign(header: Header, own_addresses: Sequence[str]) -> str:
    """Return the header that shows that a machine, a list or we ourselves wrote a mail ("name: value"), or ""."""
    rules: tuple[Callable[[Header], str], ...] = (
        _null_sender, _no_sender, lambda h: _own_mail(h, own_addresses), _auto_submitted, _answering_header, _precedence, _report,
        _from_robot, _spoken_subject, _mailing_list, _suppressed,
    )  # fmt: skip
    return next((sign for rule in rules if (sign := rule(header))), "")


def only_asks_for_silence(sign: str) -> bool:
    """Tell whether a sign says no more than "send no automatic answer": groupware writes such headers on people's mail too."""
    return sign.startswith(("x-auto-response-suppress:", "feedback-id:", "list-unsubscribe:"))


def kind_of(subject: str, text: str, words: Words, *, files: int, links: int) -> tuple[Kind, str]:
    """Return the kind of a mail that a person wrote and what decided it; without files and links, questions come before words."""
    if files:
        return Kind.FILING, f"attachments: {files}"
    if links:
        return Kind.FILING, f"cloud-links: {links}"
    text = text[:MAX_HEARD]
    heard = _spoken(f"{subject}\n{text}")
    if asked := next((w for w in words.inquiry if _folded(w) in heard), "?" if "?" in heard else ""):
        return Kind.INQUIRY, f"word: {asked}"
    # the subject of an answer is what we wrote, not what they say
    said = _spoken(text if _ANSWER_PREFIX.match(subject) else f"{subject}\n{text}")
    if filed := next((w for w in words.filing if _folded(w) in said), ""):
        return Kind.FILING, f"word: {filed}"
    return Kind.INQUIRY, "neither files nor words"


def _null_sender(header: Header) -> str:
    return "return-path: <>" if any(v.strip() == b"<>" for v in header.all("return-path")) else ""


def _no_sender(header: Header) -> str:
    return "" if addresses_of(header.all("from")) else "from: missing"


def _own_mail(header: Header, own_addresses: Sequence[str]) -> str:
    """Our own addresses; an entry "@domain" is the domain of the Message-IDs that we give out."""
    own = {a.lower() for a in own_addresses}
    if found := next((a.address for a in addresses_of(header.all("from")) if a.address.lower() in own), ""):
        return f"from: {found}"
    return next(
        (f"message-id: {i}" for i in ids_of(header, "message-id") for o in own if o.startswith("@") and i[:-1].lower().endswith(o)), ""
    )


def _auto_submitted(header: Header) -> str:
    value = re.sub(r"\([^()]*\)", " ", header.plain("auto-submitted")).split(";")[0].strip()
    return f"auto-submitted: {value}" if value not in {"", "no"} else ""


def _answering_header(header: Header) -> str:
    return next((f"{name}: {header.plain(name)}" for name in _ANSWERING_HEADERS if header.all(name)), "")


def _precedence(header: Header) -> str:
    fields = ("precedence", "x-precedence")
    return next((f"{name}: {header.plain(name)}" for name in fields if header.plain(name) in _PRECEDENCE), "")


def _report(header: Header) -> str:
    value = header.plain("content-type")
    return "content-type: multipart/report" if value.startswith("multipart/report") else ""


def _from_robot(header: Header) -> str:
    return _local_part(header, _ROBOTS)


def _from_postman(header: Header) -> str:
    return _local_part(header, _POSTMEN)


def _local_part(header: Header, pattern: re.Pattern[str]) -> str:
    senders = addresses_of([*header.all("from"), *header.all("sender")])
    return next((f"from: {a.address}" for a in senders if pattern.match(a.address.partition("@")[0])), "")


def _spoken_subject(header: Header) -> str:
    subject = _subject(header)
    return f"subject: {subject[:40]}" if _SUBJECT.match(subject) or _RETURNED.match(subject) else ""


def _mailing_list(header: Header) -> str:
    names = [name for name, _ in header.fields if name.startswith("list-") or name == "feedback-id"]
    strong = next((n for n in names if n not in {"list-unsubscribe", "list-unsubscribe-post", "feedback-id"}), "")
    name = strong or next(iter(names), "")
    return f"{name.replace('-post', '') if not strong else name}: {header.plain(name)[:80]}" if name else ""


def _suppressed(header: Header) -> str:
    value = header.plain("x-auto-response-suppress")
    return f"x-auto-response-suppress: {value}" if re.search(r"all|oof|autoreply", value) else ""


def _subject(header: Header) -> str:
    return text_of(header.first("subject"))


def _spoken(text: str) -> str:
    return _folded(_ADDRESS_OR_LINK.sub(" ", text))


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
