"""Report text with a figure in every clause, made up sentence by sentence: what reading is timed on.

Names, figures and clauses are drawn anew for each sentence, so that no memory of earlier ones helps.
"""

from __future__ import annotations

import random

_PLACES = "全市 全省 全区 东部片区 西部片区 北部山区 沿江地区 主城 远郊 高新区 经开区 保税区".split()
_KINDS = (
    "规模以上 限额以上 高技术 装备 绿色 民营 外资 国有 新型 省级 国家级 市级 重点 农产品 数字 智能 海洋 "
    "生物 航空 新能源 水产 林业 冷链 文化 健康"
).split()
_THINGS = (
    "制造业 服务业 企业 园区 平台 项目 机构 港口 物流 旅游 农业 商贸 金融 建筑业 软件业 交通 教育 医疗 环保 养殖业"
).split()
_AMOUNTS = (
    "增加值 总产值 营业收入 利润总额 投资 销售额 进出口总额 贷款余额 研发经费 成交额 税收收入 出口额"
).split()
_COUNTS = (
    "家 企业;家 专业机构;个 创新平台;项 科技成果;件 有效专利;个 在建项目;公里 通车里程;万人 从业人员;万吨 "
    "货运量;万亩 改造面积;亿千瓦时 用电量;万人次 接待游客"
).split(";")
_RISES = "增长 上升 同比增长 比上年增长 比上年增加 较上年提高 下降 同比下降 减少".split()
_REACHES = ["", "", "达到", "为", "突破", "完成", "累计达"]


class _Writer:
    """Writes clauses from one sequence of chance."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def name(self) -> str:
        """Return the name of a sector in a place."""
        pick = self.draw.choice
        kinds = pick(_KINDS) + (pick(_KINDS) if self.draw.random() < 0.3 else "")
        return f"{pick(_PLACES)}{kinds}{pick(_THINGS)}"

    def number(self, top: int = 9000) -> str:
        """Return a number with at most two decimals."""
        return f"{self.draw.uniform(1, top):.{self.draw.randrange(3)}f}"

    def level(self) -> str:
        """Return an amount of money, or a count, of a sector."""
        pick = self.draw.choice
        if self.draw.random() < 0.6:
            return f"{self.name()}{pick(_AMOUNTS)}{pick(_REACHES)}{self.number()}亿元"
        unit, _, thing = pick(_COUNTS).partition(" ")
        return f"{self.name()}{thing}{pick(_REACHES)}{self.number()}{unit}"

    def growth(self) -> str:
        """Return a change of what stands before."""
        return f"，{self.draw.choice(_RISES)}{self.number(40)}%"

    def sentence(self) -> str:
        """Return one sentence of two to six figures."""
        n = self.draw.randrange(8)
        a, b, c = self.number(60), self.number(60), self.number(60)
        if n == 0:
            names = "、".join(self.name() for _ in range(3))
            return f"{names}{self.draw.choice(_AMOUNTS)}分别增长{a}%、{b}%和{c}%。"
        if n == 1:
            return f"{self.level()}{self.growth()}，占{self.draw.choice(_PLACES)}的{a}%，比上年提高{b}个百分点。"
        if n == 2:
            name = f"{self.name()}{self.draw.choice(_AMOUNTS)}"
            return f"{name}由2019年的{self.number()}亿元增加到{self.number()}亿元，年均增长{a}%。"
        if n == 3:
            return f"{self.name()}覆盖率{a}%，居全省第{self.draw.randrange(1, 30)}位，较上年前移{self.draw.randrange(1, 9)}位。"
        if n == 4:
            return f"新认定{self.name()}{self.draw.randrange(2, 900)}家、{self.name()}{self.draw.randrange(2, 900)}家，其中省级{self.draw.randrange(2, 90)}家。"
        if n == 5:
            return f"{self.level()}，其中{self.level()}{self.growth()}；{self.level()}{self.growth()}。"
        if n == 6:
            return f"力争{self.name()}{self.draw.choice(_AMOUNTS)}增长{a}%以上，{self.level()}左右。"
        return f"{self.level()}{self.growth()}，高于全国平均{b}个百分点。"

    def paragraph(self) -> str:
        """Return a paragraph of a few sentences."""
        return "".join(self.sentence() for _ in range(self.draw.randrange(3, 9))) + "\n"


def dense(size: int = 1_000_000, seed: int = 16) -> str:
    """Return a text of at least so many bytes in UTF-8, the same for the same seed."""
    writer = _Writer(seed)
    parts = ["2024年工作总结\n"]
    written = 0
    while written < size:
        parts.append(writer.paragraph())
        written += len(parts[-1].encode())
    return "".join(parts)
