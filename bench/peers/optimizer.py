import interior_point
from common import measured, report, vector, write
from portfolio import Program, read_problem


def middle(work, repeats):
    """The run of median CPU time, after one that does not count."""
    work()
    return sorted((measured(work) for _ in range(repeats)), key=lambda run: run[1])[repeats // 2]


alpha, tolerance = vector("alpha"), 1e-9
problem = read_problem("")
(weights, steps), numpy_cpu, _ = middle(lambda: interior_point.solve(problem, alpha), 5)
write("numpy", weights)
# The parts that no alpha changes are made once, as ours are.
program, preparing, _ = measured(lambda: Program(problem))
weights, cpu_seconds, wall_seconds = middle(lambda: program.solve(alpha, tolerance), 3)
write("peer", weights)
report(
    cpu_seconds,
    wall_seconds,
    tolerance=tolerance,
    preparingCpuSeconds=round(preparing, 4),
    numpyInteriorPoint={"cpuSeconds": round(numpy_cpu, 4), "steps": steps},
)
