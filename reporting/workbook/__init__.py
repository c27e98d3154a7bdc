"""The workbook 実績報告.xlsx: the report laid out for reading and printing, with formulas and charts of Excel.

Belongs here: sheets, formats, charts, print settings. Not here: which figure stands where (`reporting.report`).
"""
