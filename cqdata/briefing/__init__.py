"""The briefing: deck, workbook, document and gallery, all made from the charts' descriptions."""
