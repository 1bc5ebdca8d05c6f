"""The files of some mails in, one line for each kind of them out: every file is named, and what it was taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from config.campaign import Campaign
from model import FiledFile, TroubleKind
from notifier.pages import flat, words_of

SHORT_CODE = 8
LONGEST_NAME = 80

# Rows of the list that say why a file was not read; any other trouble is for people to look at
_TOLD = (TroubleKind.LOCK_FILE, TroubleKind.SHORTCUT, TroubleKind.WEB_PAGE, TroubleKind.EMPTY, TroubleKind.DANGEROUS)


def file_lines(files: Sequence[FiledFile], unopened: Collection[int], campaign: Campaign, blank: Collection[int] = ()) -> tuple[str, ...]:
    """Return lines such as "推荐表（附件5）：附件5.docx〔3f2a9c01〕"; `unopened` numbers those asked for again, `blank` the unfilled."""
    by_meaning: dict[str, list[str]] = {}
    ranked = sorted(files, key=lambda f: (f.number in blank, _rank(f, campaign)))
    for file in ranked:
        meaning = str(words_of(campaign.texts)["files"]["blank"]) if file.number in blank else _taken_for(file, unopened, campaign)
        by_meaning.setdefault(meaning, []).append(_named(file))
    return tuple(f"{meaning}：{'、'.join(names)}" for meaning, names in by_meaning.items())


def pictures_alone(files: Sequence[FiledFile]) -> bool:
    """Tell whether pictures came of which nobody knows yet what they show, and nothing besides that could be read."""
    unseen = [f for f in files if f.trouble and f.trouble.kind is TroubleKind.PICTURE and not set(f.forms) - {"unrecognized"}]
    return bool(unseen) and all(f.trouble for f in files)


def format_name(name: str, campaign: Campaign) -> str:
    """Return how people call a format ("docx" is Word); unknown ones as they are, in capitals."""
    return campaign.formats.name_of(name) or name.upper()


def trouble_name(file: FiledFile, campaign: Campaign) -> str:
    """Return what kept a file from being read, in few words ("快捷方式，不含文件本身"); "" of one that was read."""
    return _taken_for(file, (file.number,), campaign) if file.trouble else ""


def _taken_for(file: FiledFile, unopened: Collection[int], campaign: Campaign) -> str:
    words: dict[str, str] = words_of(campaign.texts)["files"]
    if file.trouble and file.trouble.kind is TroubleKind.PICTURE:
        suspected = campaign.forms.get(file.suspected_form)
        return words["scan"].format(form=suspected.short_name) if suspected else words["picture"]
    if file.number in unopened or (file.trouble and file.trouble.kind in _TOLD):
        return _reason(file, campaign)
    named = Counter(campaign.forms[f].short_name for f in file.forms if f in campaign.forms)
    if not named:
        return _foreign(file, campaign) or words["staff"]
    return "、".join(words["forms"].format(form=form, count=count) if count > 1 else form for form, count in named.items())


def _reason(file: FiledFile, campaign: Campaign) -> str:
    words: dict[str, str] = words_of(campaign.texts)["files"]
    if file.trouble is None:
        return words["damaged"]  # nothing of its form was left
    too_large = file.trouble.kind is TroubleKind.ARCHIVE_LIMIT and file.format  # what was to be unpacked has no format
    usual = words["document-limit"] if too_large else words.get(file.trouble.kind.value, words["staff"])
    return _foreign(file, campaign) or usual


def _foreign(file: FiledFile, campaign: Campaign) -> str:
    """Return what is said of a format that we do not read: its name, or that a document did not open; "" of any other."""
    if file.trouble is None or file.trouble.kind is not TroubleKind.UNKNOWN_FORMAT:
        return ""
    torn = str(words_of(campaign.texts)["files"]["damaged"]) if campaign.formats.is_torn(file.format, file.name) else ""
    return campaign.formats.unread_name_of(file.format) or torn


def _named(file: FiledFile) -> str:
    name = str(flat(file.path or file.name))
    shown = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 2 :]}"
    return f"{shown}〔{file.sha256[:SHORT_CODE]}〕" if file.sha256 else shown


def _rank(file: FiledFile, campaign: Campaign) -> int:
    order = list(campaign.forms)
    return min((order.index(f) for f in file.forms if f in campaign.forms), default=len(order))
