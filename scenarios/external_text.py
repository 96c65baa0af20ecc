"""What ``dussk calibrate external`` prints."""

from __future__ import annotations

from calibration.external.compare import NO_FIGURE, External, Ours
from calibration.external.studies import Comparison, Figure, Studies
from scenarios.display import amount, spread, wrapped

SHOWN = {"agrees": "agrees", "above": "ABOVE", "below": "BELOW", NO_FIGURE: "no figure to compare with"}
WIDE = "agrees, widely"
EXPLAINS = " (no counterpart: to see where a difference comes from)"
DEEP = " " * 4


def external_text(found: list[External], studies: Studies, draws: int, seed: int) -> str:
    """Return the whole printed page."""
    lines = [f"Other studies beside the pathway: {draws:,} draws before the fit and after it, seed {seed}", ""]
    lines += wrapped(WHAT_IT_IS, "")
    lines += ["", _summary(found), ""]
    for name in dict.fromkeys(each.comparison.figure.name for each in found):
        lines += [*_figure([each for each in found if each.comparison.figure.name == name]), ""]
    lines += ["Settings in which the pathway was run", ""]
    for name, text in studies.settings.items():
        lines += wrapped(f"{name}: {text}")
    lines += ["", "Left out", ""]
    for what, why in studies.left_out.items():
        lines += wrapped(f"{what}: {why}.")
    return "\n".join(lines) + "\n"


WHAT_IT_IS = (
    "None of these figures was used in the fit, but some stand behind a prior, which is said: then agreement before "
    "the fit is no surprise. Ours: the mean over draws, and in brackets 95% of simulated studies as large as theirs "
    "(chance and parameters). It agrees if intervals overlap and the study's figure is inside ours; widely, if ours "
    "covers half of all that is possible or more. Elsewhere ours is above or below. Nobody else studied women like "
    "these: a miss is a difference between places as much as a fault of the model."
)


def _summary(found: list[External]) -> str:
    told = [each for each in found if each.verdict != NO_FIGURE and not each.comparison.explains]
    by = {verdict: sum(each.verdict == verdict for each in told) for verdict in ("agrees", "above", "below")}
    widely = sum(each.verdict == "agrees" and each.wide for each in told)
    return (
        f"Of {len(told)} comparisons {by['agrees']} agree ({widely} of them widely), {by['above']} are above and "
        f"{by['below']} below."
    )


def _figure(group: list[External]) -> list[str]:
    figure = group[0].comparison.figure
    lines = wrapped(f"{figure.help} {_published(figure)}", "")
    said = f"{figure.population}; {figure.source}, {figure.standing}"
    lines += wrapped(f"{said}. {_behind(figure)}".strip())
    for each in group:
        lines += ["", *wrapped(f"{each.comparison.ours}{EXPLAINS if each.comparison.explains else ''}", DEEP)]
        lines += wrapped(f"before {_ours(each.comparison, each.prior)}; after {_after(each)}", DEEP)
        lines += wrapped(f"{verdict(each)}{': ' + each.why if each.why else ''}", DEEP)
        lines += wrapped(f"not the same: {each.comparison.caveat}", DEEP)
    return lines


def verdict(each: External) -> str:
    """Return the verdict of a comparison as it is shown."""
    return WIDE if each.verdict == "agrees" and each.wide else SHOWN[each.verdict]


def _published(figure: Figure) -> str:
    known, unit = figure.spread, _unit(figure)
    if known.bounds is None:
        return ""
    value = "" if known.value is None else amount(known.value, unit)
    size = "" if known.size is None else f", n = {known.size:,}"
    if known.interval is None:
        return f"{value}{size} (no interval)"
    return f"{value} ({spread(known.interval, unit)}: {known.interval_of}{size})".strip()


def _behind(figure: Figure) -> str:
    names = figure.behind_priors
    return f"Behind the prior of {', '.join(names)}." if names else ""


def _ours(comparison: Comparison, ours: Ours) -> str:
    unit, places = _unit(comparison.figure), 2 if comparison.statistic == "sd" else 1
    mean, low, high = (amount(each, unit, decimals=places) for each in (ours.mean, *ours.interval))
    return f"{mean} ({low} to {high})"


def _after(each: External) -> str:
    text = f"{_ours(each.comparison, each.posterior)}, n = {each.posterior.size:,}"
    if each.posterior.women is None or each.comparison.statistic != "mean":
        return text
    low, high = each.posterior.women
    return f"{text}; single women {low:.0f} to {high:.0f}"


def _unit(figure: Figure) -> str:
    return "share" if figure.unit == "share" else ""
