"""A cell of people's names in, the list of them out, and how sure the splitting is (domain.md §2.3, name list).

Names are split before any folding: NFKC would change rare characters, and certificates are printed from these names.
"""

from __future__ import annotations

import re

Names = tuple[tuple[str, ...], tuple[str, ...]]

_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PERSON = re.compile(rf"^[{_HAN}][{_HAN}·•・．.]{{0,14}}[{_HAN}]$")
_PLAUSIBLE = re.compile(rf"^[{_HAN}·]{{2,6}}$")
_LONG_PERSON = re.compile(rf"^[{_HAN}]+(?:·[{_HAN}]+)+$")
_LATIN = re.compile(r"^[A-Za-z][A-Za-z.'\- ]+$")
_ROLE = re.compile(
    r"(?:^|(?<=[\s、，,；;。\n]))(?:正|副)?(?:组\s*长|组\s*员|成\s*员|班\s*长|副?班组长|小组长|小组成员|顾\s*问|指导(?:者|老师|员)?|骨干|联络员|记录员|秘书|辅导员|推进者|负责人|其他成员|其它成员|成员名单|姓\s*名)\s*[:：]"
)
_ROLE_WORD = r"(?:正|副)?(?:组长|组员|成员|班长|班组长|小组长|小组成员|顾问|骨干|联络员|记录员|负责人)"
_ROLE_ALONE = re.compile(rf"(?<![^\s、，,；;。\n]){_ROLE_WORD}(?=[\s、，,；;。\n]|[{_HAN}]{{2,4}}(?:[\s、，,；;。\n]|$))")
_NOBODY = re.compile(r"^\s*(?:暂?无|没有|[/\\／—–\-]+)\s*[。.]?\s*$")
_ELSEWHERE = re.compile(r"^\s*(?:名单)?(?:详?见|另附|后附|附后).{0,8}$|^\s*(?:名单)?(?:附|另附|附后)\s*[表件后]?\s*$")
_TITLE = "(?:副?(?:部长|经理|总经理|主任|科长|处长|厂长|主管|组长|班长|院长|所长|书记|主席|队长)|(?:高级|助理)?工程师|先生|女士|老师|同志)"
_OFFICE = re.compile(rf"^{_TITLE}$|.{{2}}(?:部|科|室|处|办|车间|中心|公司|班组)$|^工会$")
_WITH_TITLE = re.compile(rf"(?:(?<=^[{_HAN}]{{2}})|(?<=^[{_HAN}]{{3}})){_TITLE}$")
_BRACKETED = re.compile(r"[（(\[【][^（）()\[\]【】]*[）)\]】]")
_ROLE_IN_BRACKETS = re.compile(
    r"[（(\[【]\s*(?:正|副)?(?:组长|组员|成员|班长|班组长|小组长|顾问|指导者?|女|男|兼|骨干|记录员|联络员|退休|外聘|党员|负责人)[^（）()\[\]【】]{0,6}[）)\]】]"
)
_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\s、，,；;。]))[（(]?\d{1,2}[)）、.．:：]\s*|(?<=[^\d\s、，,；;])[（(]?\d{1,2}[)）、.．]\s*|[①-⑳⑴-⒇]\s*"
)
_SEPARATOR = re.compile(
    rf"[、，,；;／/|｜\n\t\r。\u2028\u2029\x0b+＋&＆]|(?<=[^\S\n])和(?=\s)|(?<=[{_HAN}]{{2}})[和与及](?=(?:[{_HAN}]{{2,4}}|[{_HAN}]+(?:[·•・．‧][{_HAN}]+)+)\s*$)"
)
_MARK = re.compile(r"([、，,；;／/|｜\t。])")
_LONG_SURNAMES = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "令狐", "尉迟", "公孙", "慕容", "司徒", "长孙", "宇文", "东方", "端木"}
)
_LONGEST = 4  # characters of a Han name
_ET_AL = re.compile(r"(?:等\s*(?:共)?\s*(?:[\d０-９]+|[一二两三四五六七八九十]+)?\s*(?:余|多)?\s*(?:人|名|位|同志)|等(?:等)?)\s*[。.]?\s*$")
_COUNT_TAIL = re.compile(r"[（(]?\s*共\s*(?:计)?\s*[\d０-９一二三四五六七八九十]+\s*(?:人|名)\s*[)）]?\s*[。.]?\s*$")
_WIDE_GAP = re.compile(r"[ \u00a0]{2,}|\u3000+|[ \u00a0]*\u3000[ \u00a0\u3000]*")
_DOTS = str.maketrans({"•": "·", "・": "·", "．": "·", "‧": "·"})


def names_of(text: str) -> Names:
    """Return (names in order, flags). Flags: empty, et_al, roles, joined, uncertain_split; joined and uncertain_split mean unsure."""
    if not text.strip():
        return (), ("empty",)
    if _NOBODY.match(text):
        return (), ("none_declared",)
    if _ELSEWHERE.match(text):
        return (), ("et_al",)  # nobody is named, and more there are
    flags: list[str] = []
    body = _COUNT_TAIL.sub("", text.strip())
    shortened = _ET_AL.sub("", body)
    if shortened != body:
        flags.append("et_al")
        body = shortened
    without_roles = _ROLE_IN_BRACKETS.sub("、", _ROLE_ALONE.sub("、", _ROLE.sub("、", body)))
    if without_roles != body:
        flags.append("roles")
    unnumbered = _NUMBERED.sub("、", without_roles)
    pieces = [p for p in (_bare(p) for p in _SEPARATOR.split(_without_torn(_BRACKETED.sub("", unnumbered)))) if p]
    names, doubts = _split_blanks(pieces)
    return tuple(names), tuple(dict.fromkeys([*flags, *doubts]))


def person(text: str) -> tuple[str | None, tuple[str, ...]]:
    """Return one person's name without role, bracket or padding; several names are kept as written, flagged several."""
    if not text.strip():
        return None, ("empty",)
    if _NOBODY.match(text):
        return None, ("none_declared",)
    names, flags = names_of(re.sub(r"[\d\-－—+＋()（）]{7,}.*$", "", text.strip()))
    named = [n for n in names if not _OFFICE.search(n)]
    if len(named) == 1 < len(names):  # 质量部 张三, 张三 部长
        names, flags = (named[0],), ()
    if len(names) == 1:
        return _WITH_TITLE.sub("", names[0]), tuple(f for f in flags if f != "roles")
    if not names:
        return text.strip() or None, ("uncertain_split",)
    return "、".join(names), (*flags, "several")


def _without_torn(text: str) -> str:
    """A single character is no name: where a line ends beside one, or behind 欧阳, the line's end stands inside a name."""
    return "".join(_mended(piece) if "\n" in piece else piece for piece in _MARK.split(text))


def _mended(piece: str) -> str:
    lines = [line.strip(" \u00a0\u3000") for line in piece.split("\n")]
    if len(lines) > _LONGEST - 1 and all(len(line) <= 1 for line in lines):
        return piece  # one character a line: nothing tells where a name ends
    mended = lines[:1]
    for line in lines[1:]:
        before = mended[-1]
        is_torn = 1 in (len(before.rpartition("·")[2]), len(line.partition("·")[0])) or (before in _LONG_SURNAMES and len(line) <= 2)
        if is_torn and _PLAUSIBLE.match(whole := before + line) and (len(whole) <= _LONGEST or "·" in whole):
            mended[-1] = whole
        else:
            mended.append(line)
    return "\n".join(mended)


def _bare(piece: str) -> str:
    return piece.strip(" \u00a0\u3000:：.．\u200b\ufeff_＿*").translate(_DOTS)


def _split_blanks(pieces: list[str]) -> tuple[list[str], list[str]]:
    names: list[str] = []
    doubts: list[str] = []
    for piece in pieces:
        inner, doubt = _split_piece(piece)
        names += inner
        doubts += doubt
    if any(not _is_plausible(n) for n in names):
        doubts.append("uncertain_split")
    return names, doubts


def _split_piece(piece: str) -> tuple[list[str], list[str]]:
    """Only blanks are left inside a piece: they part names (张三 李四) or pad them (张　三)."""
    if not re.search(r"[\s\u3000\u00a0]", piece) or _LATIN.match(piece):
        return [piece], []
    tokens = re.split(r"[\s\u3000\u00a0]+", piece)
    if all(len(t) > 1 for t in tokens):
        return tokens, []
    if len(tokens) == 2 and all(len(t) <= 2 for t in tokens) and len("".join(tokens)) <= 3 and len(tokens[0]) == 1:
        return ["".join(tokens)], []  # 张　三: one padded name between separators
    groups = _WIDE_GAP.split(piece)
    if len(groups) > 1 and all(_joins_to_a_name(g) for g in groups):
        return ["".join(g.split()) for g in groups], ["joined"] if any(re.search(r"\s", g) for g in groups) else []
    return _pair_up(tokens), ["joined"]


def _joins_to_a_name(group: str) -> bool:
    return bool(_PLAUSIBLE.match("".join(group.split()))) and len(group.split()) <= 3 and len("".join(group.split())) >= 2


def _pair_up(tokens: list[str]) -> list[str]:
    """Join single characters by twos: most two-character names are padded so; the result is never certain."""
    names: list[str] = []
    waiting = ""
    for token in tokens:
        if len(token) > 1:
            names += [waiting, token] if waiting else [token]
            waiting = ""
        elif waiting:
            names.append(waiting + token)
            waiting = ""
        else:
            waiting = token
    return [*names, waiting] if waiting else names


def _is_plausible(name: str) -> bool:
    return bool(_PLAUSIBLE.match(name) or _LONG_PERSON.match(name))
