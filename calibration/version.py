"""Which model, priors and evidence a posterior belongs to.

Sources are compared by their syntax tree without comments, docstrings and annotations, so wording and layout never
matter. Where code did change, that alone does not say whether results did: then the fit's own studies are lived again
(``calibration.posterior``), and if each gives the very totals that it gave, the model is the same as far as the fit
can tell.
"""

from __future__ import annotations

import ast
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import sim
from calibration.evidence import evidence
from calibration.priors import drawable
from calibration.roles import roles
from sim.parameters import entries

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SAYS_NOTHING = ("annotation", "returns", "type_comment", "type_params", "kind", "ctx")


@cache
def model_hash() -> str:
    """Return a hash of the model of record: the sources of ``sim/``, without the compiled engine, its equal."""
    home = Path(sim.__file__).parent
    return digest({path.name: tree_of(path.read_text(encoding="utf-8")) for path in sorted(home.glob("*.py"))})


def tree_of(source: str) -> Any:
    """Return a program as lists, without what does not change what it does, the same in every version of Python."""
    return _plain(ast.parse(source))


@cache
def parameter_hashes() -> dict[str, str]:
    """Return, for every parameter, a short hash of what a fit depends on.

    That is the prior and the range of those that are drawn, and the value of those that are not: the value of a
    parameter that is drawn may change without any effect on the fit.
    """
    drawn = set(drawable())
    return {
        name: digest([str(entry.prior), list(entry.range)] if name in drawn else [str(entry.prior), entry.value])[:8]
        for name, entry in entries().items()
    }


@cache
def evidence_hash() -> str:
    """Return a hash of the targets and of the roles of parameters, their wording left out."""
    targets = {
        target.name: [
            target.outcomes,
            target.counts,
            target.low,
            target.high,
            target.out_of,
            target.likelihood,
            target.use,
        ]
        for target in evidence().values()
    }
    found = roles()
    forms = {name: [form.target, form.prior_before, form.added] for name, form in found.closed_form.items()}
    return digest([targets, found.fitted, found.rates, found.priced, forms, sorted(found.prior_alone)])


def provenance() -> dict[str, str]:
    """Return what a result of the calibration belongs to: ``model``, ``evidence`` and ``parameters``, each a hash."""
    parameters = hashlib.sha256(json.dumps(parameter_hashes()).encode()).hexdigest()
    return {"model": model_hash(), "evidence": evidence_hash(), "parameters": parameters}


def _plain(node: object) -> Any:
    if isinstance(node, ast.AST):
        fields = dict(ast.iter_fields(node))
        if isinstance(node, DOCUMENTED):
            fields["body"] = [line for line in fields["body"] if not _is_text(line)]
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return ["AnnAssign", _plain(node.target)]
        said = [[name, _plain(value)] for name, value in fields.items() if name not in SAYS_NOTHING]
        return [type(node).__name__, [pair for pair in said if pair[1] not in (None, [])]]
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return node if node is None else repr(node)


def _is_text(line: object) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def digest(content: Any) -> str:
    """Return the SHA-256 hash of something that can be written as JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
