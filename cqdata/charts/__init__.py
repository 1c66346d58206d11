"""Charts described once and drawn, tabled and said in two languages.

See ``docs/charts.md`` for how to write one.
"""

from cqdata.charts import rows
from cqdata.charts.contract import LANGS, OPTIONS, SIZES, Chart, Words
from cqdata.charts.publishing import publish

__all__ = [
    "LANGS",
    "OPTIONS",
    "SIZES",
    "Chart",
    "Words",
    "publish",
    "rows",
]
