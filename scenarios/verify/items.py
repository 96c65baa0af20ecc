"""The items of TECH-VER and AdViSHE that checks bear on; the answers to them are in docs/tech_ver.md and advishe.md."""

from __future__ import annotations

TECH_VER = (
    "Büyükkaramikli NC, Rutten-van Mölken MPMH, Severens JL, Al M. TECH-VER: a verification checklist to reduce errors "
    "in models and improve their credibility. PharmacoEconomics 2019;37:1391–1408. doi 10.1007/s40273-019-00844-y"
)
ADVISHE = "Vemer P and others, AdViSHE, PharmacoEconomics 2016;34:349–361, doi 10.1007/s40273-015-0327-2"

ITEMS: dict[str, str] = {
    # TECH-VER; the five domains are the checklist's, the numbers within them ours
    "TV 1.1": "Chances follow their odds ratios and hazards",
    "TV 1.2": "Costs rise with prices",
    "TV 1.3": "Rates and chances are converted over time as they should be",
    "TV 1.4": "Prices of a later year are higher by inflation",
    "TV 1.5": "Shares of alternatives add up to one",
    "TV 2.1": "The numbers in all states add up to the cohort",
    "TV 2.2": "No number is negative, and no chance outside 0 to 1",
    "TV 2.3": "Absorbing states are never left",
    "TV 2.4": "At the end of the horizon everybody is accounted for",
    "TV 2.5": "Sampled times and numbers have the distribution they are drawn from",
    "TV 2.6": "A rate of zero: the event never happens",
    "TV 2.7": "A very high rate: the event happens at once",
    "TV 2.8": "Equal inputs in all options: equal outcomes",
    "TV 2.9": "Equal costs as well: equal costs",
    "TV 2.10": "Inputs of two options exchanged: results exchanged",
    "TV 2.11": "All costs zero: no costs",
    "TV 2.12": "As many enter a step as leave it or are in it",
    "TV 2.13": "Chances out of a state add up to one",
    "TV 2.14": "Common random numbers between options",
    "TV 2.15": "Related characteristics are drawn together",
    "TV 3.1": "Parts of a result add up to the whole",
    "TV 3.2": "Discounted results are not above undiscounted ones",
    "TV 3.3": "Discount rate zero: discounted equals undiscounted",
    "TV 3.4": "Discounting over whole years is the closed form, and a higher rate gives less",
    "TV 3.5": "A shorter horizon gives less",
    "TV 3.6": "Incremental results and the frontier are right",
    "TV 3.7": "Twice the difference in inputs: twice the difference in results",
    "TV 3.8": "Every result in the report can be made from the model",
    "TV 3.9": "Cost is number times price",
    "TV 4.1": "All uncertain parameters are in the uncertainty analysis",
    "TV 4.2": "Parameters that belong together vary together",
    "TV 4.3": "Distributions fit their parameters, and surround the point value",
    "TV 4.4": "Probabilistic and point results agree, or the gap is explained",
    "TV 4.5": "Another probabilistic run gives similar results",
    "TV 4.6": "The same seed gives the same results",
    "TV 4.7": "Acceptability adds up to one and agrees with the plane",
    "TV 4.8": "Structural uncertainty is explored",
    "TV 5.1": "The documentation agrees with the program",
    "TV 5.2": "The interface works, and refuses what makes no sense",
    "TV 5.3": "White-box: the code was read line by line",
    "TV 5.4": "The model was replicated or programmed in parallel",
    "TV 5.5": "An independent reviewer verified it",
    # AdViSHE
    "AdViSHE A1": "Face validity of the conceptual model",
    "AdViSHE A2": "Cross validity of the conceptual model",
    "AdViSHE B1": "Face validity of the input data",
    "AdViSHE B2": "Model fit",
    "AdViSHE C1": "External review of the program",
    "AdViSHE C2": "Extreme value testing",
    "AdViSHE C3": "Testing of traces",
    "AdViSHE C4": "Unit testing",
    "AdViSHE D1": "Face validity of the outcomes",
    "AdViSHE D2": "Cross validation of the outcomes",
    "AdViSHE D3": "Outcomes with alternative input data",
    "AdViSHE D4": "Outcomes against empirical data",
    "AdViSHE E1": "Other validation techniques",
}
"""Items by number, in our words."""
