#!/usr/bin/env python3
"""Measures the library and its peers in turns and says which targets are met; compare_with_peers.sh builds and calls it.

In every round each program runs once; before and after it the machine's peak is measured. A round in which the peak fell
by more than 15 % below the highest is discarded for both sides. Peers that are not installed are named, with the package.
Only the standard library is used.

Usage: compare_with_peers.py --programs FOLDER [--rounds N] [--threads N] [--batch N] [--quick] [--rows GROUP,...]
                             [--libtorch PROGRAM] [--without-peers] [--json FILE] [--svg FILE]
       compare_with_peers.py --self-test
"""
import argparse
import contextlib
import ctypes.util
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys

import comparison_self_test
import roofline
from comparison import GROUPS, INFER, INSTALL, LAYERS, ROWS, STEPS, points_of, report

HERE = pathlib.Path(__file__).resolve().parent


class Bench:
    def __init__(self, options):
        self.options = options
        self.programs = pathlib.Path(options.programs)
        self.missing = {}
        self.tcmalloc = ctypes.util.find_library("tcmalloc_minimal")
        self.python = None if options.without_peers else self.find_python()
        self.libtorch = options.libtorch if options.libtorch and os.access(options.libtorch, os.X_OK) else None
        why = "left out" if options.without_peers else "not installed"
        if not self.python:
            self.missing["pytorch"] = f"PyTorch is {why} ({INSTALL['pytorch']})"
        if not self.libtorch or not self.tcmalloc or options.without_peers:
            self.missing["libtorch"] = f"LibTorch or tcmalloc is {why} ({INSTALL['libtorch']})"

    @staticmethod
    def find_python():
        for python in (sys.executable, "/usr/bin/python3"):
            if shutil.which(python) and subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0:
                return python
        return None

    def run(self, command, threads, preload=None):
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        if preload:
            environment["LD_PRELOAD"] = preload
        done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"compare_with_peers: {' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def machine(self, quick):
        return json.loads(self.run([self.programs / "bench_machine", "--threads", self.options.threads]
                                   + (["--quick"] if quick else []), self.options.threads))

    def figure(self, side, figure):
        o = self.options
        threads = 1 if figure.endswith("/one_thread") else o.threads
        words = ["--threads", o.threads, "--batch", o.batch, "--rounds", 1 if o.quick else STEPS.get(figure, 3)]
        if side == "ours":
            program = "bench_inference" if figure.startswith(INFER) else "bench_train_step"
            return json.loads(self.run([self.programs / program, *words, "--only", figure], threads))
        if side == "pytorch":
            return json.loads(self.run([self.python, HERE / "peers/pytorch_networks.py", *words, figure], threads))
        return json.loads(self.run([self.libtorch, *words, figure], threads, self.tcmalloc))

    def convolutions(self):
        o = self.options
        found = json.loads(self.run([self.programs / "bench_conv2d", "--automatic", "--without-errors", "--threads", o.threads,
                                     "--batch", o.batch,
                                     f"--benchmark_min_time={0.001 if o.quick else 0.1}", "--benchmark_format=json",
                                     *LAYERS], o.threads))
        times = {}
        for entry in found["benchmarks"]:
            layer, which, algorithm = entry["name"].split("/")[:3]
            times.setdefault(f"{layer}/{which}", {})[algorithm] = entry["real_time"]  # in ms
        return times

    def measure(self):
        o = self.options
        wanted = [spec for spec in ROWS if spec[0] in o.groups]
        # Ours beside its peers, each only once.
        runs = list(dict.fromkeys(run for spec in wanted for run in (("ours", spec[2]), (spec[3], spec[4]))))
        runs = [run for run in runs if run[0] not in self.missing]
        first = self.machine(quick=False)
        result = {"settings": {"rounds": o.rounds, "threads": o.threads, "batch": o.batch, "quick": o.quick,
                               "groups": o.groups},
                  "machine": {"processor": processor(), "cores": os.cpu_count(), "system": platform.platform(),
                              "build": first["build"]},
                  "copy_gb_per_s": first["copy_gb_per_s"], "peaks": [first["peak_gflops"]], "missing": self.missing,
                  "figures": {}, "convolutions": {}}
        for i in range(o.rounds):
            for side, figure in runs:
                print(f"round {i + 1} of {o.rounds}: {side} {figure}", file=sys.stderr)
                result["figures"].setdefault(f"{side}:{figure}", {})[str(i)] = self.figure(side, figure)
            if "convolutions" in o.groups:
                print(f"round {i + 1} of {o.rounds}: convolutions", file=sys.stderr)
                times = self.convolutions()
                result["convolutions"][str(i)] = times
                if not any(name.startswith("onednn_") for of_pass in times.values() for name in of_pass):
                    self.missing["onednn"] = f"oneDNN is not installed ({INSTALL['onednn']})"
            result["peaks"].append(self.machine(quick=True)["peak_gflops"])
        return result


def processor():
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--programs", help="the folder of bench_machine, bench_conv2d, bench_train_step, bench_inference")
    parser.add_argument("--libtorch", help="the program of peers/libtorch_networks.cpp")
    parser.add_argument("--without-peers", action="store_true", help="without PyTorch and LibTorch")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int)
    parser.add_argument("--quick", action="store_true", help="one round on next to nothing")
    parser.add_argument("--rows", default=",".join(GROUPS), help="groups of rows: " + ", ".join(GROUPS))
    parser.add_argument("--json", default="comparison.json")
    parser.add_argument("--svg", default="roofline.svg")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.batch = options.batch or (2 if options.quick else 128)
    options.groups = options.rows.split(",")
    unknown = [group for group in options.groups if group not in GROUPS]
    if unknown:
        parser.error(f"--rows: expected {', '.join(GROUPS)}, got {', '.join(unknown)}")
    if not options.self_test and not options.programs:
        parser.error("expected --programs FOLDER or --self-test")
    if min(options.rounds, options.batch, options.threads) < 1:
        parser.error("expected positive numbers")
    return options


def main():
    options = parse()
    if options.self_test:
        comparison_self_test.run()
        return
    result = Bench(options).measure()
    text, rows, lines = report(result)
    pathlib.Path(options.json).write_text(json.dumps({**result, "rows": rows, "layers": lines}, indent=1) + "\n",
                                          encoding="utf-8")
    if lines:
        picture = roofline.draw(max(result["peaks"]), result["copy_gb_per_s"], points_of(lines))
        pathlib.Path(options.svg).write_text(picture, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
