"""Whether the limits of a problem can hold together, by a linear program in w, |w| and |w - h|."""
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, identity

from common import matrix, measured, report, values, vector


def is_infeasible(prefix):
    x, h = matrix(prefix + "exposures"), vector(prefix + "holdings")
    terms = values(prefix + "problem")
    n = len(h)
    unit = max(terms["gross"] or 0, np.abs(h).sum(), 1e-300) / n if terms["gross"] or h.any() else 1.0
    eye, ones, none = identity(n, format="csr"), csr_matrix(np.ones((1, n))), csr_matrix((1, n))
    rows = [[eye, -eye, None], [-eye, -eye, None], [eye, None, -eye], [-eye, None, -eye]]
    right = [np.zeros(n), np.zeros(n), h / unit, -h / unit]
    low, high = vector(prefix + "exposureLower"), vector(prefix + "exposureUpper")
    scale = np.abs(x).max(axis=0)
    scale[scale == 0] = 1
    for k in np.flatnonzero(np.isfinite(high)):
        rows.append([csr_matrix(x[:, k] / scale[k]), none, none])
        right.append([high[k] / unit / scale[k]])
    for k in np.flatnonzero(np.isfinite(low)):
        rows.append([csr_matrix(-x[:, k] / scale[k]), none, none])
        right.append([-low[k] / unit / scale[k]])
    if terms["gross"] is not None:
        rows.append([none, ones, none])
        right.append([terms["gross"] / unit])
    if terms["turnover"] is not None:
        rows.append([none, none, ones])
        right.append([terms["turnover"] / unit])
    if terms["net"] is not None:
        rows += [[ones, none, none], [-ones, none, none]]
        right += [[terms["net"][1] / unit], [-terms["net"][0] / unit]]
    at = lambda name: [None if not np.isfinite(v) else v / unit for v in vector(prefix + name)]
    bounds = list(zip(at("positionLower"), at("positionUpper"))) + [(0, None)] * (2 * n)
    answer = linprog(np.zeros(3 * n), bmat(rows, format="csr"), np.concatenate(right), bounds=bounds, method="highs")
    return answer.status == 2


count = values("kept")["count"]
verdicts, cpu_seconds, wall_seconds = measured(lambda: [is_infeasible(f"kept.{at}.") for at in range(count)])
proven = [values(f"kept.{at}.status") == "primal_infeasible" for at in range(count)]
report(
    cpu_seconds,
    wall_seconds,
    models=count,
    infeasible=sum(v and p for v, p in zip(verdicts, proven)),
    feasible=sum(p and not v for v, p in zip(verdicts, proven)),
    unprovenInfeasible=sum(v and not p for v, p in zip(verdicts, proven)),
)
