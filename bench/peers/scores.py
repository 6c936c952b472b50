"""numerai-tools on part of the models, or all: its fixed cost and its cost per model, measured apart."""
import os
import sys
import warnings

import numpy as np
import pandas as pd

from common import matrix, measured, report, values, vector, write

sys.path.insert(0, os.environ["NUMERAI_TOOLS_SRC"])
from numerai_tools import scoring  # noqa: E402

warnings.simplefilter("ignore")
sizes = values("sizes")
ids = [f"s{i:06d}" for i in range(sizes["stocks"])]
frame = lambda array: pd.DataFrame(array, index=ids, columns=[f"c{j}" for j in range(array.shape[1])])
series = lambda array, name: pd.Series(array, index=ids, name=name)

features, neutralizers = frame(matrix("features")), frame(matrix("neutralizers"))
meta_model, target = series(vector("metaModel"), "meta"), series(vector("target"), "target")
sample_weights = series(vector("sampleWeights"), "weights")
everything, stakes = matrix("predictions"), vector("stakes")


def scores(count):
    predictions = frame(everything[:, :count])
    staked = pd.Series(stakes[:count], index=predictions.columns)
    return {
        "corr20v2": scoring.numerai_corr(predictions, target),
        "mmc@2024": scoring.correlation_contribution(predictions, meta_model, target.copy()),
        "fnc@tools-0.6": scoring.feature_neutral_corr(predictions, features, target),
        "alpha": scoring.alpha(predictions, neutralizers, sample_weights, target),
        "mpc": scoring.meta_portfolio_contribution(predictions, staked, neutralizers, sample_weights, target),
    }


models, count = sizes["models"], sizes["peerModels"]
part = max(2, count // 4)
scores(2)
result, cpu_seconds, wall_seconds = measured(lambda: scores(count))
details = {"models": count}
if count < models:
    _, part_cpu, part_wall = measured(lambda: scores(part))


    def line(whole, some):
        """Cost per model and fixed cost; no fixed cost where noise makes it negative."""
        slope = (whole - some) / (count - part)
        return (slope, some - part * slope) if some > part * slope else (whole / count, 0.0)

    details["measuredCpuSeconds"] = round(cpu_seconds, 3)
    per_model, fixed = line(cpu_seconds, part_cpu)
    wall_per_model, wall_fixed = line(wall_seconds, part_wall)
    details["fixedCpuSeconds"], details["cpuSecondsPerModel"] = round(fixed, 3), round(per_model, 5)
    details["scaling"] = f"fixed + {models} times the cost per model, from runs of {part} and {count} models"
    cpu_seconds, wall_seconds = fixed + models * per_model, wall_fixed + models * wall_per_model
for name, score in result.items():
    write("peer." + name, np.asarray(score))
report(cpu_seconds, wall_seconds, **details)
