"""Documents for a board: one content, written as a page, a Word file, a workbook or a PDF."""
