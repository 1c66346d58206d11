"""Report text with a figure in every clause, made up by a grammar: what reading is timed on.

Names, figures and clauses are drawn anew each time, so that no memory of earlier ones helps.
"""

from __future__ import annotations

import random
import re

GRAMMAR = """
sentence: {sector}、{sector}、{sector}{amount}分别增长{p}%、{p}%和{p}%。
sentence: {level}，{rise}{p}%，占{place}的{p}%，比上年提高{p}个百分点。
sentence: {sector}{amount}由2019年的{n}亿元增加到{n}亿元，年均增长{p}%。
sentence: {sector}覆盖率{p}%，居全省第{i}位，较上年前移{i}位。
sentence: 新认定{sector}{i}家、{sector}{i}家，其中省级{i}家。
sentence: {level}，其中{level}，{rise}{p}%；{level}，{rise}{p}%。
sentence: 力争{sector}{amount}增长{p}%以上，{level}左右。
sentence: {level}，{rise}{p}%，高于全国平均{p}个百分点。
level: {sector}{amount}{reach}{n}亿元
level: {sector}{counted}
sector: {place}{kind}{thing}
sector: {place}{kind}{kind}{thing}
place: 全市 全省 全区 东部片区 西部片区 北部山区 沿江地区 主城 远郊 高新区 经开区 保税区
kind: 规模以上 限额以上 高技术 装备 绿色 民营 外资 国有 新型 省级 国家级 市级 重点 农产品 数字
kind: 智能 海洋 生物 航空 新能源 水产 林业 冷链 文化 健康
thing: 制造业 服务业 企业 园区 平台 项目 机构 港口 物流 旅游 农业 商贸 金融 建筑业 软件业 交通
thing: 教育 医疗 环保 养殖业
amount: 增加值 总产值 营业收入 利润总额 投资 销售额 进出口总额 贷款余额 研发经费 成交额 税收收入
counted: 企业{reach}{i}家 创新平台{reach}{i}个 科技成果{reach}{i}项 有效专利{reach}{i}件
counted: 通车里程{reach}{n}公里 从业人员{reach}{n}万人 货运量{reach}{n}万吨 改造面积{reach}{n}万亩
counted: 用电量{reach}{n}亿千瓦时 接待游客{reach}{n}万人次
rise: 增长 上升 同比增长 比上年增长 比上年增加 较上年提高 下降 同比下降 减少
reach: 达到 为 突破 完成 累计达
"""
"""What each name may stand for; n is a number, p a small one, i a whole one."""


def dense(size: int = 1_000_000, seed: int = 16) -> str:
    """Return a text of at least so many bytes in UTF-8, the same for the same seed."""
    draw = random.Random(seed)
    rules: dict[str, list[str]] = {}
    for line in GRAMMAR.strip().splitlines():
        name, _, choices = line.partition(": ")
        rules.setdefault(name, []).extend(choices.split())

    def drawn(match: re.Match[str]) -> str:
        name = match[1]
        if name == "i":
            return str(draw.randrange(1, 900))
        if name in ("n", "p"):
            return f"{draw.uniform(1, 9000 if name == 'n' else 60):.{draw.randrange(3)}f}"
        return re.sub("{([a-z]+)}", drawn, draw.choice(rules[name]))

    parts = ["2024年工作总结\n"]
    written = 0
    while written < size:
        parts.append(re.sub("{([a-z]+)}", drawn, "{sentence}" * draw.randrange(3, 9) + "\n"))
        written += len(parts[-1].encode())
    return "".join(parts)
