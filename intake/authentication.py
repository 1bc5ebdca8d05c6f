"""A mail's header in; whether the receiving provider vouched for its sender out (RFC 8601, as NetEase and QQ really write it)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.addresses import domain_of, organisation_of
from intake.headers import Header

# NetEase folds inside tokens: where token characters stand on both sides of a fold, the fold is no space
_FOLD_IN_TOKEN = re.compile(r"(?<=[A-Za-z0-9.@+_=-])\r*\n[ \t]+(?=[A-Za-z0-9.@+_-])")
_METHOD_BEGINS = re.compile(r"\r*\n[ \t]+(?=(?:spf|dkim|dmarc|arc|iprev|auth)\s*=)", re.IGNORECASE)
_FOLD = re.compile(r"\s+")
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_RESULT = re.compile(r"^\s*(spf|dkim|dmarc)(?:/\d+)?\s*=\s*([a-z]+)(.*)$", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+\.[a-z-]+)\s*=\s*(\"[^\"]*\"|<[^>]*>|[^\s;]+)", re.IGNORECASE)
_IDENTITIES = frozenset({"smtp.mail", "smtp.mailfrom", "smtp.helo", "header.i", "header.d", "header.from"})


@dataclass(frozen=True, slots=True)
class Result:
    """One method's word: "spf", "dkim" or "dmarc"; its verdict; the domains that it speaks of."""

    method: str
    verdict: str
    domains: tuple[str, ...]


def results_of(header: Header) -> tuple[Result, ...]:
    """Return what the topmost Authentication-Results says; one below the second Received line may be a forgery and says nothing."""
    names = [name for name, _ in header.fields]
    if "authentication-results" not in names or names[: names.index("authentication-results")].count("received") > 1:
        return ()
    text = header.first("authentication-results").decode("ascii", "replace")
    text = _FOLD.sub(" ", _FOLD_IN_TOKEN.sub("", _METHOD_BEGINS.sub(" ", text)))
    return tuple(_result(m) for piece in _COMMENT.sub(" ", text).split(";")[1:] if (m := _RESULT.match(piece)))


def failure_of(header: Header, sender: str) -> str:
    """Return the result that speaks against a sender ("spf=fail"), or "": a pass for its own organisation outweighs a fail."""
    results = results_of(header)
    own = organisation_of(domain_of(sender))
    if any(r.verdict == "pass" and (r.method == "dmarc" or own in map(organisation_of, r.domains)) for r in results):
        return ""
    return next(
        (f"{r.method}={r.verdict}" for r in results if r.verdict in {"fail", "permerror", "hardfail"} and r.verdict != "permerror"), ""
    )


def is_vouched_for(header: Header, sender: str) -> bool:
    """Tell whether SPF or DKIM passed for the sender's own organisation, or DMARC did."""
    own = organisation_of(domain_of(sender))
    return any(r.verdict == "pass" and (r.method == "dmarc" or own in map(organisation_of, r.domains)) for r in results_of(header))


def _result(found: re.Match[str]) -> Result:
    pairs = _PROPERTY.findall(found.group(3))
    values = (value.strip('"<>') for name, value in pairs if name.lower() in _IDENTITIES)
    domains = tuple((domain_of(v) or v).lower().strip(".") for v in values)
    return Result(found.group(1).lower(), found.group(2).lower(), domains)
