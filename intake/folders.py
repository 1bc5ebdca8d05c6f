"""What the server lists and what is configured in, the folders to read out: filings land among junk and advertisements too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Names as NetEase, QQ, Sina, Exchange and Dovecot give them; RFC 6154's special use comes first where it is offered.
_JUNK_NAMES = frozenset({"垃圾邮件", "广告邮件", "订阅邮件", "junk", "junk e-mail", "junk email", "spam", "bulk mail"})
_SENT_NAMES = frozenset({"已发送", "已发送邮件", "sent", "sent messages", "sent items", "sent mail"})
_JUNK_USES = frozenset({"\\junk", "\\spam"})


@dataclass(frozen=True, slots=True)
class Folder:
    """One line of LIST: decoded name, flags in lower case, and the separator of its path."""

    name: str
    flags: frozenset[str] = frozenset()
    separator: str = "/"

    @property
    def is_junk(self) -> bool:
        """Its mail may be read, but a person must release any answer."""
        return bool(self.flags & _JUNK_USES) or is_junk_name(self.name, self.separator)

    @property
    def is_sent(self) -> bool:
        """It holds what the account sent (NetEase lays a copy there by itself)."""
        return "\\sent" in self.flags or _last_step(self.name, self.separator) in _SENT_NAMES

    @property
    def can_be_read(self) -> bool:
        """It holds mail, rather than being a mere step in a path."""
        return not self.flags & {"\\noselect", "\\nonexistent"}


def is_junk_name(name: str, separator: str = "/") -> bool:
    """Whether a folder of that name is one for junk or advertisements, wherever it hangs."""
    return _last_step(name, separator) in _JUNK_NAMES


def folders_to_read(configured: Iterable[str], listed: Iterable[Folder], *, with_junk: bool) -> tuple[str, ...]:
    """Return the names to poll: those configured, in their order, then the junk folders that the server lists."""
    names = [_spelled(name) for name in configured]
    if with_junk:
        names += [f.name for f in listed if f.is_junk and f.can_be_read]
    return tuple(dict.fromkeys(names))


def _spelled(name: str) -> str:
    # RFC 3501 §5.1: INBOX alone is the same in any case; one spelling, lest a mail be known under two
    return "INBOX" if name.upper() == "INBOX" else name


def _last_step(name: str, separator: str) -> str:
    return name.rsplit(separator or "/", 1)[-1].strip().lower()
