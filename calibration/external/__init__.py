"""External validation: what other studies counted, beside what the pathway gives in a setting like theirs.

``studies.toml`` holds the figures as published, the settings in which the pathway is run, and what is compared with
what; ``studies`` reads and checks it; ``lives`` reads women's lives from the event log; ``measures`` counts in them
what a study counted; ``compare`` puts the two beside one another, before the fit and after it.
"""
