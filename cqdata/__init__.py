"""cqdata: Chongqing's science-and-technology figures, audited and projected to the 2027 plan."""

__version__ = "0.1.0"
