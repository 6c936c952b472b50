"""Pairs of portfolios by cvxopt: a few of the whole size for the time, many of a moderate size for the accuracy."""
import numpy as np

import interior_point
from common import matrix, measured, report, values, write_matrix
from portfolio import Program, read_problem

timed = matrix("timed")
problem = read_problem("")
program, preparing, wall_preparing = measured(lambda: Program(problem))
program.solve(timed[:, 0], 1e-9)
_, cpu_seconds, wall_seconds = measured(lambda: [program.solve(alpha, 1e-9) for alpha in timed.T])
interior_point.solve(problem, timed[:, 0])
_, numpy_cpu, _ = measured(lambda: [interior_point.solve(problem, alpha) for alpha in timed.T])

moderate = Program(read_problem("moderate."))
write_matrix("peer.weights", np.column_stack([moderate.solve(alpha, 1e-12) for alpha in matrix("moderate.alphas").T]))

models, count = values("sizes")["models"], timed.shape[1] // 2
report(
    preparing + cpu_seconds * models / count,
    wall_preparing + wall_seconds * models / count,
    models=count,
    cpuSecondsPerModel=round(cpu_seconds / count, 4),
    scaling=f"prepared once + {models} times the mean cost per pair of {count} models",
    tolerance=1e-9,
    numpyInteriorPoint={"cpuSecondsPerModel": round(numpy_cpu / count, 4)},
)
