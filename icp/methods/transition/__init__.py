"""Parting from clients without hurting the income: who, in which month, what it costs, how likely it holds.

>>> import numpy as np
>>> practice = Practice(("a", "b"), np.array([1200.0, 2400.0]), np.array([60.0, np.nan]),
...     np.array([3, 2], dtype=np.int8), np.array([1, 0]), np.array([True, True]))
>>> plan = plan_transition(practice, [Candidate(0, ("respects_hours",), Ladder(0, 0, 0))], Limits(floor=200))
>>> [(goodbye.client, goodbye.gone) for goodbye in plan.goodbyes], plan.income[0]
([(0, 1)], 200.0)
"""

from icp.methods.transition.binding import Binding, Relaxed, find_binding
from icp.methods.transition.ladder import STEPS, Candidate, Ladder, Refused, Step, admit
from icp.methods.transition.odds import Odds, simulate
from icp.methods.transition.plan import Goodbye, Limits, Plan, Stay, plan_transition
from icp.methods.transition.practice import Practice, measure_burden, read_practice

__all__ = [
    "STEPS",
    "Binding",
    "Candidate",
    "Goodbye",
    "Ladder",
    "Limits",
    "Odds",
    "Plan",
    "Practice",
    "Refused",
    "Relaxed",
    "Stay",
    "Step",
    "admit",
    "find_binding",
    "measure_burden",
    "plan_transition",
    "read_practice",
    "simulate",
]
