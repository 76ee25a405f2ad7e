"""Trains the documented experiments on a private daemon and checks the mean test accuracy over seeds."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# experiment, overrides, read-out, least mean accuracy (None: reported only)
FIGURES = [
    ("mnist.toml", [], "head", 0.974),
    ("mnist-log-det.toml", [], "head", 0.970),
    ("mnist.toml", ["trainer=random-units"], "head", None),
    ("mnist.toml", ["trainer=random-units"], "head-last", None),
    ("fashion-mnist.toml", [], "head", 0.864),
    ("random-units.toml", [], "head", None),
    ("random-units.toml", [], "head-last", None),
]


def find_mnist():
    for base in (os.environ.get("PIBD_DATA"), ROOT.parent / "shared" / "data"):
        if base and (Path(base) / "mnist").is_dir():
            return Path(base) / "mnist"
    return None


def train(binaries, environment, experiment, overrides):
    command = [binaries / "pibctl", "train", ROOT / "docs/experiments" / experiment, *overrides, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def accuracy(run, readout):
    return run["accuracies"]["test"][readout]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--seeds", default="0,1,2")
    arguments = parser.parse_args()
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    mnist = find_mnist()
    failed = skipped = 0
    with tempfile.TemporaryDirectory(prefix="pibd-figures.") as state:
        environment = dict(os.environ, PIBD_SOCKET=f"{state}/pibd.sock")
        daemon = subprocess.Popen(
            [arguments.binaries / "pibd", "--simulate", "--state-directory", f"{state}/store"],
            env=environment, stderr=open(f"{state}/log", "w"))
        try:
            while not Path(environment["PIBD_SOCKET"]).exists():
                if daemon.poll() is not None:
                    sys.exit(Path(f"{state}/log").read_text())
                time.sleep(0.05)
            runs = {}
            print(f"{'experiment':<40}{'read-out':<11}{'mean':>8}{'least':>8}  each seed")
            for experiment, overrides, readout, least in FIGURES:
                name = " ".join([experiment, *overrides])
                if experiment.startswith("mnist"):
                    if mnist is None:
                        print(f"{name:<40}{readout:<11} skipped: MNIST is neither in $PIBD_DATA nor in ../shared/data")
                        skipped += 1
                        continue
                    overrides = [*overrides, f"data={mnist}"]
                values = []
                for seed in seeds:
                    key = (experiment, tuple(overrides), seed)
                    if key not in runs:
                        runs[key] = train(arguments.binaries, environment, experiment, [*overrides, f"seed={seed}"])
                    values.append(accuracy(runs[key], readout))
                mean = statistics.mean(values)
                holds = least is None or mean >= least
                failed += not holds
                each = " ".join(f"{100 * value:.2f}" for value in values)
                wanted = "" if least is None else f"{100 * least:.1f}"
                print(f"{name:<40}{readout:<11}{100 * mean:8.2f}{wanted:>8}  {each}{'' if holds else '   TOO LOW'}", flush=True)
        finally:
            daemon.terminate()
            daemon.wait(timeout=15)
    print(f"{len(FIGURES) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
