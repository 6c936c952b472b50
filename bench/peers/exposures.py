from common import matrix, measured, report, write


def standardized(columns):
    centred = columns - columns.mean(axis=0)
    return centred / (centred**2).sum(axis=0) ** 0.5


predictions, features = matrix("predictions"), matrix("features")
(p, f), preparing, _ = measured(lambda: (standardized(predictions), standardized(features)))
exposures, cpu_seconds, wall_seconds = measured(lambda: f.T @ p)
write("peer", exposures)
report(cpu_seconds, wall_seconds, standardizingCpuSeconds=round(preparing, 4))
