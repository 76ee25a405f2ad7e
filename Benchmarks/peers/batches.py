"""The batch the loss benchmarks are timed on, and how their results are printed."""

import argparse
import json
import time

import numpy as np

CASES = ("renyi-0.5", "renyi-2", "log-det", "cka")
LOG_DET_EPS = 0.1
WIDTH = {"renyi-0.5": 1.0, "renyi-2": 1.0, "log-det": 1.0, "cka": 0.5}


def parse_arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--outputs", help="measured outputs: raw little-endian float32, n x d, row-major")
    parser.add_argument("--labels", help="labels: raw little-endian int32, n of them")
    parser.add_argument("--n", type=int, default=128, help="samples in the batch")
    parser.add_argument("--d", type=int, default=256, help="outputs of the unit")
    parser.add_argument("--case", choices=CASES, action="append", help="default: all")
    parser.add_argument("--seconds", type=float, default=2.0, help="time spent on each case after warm-up")
    arguments = parser.parse_args()
    if (arguments.outputs is None) != (arguments.labels is None):
        parser.error("--outputs and --labels go together")
    return arguments


def synthetic_batch(n, d, classes=10, seed=0):
    """A batch like a hidden unit's: ten overlapping classes behind a clipped ReLU, about half of it zeros."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=n).astype(np.int32)
    centres = rng.normal(0, 0.3, (classes, d))
    outputs = np.clip(centres[labels] + rng.normal(0, 0.3, (n, d)), 0, 1)
    return np.round(outputs * 127).astype(np.float32) / np.float32(127), labels


def load_batch(arguments):
    n, d = arguments.n, arguments.d
    if arguments.outputs is None:
        return synthetic_batch(n, d)
    outputs = np.fromfile(arguments.outputs, dtype="<f4")
    labels = np.fromfile(arguments.labels, dtype="<i4")
    if outputs.size != n * d or labels.size != n:
        raise SystemExit(f"{arguments.outputs} and {arguments.labels} do not hold {n} x {d} outputs and {n} labels")
    return outputs.reshape(n, d), labels


def run_cases(arguments, peer, loss_and_gradient):
    """Times every case and prints one JSON line each: the median over many calls after a warm-up."""
    outputs, labels = load_batch(arguments)
    for case in arguments.case or CASES:
        compute = loss_and_gradient(case, outputs, labels)
        warm_up_end = time.perf_counter() + arguments.seconds / 4
        while time.perf_counter() < warm_up_end:
            value, gradient = compute()
        samples = []
        end = time.perf_counter() + arguments.seconds
        while time.perf_counter() < end or len(samples) < 5:
            start = time.perf_counter_ns()
            value, gradient = compute()
            samples.append(time.perf_counter_ns() - start)
        print(json.dumps({
            "peer": peer, "case": case, "n": arguments.n, "d": arguments.d,
            "median_us": round(float(np.median(samples)) / 1000, 2), "repetitions": len(samples),
            "value": float(value), "gradient_norm": float(np.linalg.norm(gradient)),
        }), flush=True)
