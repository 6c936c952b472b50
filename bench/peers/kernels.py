import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from common import cpu, matrix, report, vector, write

CPU_SECONDS = 0.4
tall, wide, narrow, gram = matrix("features"), matrix("models"), matrix("exposures"), matrix("gram")
projected, weights = matrix("projected"), vector("weights")
column = wide[:, 0].copy()
n, k, order = len(weights), narrow.shape[1], len(gram)
product = 2 * n * tall.shape[1] * wide.shape[1]
# Ranks as numerai-tools takes them: (rank − ½)/n, then the normal quantile.
kernels = {
    "product A'B": (product, lambda: tall.T @ wide),
    "product AB": (product, lambda: tall @ projected),
    "weighted symmetric product X'WX": (n * k * (k + 1), lambda: narrow.T @ (weights[:, None] * narrow)),
    "Cholesky": (order**3 / 3, lambda: np.linalg.cholesky(gram)),
    "average ranks": (None, lambda: rankdata(column)),
    "gaussianized ranks": (None, lambda: ndtri((rankdata(column) - 0.5) / n)),
}
details, total, begin = {}, 0.0, cpu()
for name, (operations, run) in kernels.items():
    for _ in range(3):
        run()
    start, count = cpu(), 0
    while cpu() - start < CPU_SECONDS:
        run()
        count += 1
    seconds = (cpu() - start) / count
    write("peer." + name, run())
    details[name] = {"microseconds": round(1e6 * seconds, 1)}
    if operations is not None:
        details[name]["gigaflops"] = round(operations / seconds / 1e9, 1)
    total += seconds
report(total, cpu() - begin, kernels=details)
