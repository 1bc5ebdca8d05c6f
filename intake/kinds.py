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
    r"^(?:mailer-?daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]{32}|(?:.*[-_.+])?(?:no|do[-_.]?not)[-_.]?reply(?:[-_.+\d].*)?"
    r"|auto-?reply|auto-?responder|bounces?(?:[-+].*)?|notifications?|listserv|majordomo|owner-.*|.*-request|.*-bounces)$",
    re.IGNORECASE,
)
_POSTMEN = re.compile(r"^(?:mailer-?daemon|postmaster|mdaemon|microsoftexchange[0-9a-f]{32})$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:自动(?:回复|回覆|答复|应答|回信)|自動(?:回覆|回復)|外出|休假|不在办公室|(?:已读|已閱讀|已阅读|未读)[:：]|(?:阅读|已读)回执"
    r"|(?:not )?read:|(?:read|return) receipt|(?:auto: [^\n]{0,80})?out[- ]of[- ](?:the[- ])?office"
    r"|automatic reply|auto(?:matic)?[- ]?(?:reply|response)"
    r"|(?:已接受|已拒绝|已谢绝|已暂定|暂定|accepted|declined|tentative|tentatively accepted)[:：])",
    re.IGNORECASE,
)
# a person who sends again what came back says so in the same subject
_AGAIN = r"(?!.{0,12}(?:重新|重发|再发|补发|改发))"
_RETURNED = re.compile(
    rf"^(?:系统退信{_AGAIN}|来自\S{{1,40}}的退信|退信[:：]|退信{_AGAIN}|(?:邮件|信件)?(?:传输|投递|发送|寄送)失败(?:[:：!！]|{_AGAIN})"
    rf"|(?:邮件)?无法(?:投递|送达){_AGAIN}|(?:邮件未能?(?:送达|传递|投递)|未能?(?:送达|传递)[:：]|邮件被退回){_AGAIN}"
    r"|undeliver(?:able|ed (?:mail|message)|y)|undelivered[:：]|returned mail|failure notice"
    r"|(?:permanent |mail |message )?delivery (?:status|failure|failed|problem|warning|subsystem|delayed)|delayed mail"
    r"|(?:mail|message) could not be delivered|mail system error|warning: .{0,80}user unknown)",
    re.IGNORECASE,
)
_BRACKETS = " \t[(（【〔「"
_GIVES_WAY = re.compile(r"subject: (?:外出|休假|已读|未读|read|accepted|已接受|暂定)", re.IGNORECASE)
_TENCENT = re.compile(r"^(?:webmail|bizesmtp\w*|exmail|qybglogicsvr\w*):")  # stands in every letter that QQ and its business mail send
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_ANSWERING_HEADERS = (
    "x-qq-auto-reply", "x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-ms-exchange-inbox-rules-loop", "x-loop",
)  # fmt: skip
_ADDRESS_OR_LINK = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}|[^\s@]{1,64}@\S{1,255}", re.IGNORECASE)
# folded text: NFKC has made ？ a ?; "请告知" and the like are courtesy in a filing, no question
_QUESTION = re.compile(r"请问|请教|想问|想咨询|(?<=[\u4e00-\u9fff])\?")
_ANSWER_PREFIX = re.compile(r"^\s*(?:re|回复|回覆|答复)\s*[:：]", re.IGNORECASE)


def returns_a_mail(header: Header) -> bool:
    """Tell whether this is a bounce or receipt: what it carries is a mail that came back, never a filing."""
    signs = (_report, _null_sender, _from_postman, _failed_recipient)
    return any(sign(header) for sign in signs) or bool(_RETURNED.match(_subject(header)))


def says_undelivered(header: Header) -> bool:
    """Tell whether a mail says that another did not arrive, rather than that it was read or answered by a machine."""
    receipt = "disposition-notification" in header.plain("content-type")
    signs = (_report, _from_postman, _failed_recipient)
    return not receipt and (any(sign(header) for sign in signs) or bool(_RETURNED.match(_subject(header))))


def automatic_sign(header: Header, own_addresses: Sequence[str]) -> str:
    """Return the header that shows that a machine, a list or we ourselves wrote a mail ("name: value"), or ""."""
    rules: tuple[Callable[[Header], str], ...] = (
        _null_sender, _no_sender, lambda h: _own_mail(h, own_addresses), _auto_submitted, _answering_header, _precedence, _report,
        _failed_recipient, _from_robot, _spoken_subject, _mailing_list, _suppressed,
    )  # fmt: skip
    return next((sign for rule in rules if (sign := rule(header))), "")


def gives_way_to_papers(sign: str) -> bool:
    """Tell whether a sign proves little where papers are attached; such mail is read as a person's, but not answered.

    Groupware asks for silence on people's mail, too, and a subject may begin like a notice of absence by chance.
    """
    return sign.startswith(("x-auto-response-suppress:", "feedback-id:", "list-unsubscribe:")) or bool(_GIVES_WAY.match(sign))


def kind_of(  # noqa: PLR0913 - what a mail says and what it brings
    subject: str, text: str, words: Words, *, files: int, links: int, pictures: int = 0
) -> tuple[Kind, str]:
    """Return the kind of a mail that a person wrote and what decided it; without files and links, questions come before words.

    `pictures` of the files are pictures: where all are, and a question is what the subject says, they show what is asked about.
    """
    if files and files == pictures and not links and (asked := _asked_with_pictures(subject, text, words)):
        return Kind.INQUIRY, f"word: {asked}"
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


def asks(subject: str, text: str, words: Words) -> bool:
    """Tell whether a mail that files papers asks something as well, which only a person can answer."""
    said = "" if _ANSWER_PREFIX.match(subject) else _spoken(subject)
    return any(_folded(w) in said for w in words.inquiry) or bool(_QUESTION.search(_spoken(text[:MAX_HEARD])))


def _asked_with_pictures(subject: str, text: str, words: Words) -> str:
    """Return the question that pictures illustrate; photographed papers have a subject that files."""
    said = _spoken(subject)
    heard = next((w for w in words.inquiry if _folded(w) in said), "")
    if heard or any(_folded(w) in said for w in words.filing):
        return heard
    found = _QUESTION.search(_spoken(text[:MAX_HEARD]))
    return found.group() if found else ""


def _null_sender(header: Header) -> str:
    return "return-path: <>" if any(b"".join(v.split()) == b"<>" for v in header.all("return-path")) else ""


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


def _failed_recipient(header: Header) -> str:
    return f"x-failed-recipients: {header.plain('x-failed-recipients')}" if header.all("x-failed-recipients") else ""


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
    fields = [name for name, _ in header.fields if name.startswith("list-") or name == "feedback-id"]
    names = [n for n in fields if n != "feedback-id" or not _TENCENT.match(header.plain(n))]
    strong = next((n for n in names if n not in {"list-unsubscribe", "list-unsubscribe-post", "feedback-id"}), "")
    name = strong or next(iter(names), "")
    return f"{name.replace('-post', '') if not strong else name}: {header.plain(name)[:80]}" if name else ""


def _suppressed(header: Header) -> str:
    value = header.plain("x-auto-response-suppress")
    return f"x-auto-response-suppress: {value}" if re.search(r"all|oof|autoreply", value) else ""


def _subject(header: Header) -> str:
    return text_of(header.first("subject")).lstrip(_BRACKETS)


def _spoken(text: str) -> str:
    return _folded(_ADDRESS_OR_LINK.sub(" ", text))


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
