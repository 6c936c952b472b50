"""What the peers share: the folder of raw doubles, and CPU time of this process."""
import json
import os
import resource
import sys
import time

import numpy as np

FOLDER = sys.argv[1]


def has(name):
    return os.path.exists(os.path.join(FOLDER, name + ".f64"))


def values(name):
    with open(os.path.join(FOLDER, name + ".json")) as file:
        return json.load(file)


def vector(name):
    return np.fromfile(os.path.join(FOLDER, name + ".f64"), dtype="<f8")


def matrix(name):
    rows, columns = values(name + ".shape")
    return vector(name).reshape((rows, columns), order="F")


def write(name, array):
    np.asarray(array, dtype="<f8").ravel(order="F").tofile(os.path.join(FOLDER, name + ".f64"))


def write_matrix(name, array):
    write(name, array)
    with open(os.path.join(FOLDER, name + ".shape.json"), "w") as file:
        json.dump(list(array.shape), file)


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measured(work):
    """The result, CPU seconds and wall seconds of a function."""
    wall, used = time.perf_counter(), cpu()
    result = work()
    return result, cpu() - used, time.perf_counter() - wall


def report(cpu_seconds, wall_seconds, **details):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"cpuSeconds": cpu_seconds, "wallSeconds": wall_seconds, "peakMemoryMb": round(peak), "details": details}))
