"""Words of decks, workbooks, pages and documents that no chart says itself, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Chinese and English side by side.
BRIEFING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "title": ("重庆科技创新数据简报", "Chongqing science and technology in figures"),
        "answer": ("结论", "The answer"),
        "issuer": (
            "重庆科技创新数据项目（cqdata）",
            "Chongqing science and technology data project (cqdata)",
        ),
        "closing": ("资料来源与方法", "Sources and method"),
        "how": ("数字怎么来的：逐步计算", "Where the numbers come from, step by step"),
        "code": ("代码", "Code"),
        "back_to_page": ("返回简报", "Back to the briefing"),
        "picture": ("图", "Picture"),
        "sources": ("资料来源", "Sources"),
        "method": ("方法", "Method"),
        "no_method": (
            "图中数字均为公布值或由公布值直接计算。",
            "All numbers drawn are published or follow directly from published ones.",
        ),
        "takeaway": ("要点", "Takeaway"),
        "source": ("来源", "Source"),
        "notes": ("注", "Note"),
        "vintage": ("数据版本", "Data vintage"),
        "published": ("，{date}公布", ", published {date}"),
        # cells of native charts
        "floor": ("轴线（年份位置）", "Axis (place of years)"),
        "low": ("{band}下限", "{band}, low"),
        "lower": ("{name}（下限箭头）", "{name} (arrow of lower bound)"),
        "upper": ("{name}（上限箭头）", "{name} (arrow of upper bound)"),
        "high": ("{band}上限", "{band}, high"),
        "base": ("色带底（不着色）", "Base of bands (no fill)"),
        "strip": ("色带{n}", "Band {n}"),
        "gap_middle": ("差距中点", "Middle of gap"),
        "gap_half": ("差距的一半", "Half of gap"),
        "gap_text": ("差距文字", "Text of gap"),
        "band_text": ("区间文字", "Text of range"),
        "date": ("日期", "Date"),
        "status": ("{name}（状态）", "{name}, status"),
        "rule": ("分隔线", "Rule"),
        "key": ("图例", "Key"),
        "ranked": ("名次与名称", "Rank and name"),
        "from": ("左端", "Left end"),
        "to": ("右端", "Right end"),
        "closing_subtitle": (
            "各图所用资料与计算方法",
            "What the charts were drawn from and how values were computed",
        ),
        "position": ("{name}（位置）", "{name}, position"),
        "text": ("{name}（标签）", "{name}, label"),
        "middle": ("区间中点", "Middle of interval"),
        "names": ("行名位置", "Place of names"),
        "verdict": ("判断", "Verdict"),
        "remark": ("说明", "Remark"),
        # workbook
        "contents": ("目录", "Contents"),
        "sheet": ("工作表", "Sheet"),
        "finding": ("结论", "Finding"),
        "data": ("数据（可改，图随之变化）", "Data (change them, the chart follows)"),
        "helper": ("作图用（公式）", "For drawing (formulas)"),
        "figures": ("报告数字", "Report figures"),
        "audit": ("核对", "Audit"),
        "sources_sheet": ("来源", "Sources"),
        "back": ("返回目录", "Back to contents"),
        "figures_note": (
            "报告中的每个数字一行：原文、数值、单位、限定词与位置。",
            "One row for each figure of the report: as printed, value, unit, qualifier and place.",
        ),
        "audit_note": (
            "由其他数字推算的区间与公布值对照；空白单元格表示没有这一端。",
            "Intervals implied by other figures beside the published value; "
            "an empty cell means no bound.",
        ),
        "sources_note": ("本工作簿所用来源。", "Sources used in this workbook."),
        "contents_note": (
            "每张图一个工作表，蓝色数字可改，图中折线与区间由公式跟随。",
            "One sheet a chart. Blue numbers may be changed; lines and bands follow by formulas.",
        ),
        "chart": ("图", "Chart"),
        "known": ("已知信息与网址", "Citation and address"),
        # document
        "figure": ("图{n}", "Figure {n}"),
        "table": ("表{n}", "Table {n}"),
        "page_sources": ("资料来源与说明", "Sources and notes"),
        "score_heading": ("目标进度", "Progress towards targets"),
        # page
        "gallery_note": (
            "点击图片看大图；每张图都可下载为图片与数据。",
            "Select a picture to see it large; every chart can be downloaded as picture and data.",
        ),
        "downloads": ("整份下载", "The whole briefing"),
        "deck": ("PPT演示文稿（原生图表，可编辑）", "PowerPoint deck (native, editable charts)"),
        "workbook": ("Excel工作簿（数据与图表）", "Excel workbook (data and charts)"),
        "document": ("Word简报", "Word briefing"),
        "numbers_table": ("图中数字与来源", "Numbers drawn, and sources"),
        "download": ("下载", "Download"),
        "other_language": ("English", "中文"),
        "skip": ("跳到图表", "Skip to the charts"),
        "png": ("PNG图片", "PNG picture"),
        "svg": ("SVG矢量图", "SVG drawing"),
        "csv": ("CSV数据", "CSV data"),
        "pdf": ("PDF", "PDF"),
    }
)


def word(key: str, lang: str, **names: str) -> str:
    """Return a word in one language, with its names filled in."""
    zh, en = BRIEFING[key]
    return (zh if lang == "zh" else en).format(**names)
