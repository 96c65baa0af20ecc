"""The commissioner's page: one offline file with the model of record in it, run by Python in the browser.

``bundle`` makes the file; ``bridge`` is what the page's buttons call. What runs in the browser uses the standard
library, SimPy, pydantic and XlsxWriter alone.
"""
