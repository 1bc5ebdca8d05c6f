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
                print("TROUBLE", seed, paper.name, reading.trouble)
            for name, slip in judging.compared(paper, reading):
                right += slip is None
                wrong += slip is not None
                if slip is not None:
                    slips[name] += 1
                    print("SLIP", seed, slip)
        findings = judging.found(readings, filing, campaign)
        for f in judging.false_ones(findings, filing):
            false[f"{f.rule} {f.level}"] += 1
            print("FALSE", seed, filing.mistake, f.rule, f.level, f.message)
        for m in judging.missed(findings, filing, campaign):
            missed[m.split()[0]] += 1
            print("MISSED", seed, filing.mistake, m)
        for p in filing.planted:
            named[p.rule] += 1
    print(f"{last - first} filings; fields {right}/{right + wrong} = {100 * right / (right + wrong):.3f} %; reading {spent:.1f} s")
    print("slips", slips.most_common(40))
    print("false", false.most_common())
    print("missed", missed.most_common())
    print("planted", len(named), sum(named.values()))


if __name__ == "__main__":
    main()
