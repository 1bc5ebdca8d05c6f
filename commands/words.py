"""How states and levels are called in front of staff."""

from __future__ import annotations

STATUS = {"needs_correction": "待补正", "complete": "电子材料齐全", "review": "待人工", "": "未筛查"}
LEVEL = {"problem": "请补正", "reminder": "请留意", "warning": "请核对", "note": "记录"}
STATE = {"open": "", "resolved": "已解决", "waived": "已免除"}
ASIDE = {"signature-image": "签名图片", "ignored": "系统或签名附带，不是材料", "returned-original": "退信或转发中的原件"}
