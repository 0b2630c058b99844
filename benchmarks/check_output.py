#!/usr/bin/env python3
"""Runs every benchmark quickly and checks that its JSON has what readers rely on.

Usage: check_output.py FOLDER   (of the programs)
"""
import json
import math
import pathlib
import subprocess
import sys

EXPECTED = {
    "bench_conv2d": ["GFLOP/s", "of_peak", "scratch_bytes", "error", "mean_error", "automatic"],
    "bench_layers": ["GB/s", "of_copy"],
    "bench_train_step": ["images/s", "batch", "threads"],
    "bench_inference": ["images/s", "batch", "threads"],
}


def run(program, *words):
    done = subprocess.run([str(program), *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"check_output: {program.name} {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def expect(holds, what):
    if not holds:
        sys.exit(f"check_output: expected {what}")


def is_positive(value):
    return isinstance(value, (int, float)) and math.isfinite(value) and value > 0


def check_convolutions(entries):
    """Every algorithm is right within the largest bound of ours, and exactly one of ours is what `automatic` takes."""
    chosen = {}
    for entry in entries:
        layer = "/".join(entry["name"].split("/")[:2])  # and its pass
        chosen[layer] = chosen.get(layer, 0) + entry["automatic"]
        expect(entry["error"] <= 2e-5 and entry["mean_error"] <= 2e-5, f"a small error of {entry['name']}")
    for layer, count in chosen.items():
        expect(count == 1, f"one automatic algorithm for {layer}, got {count}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    for name, fields in EXPECTED.items():
        found = run(folder / name, "--quick", "--threads", "2", "--benchmark_format=json")
        expect(found["context"]["threads"] == "2", f"{name} to obey --threads")
        expect(found["benchmarks"], f"{name} to measure something")
        for entry in found["benchmarks"]:
            for field in fields:
                zero_is_fine = field in ("automatic", "scratch_bytes")
                expect(field in entry and (zero_is_fine or is_positive(entry[field])), f"{entry['name']} to have {field}")
        if name == "bench_conv2d":
            check_convolutions(found["benchmarks"])
    machine = run(folder / "bench_machine", "--quick", "--threads", "1")
    expect(machine["threads"] == 1 and is_positive(machine["peak_gflops"]), "a peak of one thread")
    alone = run(folder / "bench_train_step", "--only", "train_step/resnet9_width16", "--rounds", "3", "--batch", "2")
    expect(len(alone["seconds"]) == 3 and all(map(is_positive, alone["seconds"])), "seconds of three rounds")
    expect(alone["batch"] == 2 and is_positive(alone["peak_mib"]), "the batch that was asked for, and memory")
    wrong = subprocess.run([str(folder / "bench_train_step"), "--only", "nothing"], capture_output=True, text=True)
    expect(wrong.returncode == 2 and "train_step/resnet9" in wrong.stderr, "the names of all figures for a wrong one")


if __name__ == "__main__":
    main()
