"""`python -m tests.examiner FIRST LAST`: the examination at length, with every slip printed."""

from __future__ import annotations

import collections
import sys
import time
from pathlib import Path

from config.campaign import load_campaign
from parsers.reading import Reader
from tests.examiner import judging
from tests.examiner.filings import made


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(str(w) for w in words) + "\n")


def main() -> None:
    first, last = int(sys.argv[1]), int(sys.argv[2])
    campaign = load_campaign(Path("config/campaigns/cq-2019"))
    reader = Reader(campaign)
    right = wrong = 0
    slips: collections.Counter[str] = collections.Counter()
    false: collections.Counter[str] = collections.Counter()
    missed: collections.Counter[str] = collections.Counter()
    named: collections.Counter[str] = collections.Counter()
    spent = 0.0
    for seed in range(first, last):
        filing = made(seed)
        begun = time.perf_counter()
        readings = judging.read(reader, filing)
        spent += time.perf_counter() - begun
        for paper, reading in readings:
            if reading.trouble and paper.truths:
                _say("TROUBLE", seed, paper.name, reading.trouble)
            for name, slip in judging.compared(paper, reading):
                right += slip is None
                wrong += slip is not None
                if slip is not None:
                    slips[name] += 1
                    _say("SLIP", seed, slip)
        findings = judging.found(readings, filing, campaign)
        for f in judging.false_ones(findings, filing):
            false[f"{f.rule} {f.level}"] += 1
            _say("FALSE", seed, filing.mistake, f.rule, f.level, f.message)
        for m in judging.missed(findings, filing, campaign):
            missed[m.split()[0]] += 1
            _say("MISSED", seed, filing.mistake, m)
        for p in filing.planted:
            named[p.rule] += 1
    _say(f"{last - first} filings; fields {right}/{right + wrong} = {100 * right / (right + wrong):.3f} %; reading {spent:.1f} s")
    _say("slips", slips.most_common(40))
    _say("false", false.most_common())
    _say("missed", missed.most_common())
    _say("planted", len(named), sum(named.values()))


if __name__ == "__main__":
    main()
