"""What ``dussk calibrate check`` prints."""

from __future__ import annotations

from calibration.check.run import Checked
from calibration.check.verdicts import Verdict
from calibration.posterior import Posterior
from scenarios.display import wrapped

PASSED, NOT_PASSED = "good ", "WRONG"


def check_text(posterior: Posterior, checked: Checked) -> str:
    """Return the whole printed page."""
    wrong = [verdict for verdict in checked.verdicts if not verdict.passed]
    lines = [f"Checks of {posterior.name}: {posterior.number:,} draws, seed {posterior.said['settings']['seed']}", ""]
    for verdict in checked.verdicts:
        lines += _verdict(verdict)
    lines += [""]
    if wrong:
        lines += [f"{len(wrong)} of {len(checked.verdicts)} checks are not as they should be:"]
        lines += [f"  {verdict.about}" for verdict in wrong]
    else:
        lines += [f"All {len(checked.verdicts)} checks are as they should be."]
    lines += ["", *wrapped(WHAT_IT_MEANS, "")]
    return "\n".join(lines) + "\n"


WHAT_IT_MEANS = (
    "A good check says that the posterior is what it claims to be and that the study is no surprise to the model. It "
    "does not say that the model is true: eleven women cannot tell that, and `dussk calibrate show` says how little "
    "they told."
)


def _verdict(verdict: Verdict) -> list[str]:
    mark = PASSED if verdict.passed else NOT_PASSED
    return [f"{mark}  {verdict.about}", *wrapped(f"{verdict.figure}; expected: {verdict.expected}", " " * 7)]
