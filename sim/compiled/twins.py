"""The rules of the model, compiled as they stand: one twin of each module, so that each is compiled once."""

from sim import filling, grids, money, rules
from sim.compiled.toolchain import twin

rule = twin(rules)
index = twin(grids, rules=rule)
_money = twin(money, rules=rule)
_filling = twin(filling, rules=rule, grids=index, money=_money)
fill, places_needed = _filling.fill, _filling.places_needed
