"""The whole MNIST training run of pibd in NumPy: crossbars with pulses, local losses, one thread.

784-256-128-64 and a head on the outputs of all units; every unit learns from its own measured outputs alone.
Prints one JSON line.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np

from crossbar_numpy import PULSE_STEP, Crossbar
from losses_numpy import local_loss

WIDTHS = (784, 256, 128, 64)
CLASSES = 10
VALIDATION = 5000
MAX_PULSES = 15


class Unit:
    """A crossbar with its gain, Adam moments and the learning rate in pulses."""

    def __init__(self, inputs, outputs, full_scale, eta, rng):
        self.crossbar = Crossbar(inputs, outputs, full_scale, rng)
        self.eta, self.rng = eta, rng
        self.first = np.zeros((inputs + 1, outputs), dtype=np.float32)
        self.second = np.zeros_like(self.first)
        self.steps = 0

    def forward(self, x):
        applied = self.crossbar.drive(x)
        return applied, self.crossbar.measure(applied)

    def update(self, gradient, rate):
        """Whole pulses of one Adam step (0.95, 0.99), stochastically rounded."""
        self.steps += 1
        self.first *= np.float32(0.95)
        self.first += np.float32(0.05) * gradient
        self.second *= np.float32(0.99)
        gradient *= gradient
        gradient *= np.float32(0.01)
        self.second += gradient
        root = np.sqrt(self.second * np.float32(1 / (1 - 0.99**self.steps)))
        root += np.float32(1e-10)
        k = np.divide(self.first, root, out=root)
        k *= np.float32(-self.eta * rate / (1 - 0.95**self.steps)) / PULSE_STEP
        np.clip(k, -MAX_PULSES, MAX_PULSES, out=k)
        k += self.rng.random(k.shape, dtype=np.float32)
        return np.floor(k, out=k)


class Network:
    """Hidden units in a row and a head that reads all of them or the last; fabricated and spread by blind pulses."""

    def __init__(self, head_inputs, eta, seed):
        rng = np.random.default_rng([seed, 0])
        self.head_inputs = head_inputs
        self.units = [Unit(i, o, 1, eta, rng) for i, o in zip(WIDTHS, WIDTHS[1:])]
        self.head = Unit(sum(WIDTHS[1:]) if head_inputs == "all" else WIDTHS[-1], CLASSES, 8, 0.02, rng)
        for unit in self.units:
            unit.crossbar.scatter(1.4)

    def calibrate(self, x):
        outputs = []
        for unit in self.units:
            applied = unit.crossbar.drive(x)
            unit.crossbar.calibrate_gain(applied, 0.5)
            x = np.clip(unit.crossbar.measure(applied), 0, 1)
            outputs.append(x)
        self.head.crossbar.calibrate_gain(self.head.crossbar.drive(self.head_drive(outputs)), 2.0)

    def head_drive(self, outputs):
        return np.concatenate(outputs, axis=1) if self.head_inputs == "all" else outputs[-1]

    def forward(self, x):
        """Applied drives and measured outputs of every unit, the head last."""
        records = []
        for unit in self.units:
            applied, codes = unit.forward(x)
            x = np.clip(codes, 0, 1)
            records.append((applied, x))
        records.append(self.head.forward(self.head_drive([t for _, t in records])))
        return records

    def accuracy(self, x, labels):
        hits = 0
        for start in range(0, len(x), 1024):
            _, logits = self.forward(x[start : start + 1024])[-1]
            hits += int((logits.argmax(axis=1) == labels[start : start + 1024]).sum())
        return hits / len(x)


def cross_entropy_gradient(logits, labels):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    p /= np.float32(len(labels))
    return p


def hidden_delta(unit_index, applied, t, labels, options):
    beta = options.beta if unit_index == 0 else 0.0
    inputs = applied[:, :-1] if beta else None
    _, delta = local_loss(t, labels, options.loss, options.parameter, options.width, beta, inputs)
    delta *= (t > 0) & (t < np.float32(0.999))
    return delta


class Stopwatch:
    """Seconds spent in each part of the loop."""

    def __init__(self):
        self.seconds = dict.fromkeys(("forward", "loss", "update", "pulses"), 0.0)
        self.last = time.perf_counter()

    def lap(self, part):
        now = time.perf_counter()
        self.seconds[part] += now - self.last
        self.last = now


def train(network, x, labels, options):
    """Runs the batches; all units learn from the same pass. Returns the seconds of each part."""
    order_rng = np.random.default_rng([options.seed, 1])
    order = np.empty(0, dtype=np.intp)
    learners = [*network.units, network.head] if options.trainer == "pib" else [network.head]
    watch = Stopwatch()
    for step in range(options.batches):
        if len(order) < options.batch:
            order = np.concatenate([order, order_rng.permutation(len(x))])
        batch, order = order[: options.batch], order[options.batch :]
        y = labels[batch]
        records = network.forward(x[batch])
        watch.lap("forward")
        deltas = [cross_entropy_gradient(records[-1][1], y)]
        if options.trainer == "pib":
            hidden = [hidden_delta(i, *record, y, options) for i, record in enumerate(records[:-1])]
            deltas = hidden + deltas
        watch.lap("loss")
        rate = min(1.0, 2.5 * (1 - step / options.batches))
        driven = records[-len(learners) :]
        pulses = [u.update(a.T @ d, rate) for u, (a, _), d in zip(learners, driven, deltas)]
        watch.lap("update")
        for unit, k in zip(learners, pulses):
            unit.crossbar.pulse(k)
        watch.lap("pulses")
    return watch.seconds


def read_idx(directory, name):
    """One IDX file of the MNIST family, plain or gzip, as uint8 samples in rows."""
    path = next(p for p in (Path(directory, name), Path(directory, name + ".gz")) if p.exists())
    data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
    shape = np.frombuffer(data, dtype=">i4", count=data[3], offset=4)
    return np.frombuffer(data, dtype=np.uint8, offset=4 + 4 * data[3]).reshape(shape[0], -1)


def load(directory, split):
    images = read_idx(directory, f"{split}-images-idx3-ubyte").astype(np.float32) / np.float32(255)
    return images, read_idx(directory, f"{split}-labels-idx1-ubyte")[:, 0].astype(np.intp)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="directory with IDX files of the MNIST family")
    parser.add_argument("--loss", choices=("renyi", "log-det"), default="renyi")
    parser.add_argument("--alpha", type=float, default=0.5, help="order of the Renyi entropy")
    parser.add_argument("--eps", type=float, default=0.1, help="of log-det")
    parser.add_argument("--beta", type=float, help="weight of I(T;X) on the first unit (log-det: -0.1)")
    parser.add_argument("--width", type=float, default=1.0, help="squared kernel width over the mean distance")
    parser.add_argument("--eta", type=float, default=0.01, help="learning rate of the hidden units (head: 0.02)")
    parser.add_argument("--trainer", choices=("pib", "random-units"), default="pib")
    parser.add_argument("--head", choices=("all", "last"), default="all", help="units that drive the head")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batches", type=int, default=1200)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--json", action="store_true", help="print JSON (there is no other form)")
    options = parser.parse_args()
    options.parameter = options.alpha if options.loss == "renyi" else options.eps
    if options.beta is None:
        options.beta = -0.1 if options.loss == "log-det" else 0.0
    return options


def run(options):
    x, labels = load(options.data, "train")
    test = load(options.data, "t10k")
    x, validation_x = x[:-VALIDATION], x[-VALIDATION:]
    labels, validation_labels = labels[:-VALIDATION], labels[-VALIDATION:]
    started = time.perf_counter()
    network = Network(options.head, options.eta, options.seed)
    calibration = np.random.default_rng([options.seed, 2]).permutation(len(x))[:512]
    network.calibrate(x[calibration])
    training = time.perf_counter()
    seconds = train(network, x, labels, options)
    trained = time.perf_counter()
    accuracies = network.accuracy(validation_x, validation_labels), network.accuracy(*test)
    return {
        "peer": "numpy", "dataset": Path(options.data).name, "trainer": options.trainer, "loss": options.loss,
        "head": options.head, "seed": options.seed, "batches": options.batches,
        "measurements": options.batches * options.batch,
        "validation_accuracy": accuracies[0], "test_accuracy": accuracies[1],
        "wall_seconds": round(trained - training, 3),
        # With preparation, calibration and evaluation, as pibd counts its own wall_seconds.
        "total_seconds": round(time.perf_counter() - started, 3),
        "seconds": {part: round(s, 3) for part, s in seconds.items()},
        "pulses": sum(u.crossbar.pulses_applied for u in [*network.units, network.head]),
    }


def main():
    print(json.dumps(run(parse_arguments())))


if __name__ == "__main__":
    main()
