"""A portfolio problem as a quadratic program in epigraph form, for cvxopt.

Variables, in units of a typical weight: w, u >= |w|, t >= |w - h|, exposures y = X'w, and the slacks of gross and turnover.
The slacks make the two sums equalities, so that no dense row of ones stands among the inequalities.
"""
import numpy as np
from cvxopt import matrix as dense
from cvxopt import solvers, spdiag, spmatrix
from cvxopt import sparse as blocks

from common import has, matrix, values, vector

solvers.options["show_progress"] = False


def read_problem(prefix):
    names = ["holdings", "specificVariance", "linearCost", "exposureLower", "exposureUpper", "positionLower", "positionUpper"]
    problem = {name: vector(prefix + name) for name in names}
    problem.update(values(prefix + "problem"))
    problem["exposures"] = matrix(prefix + "exposures")
    k = problem["exposures"].shape[1]
    covariance = prefix + "factorCovariance"
    problem["factorCovariance"] = matrix(covariance) if has(covariance) else np.zeros((k, k))
    return problem


def sparse_of(array):
    rows, columns = np.nonzero(array)
    return spmatrix(array[rows, columns], rows.tolist(), columns.tolist(), array.shape)


class Program:
    """The parts that no alpha changes."""

    def __init__(self, problem):
        x, h = problem["exposures"], problem["holdings"]
        n, k = x.shape
        self.n, self.unit, self.problem = n, 1.0 / n, problem
        unit = self.unit
        eye, zero = spmatrix(1.0, range(n), range(n)), spmatrix([], [], [], (n, n))
        limits = [(name, 1 + at) for at, name in enumerate(["gross", "turnover"]) if problem[name] is not None]
        slacks = len(limits)
        rest = lambda rows: spmatrix([], [], [], (rows, k + slacks))
        gamma = problem["riskAversion"]
        self.quadratic = [gamma * problem["specificVariance"] * unit, gamma * problem["factorCovariance"] * unit]
        self.slacks = slacks
        low, high = problem["exposureLower"], problem["exposureUpper"]
        upper, lower = np.flatnonzero(np.isfinite(high)), np.flatnonzero(np.isfinite(low))
        pick = lambda sign, chosen, offset: spmatrix(sign, range(len(chosen)), (offset + chosen).tolist(), (len(chosen), 3 * n + k + slacks))
        free = [[eye, -eye, eye, -eye, eye, -eye], [-eye, -eye, zero, zero, zero, zero], [zero, zero, -eye, -eye, zero, zero]]
        self.inequalities = blocks(
            [
                blocks(free + [[rest(6 * n)]]),
                pick(1.0, upper, 3 * n),
                pick(-1.0, lower, 3 * n),
                spmatrix(-1.0, range(slacks), range(3 * n + k, 3 * n + k + slacks), (slacks, 3 * n + k + slacks)),
            ]
        )
        zeros = np.zeros(n)
        self.right = dense(
            np.concatenate(
                [zeros, zeros, h / unit, -h / unit, problem["positionUpper"] / unit, -problem["positionLower"] / unit, high[upper] / unit, -low[lower] / unit, np.zeros(slacks)]
            )
        )
        rows = [blocks([[sparse_of(x.T)], [spmatrix([], [], [], (k, 2 * n))], [spmatrix(-1.0, range(k), range(k))], [spmatrix([], [], [], (k, slacks))]])]
        sides = [np.zeros(k)]
        for at, (name, block) in enumerate(limits):
            columns = list(range(block * n, (block + 1) * n)) + [3 * n + k + at]
            rows.append(spmatrix(1.0, [0] * (n + 1), columns, (1, 3 * n + k + slacks)))
            sides.append([problem[name] / unit])
        if problem["net"] is not None:
            raise ValueError("bounds of net are not written")
        self.equalities, self.sides = blocks(rows), dense(np.concatenate(sides))

    def solve(self, alpha, tolerance):
        """The weights of an alpha."""
        scale = np.abs(alpha).mean() or 1.0
        specific, factor = self.quadratic
        empty = spmatrix([], [], [], (2 * self.n, 2 * self.n))
        parts = [spmatrix(specific / scale, range(self.n), range(self.n)), empty, dense(factor / scale)]
        if self.slacks:
            parts.append(spmatrix([], [], [], (self.slacks, self.slacks)))
        linear = np.concatenate([-alpha, np.zeros(self.n), self.problem["linearCost"], np.zeros(len(factor) + self.slacks)])
        options = {"abstol": tolerance, "reltol": tolerance, "feastol": tolerance, "show_progress": False, "maxiters": 200}
        solution = solvers.qp(
            spdiag(parts), dense(linear / scale), self.inequalities, self.right, self.equalities, self.sides, options=options
        )
        return np.array(solution["x"][: self.n]).ravel() * self.unit
