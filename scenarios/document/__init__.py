"""Documents of any kind: headings, tables and figures, and the writers of web pages, Word, Excel and PDF files."""
