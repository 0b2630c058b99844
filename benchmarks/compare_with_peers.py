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
import math
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys

import roofline

HERE = pathlib.Path(__file__).resolve().parent
LARGEST_FALL = 0.15
INSTALL = {"pytorch": "apt-get install python3-torch", "libtorch": "apt-get install libtorch-dev libtcmalloc-minimal4",
           "onednn": "apt-get install libdnnl-dev, then build again"}
PEERS = {"pytorch": "PyTorch, channels last", "libtorch": "LibTorch, channels last, tcmalloc", "ours": "ours"}

# group, what, ours, peer's side, peer's figure, quantity, bound (at most for memory, else at least)
TRAIN, INFER = "train_step/", "inference/"
ROWS = [
    ("resnet9", "ResNet-9 training step", TRAIN + "resnet9", "pytorch", TRAIN + "resnet9", "images/s", 3.0),
    ("resnet9", "ResNet-9 training step", TRAIN + "resnet9", "libtorch", TRAIN + "resnet9", "images/s", 2.6),
    ("resnet9", "ResNet-9 inference", INFER + "resnet9", "pytorch", INFER + "resnet9", "images/s", 3.0),
    ("resnet9", "ResNet-9 inference", INFER + "resnet9", "libtorch", INFER + "resnet9", "images/s", 2.6),
    ("resnet9", "ResNet-9 inference of one image, one thread", INFER + "resnet9/batch1/one_thread", "libtorch",
     INFER + "resnet9/batch1/one_thread", "ms", 1.2),
    ("resnet9", "peak memory of ResNet-9 training", TRAIN + "resnet9", "libtorch", TRAIN + "resnet9", "MiB", 0.6),
    ("deeper", "ResNet-18 training step", TRAIN + "resnet18", "pytorch", TRAIN + "resnet18", "images/s", 2.0),
    ("deeper", "ResNet-34 training step", TRAIN + "resnet34", "pytorch", TRAIN + "resnet34", "images/s", 2.0),
    ("ours", "heads on two frozen ResNet-9, against inference of the two", "train_heads/bilateral_resnet9", "ours",
     INFER + "two_resnet9_hemispheres", "images/s", 0.9),
    ("ours", "ResNet-9 training step, all threads against one", TRAIN + "resnet9", "ours",
     TRAIN + "resnet9/one_thread", "images/s", None),  # 0.9 times the number of threads
]
GROUPS = ["resnet9", "deeper", "ours", "convolutions"]
STEPS = {TRAIN + "resnet34": 1, TRAIN + "resnet18": 2, INFER + "resnet9/batch1/one_thread": 30}  # else 3
# The 3x3 convolutions with stride 1 of ResNet-9.
LAYERS = ["3x32x32:64:3:1", "64x32x32:128:3:1", "128x16x16:128:3:1", "128x16x16:256:3:1", "256x8x8:512:3:1",
          "512x4x4:512:3:1"]
PASSES = ["forward", "input_gradient", "weight_gradient"]


# What figures mean

def kept_rounds(peaks):
    """Of peaks measured before the first round and behind each: the rounds in which it did not fall."""
    least = (1 - LARGEST_FALL) * max(peaks)
    return [i for i in range(len(peaks) - 1) if min(peaks[i], peaks[i + 1]) >= least]


def kept(result):
    """A quick trial keeps everything: its figures say nothing anyway."""
    return list(range(len(result["peaks"]) - 1)) if result["settings"]["quick"] else kept_rounds(result["peaks"])


def value(measured, quantity):
    """The quantity of one round of a program."""
    if quantity == "MiB":
        return measured["peak_mib"]
    seconds = statistics.median(measured["seconds"])
    return seconds * 1e3 if quantity == "ms" else measured["batch"] / seconds


def values(result, side, figure, quantity):
    rounds = result["figures"].get(f"{side}:{figure}", {})
    return [value(rounds[str(i)], quantity) for i in kept(result) if str(i) in rounds]


def number(x):
    return f"{x:.0f}" if x >= 100 else f"{x:.3g}"


def with_range(found, unit):
    return f"{number(statistics.median(found))} [{number(min(found))}-{number(max(found))}] {unit}"


def row(what, ours, peer, ratio, bound, most=False):
    met = None if ratio is None else (ratio <= bound if most else ratio >= bound)
    return {"what": what, "ours": ours, "peer": peer, "ratio": ratio, "bound": bound, "most": most, "met": met}


def evaluate_row(result, spec):
    group, what, figure, side, peer_figure, quantity, bound = spec
    threads = result["settings"]["threads"]
    if figure.startswith(TRAIN) or not figure.endswith("one_thread"):
        what += f", batch {result['settings']['batch']}"
    bound = 0.9 * threads if bound is None else bound
    ours = values(result, "ours", figure, quantity)
    peer = values(result, side, peer_figure, quantity)
    name = PEERS[side] + (f" ({peer_figure})" if side == "ours" else "")
    ours_text = with_range(ours, quantity) if ours else "no round was kept"
    if side in result["missing"]:
        return row(what, ours_text, result["missing"][side], None, bound, quantity == "MiB")
    if not peer or not ours:
        return row(what, ours_text, f"{name}: no round was kept", None, bound, quantity == "MiB")
    ratio = statistics.median(ours) / statistics.median(peer)
    if quantity == "ms":
        ratio = 1 / ratio
    return row(what, ours_text, f"{name}: {with_range(peer, quantity)}", ratio, bound, quantity == "MiB")


def shape_of(layer):
    picture, filters, kernel, stride = layer.split(":")
    channels, height, width = (int(part) for part in picture.split("x"))
    return channels, height, width, int(filters), int(kernel), int(stride)


def own_gflop(layer, algorithm, batch):
    """What the algorithm's products cost; F(m x m, 3x3) needs (m + 2)^2 multiplications for m^2 results."""
    channels, height, width, filters, kernel, _ = shape_of(layer)
    if not algorithm.startswith("winograd"):
        return 2e-9 * batch * height * width * kernel ** 2 * channels * filters
    m = int(algorithm.removeprefix("winograd"))
    tiles = batch * math.ceil(height / m) * math.ceil(width / m)
    return 2e-9 * tiles * (m + 2) ** 2 * channels * filters


def least_gb(layer, batch):
    channels, height, width, filters, kernel, _ = shape_of(layer)
    return 4e-9 * (batch * height * width * (channels + filters) + kernel ** 2 * channels * filters)


def convolution_lines(result):
    """One for each layer and pass: times in ms, medians over the rounds, ours and oneDNN's best, and shares of limits.
    Without the first layer's input gradient: training never computes the gradient of pictures."""
    batch = result["settings"]["batch"]
    peak, bandwidth = max(result["peaks"]), result["copy_gb_per_s"]
    lines = []
    for layer in LAYERS:
        for which in PASSES:
            if (layer, which) == (LAYERS[0], "input_gradient"):
                continue
            times = {}
            for i in kept(result):
                for algorithm, ms in result["convolutions"].get(str(i), {}).get(f"{layer}/{which}", {}).items():
                    times.setdefault(algorithm, []).append(ms)
            times = {algorithm: statistics.median(found) for algorithm, found in times.items()}
            ours = [algorithm for algorithm in times if not algorithm.startswith("onednn_")]
            theirs = [algorithm for algorithm in times if algorithm.startswith("onednn_")]
            if not ours:
                continue
            algorithm = min(ours, key=times.get)
            line = {"layer": layer, "pass": which, "algorithm": algorithm, "ms": times[algorithm], "peer_ms": None}
            if theirs:
                line["peer"] = min(theirs, key=times.get)
                line["peer_ms"] = times[line["peer"]]
            own = own_gflop(layer, algorithm, batch)
            line["gflops"] = own_gflop(layer, "direct", batch) / line["ms"] * 1e3
            line["own_gflops"] = own / line["ms"] * 1e3
            line["intensity"] = own / least_gb(layer, batch)
            line["of_limit"] = line["own_gflops"] / min(peak, bandwidth * line["intensity"])
            lines.append(line)
    return lines


def convolution_ratios(lines):
    """oneDNN's time over ours: the forward pass, and both gradients together."""
    ratios = {}
    for layer in LAYERS:
        of_layer = {line["pass"]: line for line in lines if line["layer"] == layer}
        if not of_layer or any(line["peer_ms"] is None for line in of_layer.values()):
            return {}
        gradients = [line for name, line in of_layer.items() if name != "forward"]
        ratios[layer, "forward"] = of_layer["forward"]["peer_ms"] / of_layer["forward"]["ms"]
        ratios[layer, "gradients"] = sum(x["peer_ms"] for x in gradients) / sum(x["ms"] for x in gradients)
    return ratios


def evaluate_convolutions(result, lines):
    name = "3x3 convolutions of ResNet-9: "
    ratios = convolution_ratios(lines)
    if not ratios:
        peer = result["missing"].get("onednn", "oneDNN: no round was kept")
        return [row(name + "geometric mean of forward and gradients", "-", peer, None, 1.1),
                row(name + "the lowest", "-", peer, None, 0.95)]
    total = [f"{number(sum(line[key] for line in lines))} ms in all" for key in ("ms", "peer_ms")]
    lowest = min(ratios, key=ratios.get)
    mean = math.exp(statistics.fmean(math.log(ratio) for ratio in ratios.values()))
    of_lowest = [x for x in lines if x["layer"] == lowest[0] and (x["pass"] == "forward") == (lowest[1] == "forward")]
    ours, peer = (sum(line[key] for line in of_lowest) for key in ("ms", "peer_ms"))
    return [row(name + "geometric mean of forward and gradients", total[0], f"oneDNN's best: {total[1]}", mean, 1.1),
            row(f"{name}the lowest, {lowest[0]} {lowest[1]}", f"{number(ours)} ms",
                f"oneDNN's best: {number(peer)} ms", ratios[lowest], 0.95)]


def evaluate(result):
    rows = [evaluate_row(result, spec) for spec in ROWS if spec[0] in result["settings"]["groups"]]
    lines = []
    if "convolutions" in result["settings"]["groups"]:
        lines = convolution_lines(result)
        rows += evaluate_convolutions(result, lines)
    if result["settings"]["quick"]:
        for found in rows:
            found["met"] = None  # nothing can be met by figures that say nothing
    return rows, lines


# How it is shown

def markdown(header, rows):
    lines = [header, ["---"] * len(header)] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def table_of(rows):
    return markdown(["what", "ours (median [lowest-highest])", "peer", "ratio", "at least", "met"],
                    [[r["what"], r["ours"], r["peer"], "-" if r["ratio"] is None else f"{r['ratio']:.2f}",
                      ("at most " if r["most"] else "") + f"{r['bound']:.2f}",
                      {None: "-", True: "yes", False: "no"}[r["met"]]] for r in rows])


def convolution_table(lines):
    body = []
    for line in lines:
        has_peer = line["peer_ms"] is not None
        body.append([line["layer"], line["pass"].replace("_", " "), line["algorithm"], f"{line['ms']:.2f}",
                     line["peer"] if has_peer else "-", f"{line['peer_ms']:.2f}" if has_peer else "-",
                     f"{line['peer_ms'] / line['ms']:.2f}" if has_peer else "-", f"{line['gflops']:.0f}",
                     f"{line['own_gflops']:.0f}", f"{100 * line['of_limit']:.0f} %"])
    return markdown(["convolution", "pass", "ours", "ms", "oneDNN's best", "ms", "ratio", "GFLOP/s as direct",
                     "GFLOP/s, own arithmetic", "of the machine's limit for it"], body)


def report(result):
    rows, lines = evaluate(result)
    used, all_rounds = kept(result), len(result["peaks"]) - 1
    text = table_of(rows)
    if lines:
        text += "\n" + convolution_table(lines)
    text += (f"\n{len(used)} of {all_rounds} rounds kept; peak before and behind each: "
             f"{', '.join(number(peak) for peak in result['peaks'])} GFLOP/s; {result['settings']['threads']} threads; "
             f"{result['machine']['processor']}; {result['machine']['build']}\n")
    for i in sorted(set(range(all_rounds)) - set(used)):
        text += f"Round {i + 1} is discarded: the peak fell by more than {100 * LARGEST_FALL:.0f} %.\n"
    if result["settings"]["quick"]:
        text += "These are the figures of a quick trial on next to nothing: they say that it runs, not how fast.\n"
    return text, rows, lines


# How it is measured

class Bench:
    def __init__(self, options):
        self.options = options
        self.programs = pathlib.Path(options.programs)
        self.missing = {}
        self.tcmalloc = ctypes.util.find_library("tcmalloc_minimal")
        self.python = None if options.without_peers else self.find_python()
        self.libtorch = options.libtorch if options.libtorch and os.access(options.libtorch, os.X_OK) else None
        if not self.python:
            self.missing["pytorch"] = f"PyTorch is not installed ({INSTALL['pytorch']})"
        if not self.libtorch or not self.tcmalloc or options.without_peers:
            self.missing["libtorch"] = f"LibTorch or tcmalloc is not installed ({INSTALL['libtorch']})"

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


# Made-up figures with known answers

def made_up():
    def steps(seconds, memory=100):
        return {"batch": 128, "seconds": [seconds, 9 * seconds, seconds / 2], "peak_mib": memory}
    ours, peer = f"{TRAIN}resnet9", f"{TRAIN}resnet9"
    figures = {f"ours:{ours}": {"0": steps(1), "1": steps(50), "2": steps(2), "3": steps(1)},
               f"pytorch:{peer}": {"0": steps(4), "1": steps(1), "2": steps(4), "3": steps(4)},
               f"ours:{ours}/one_thread": {str(i): steps(1.5) for i in range(4)}}
    times = {f"{layer}/{which}": {"winograd4": 1.0, "onednn_direct": 3.0, "onednn_winograd": 1.2}
             for layer in LAYERS for which in PASSES}
    times[f"{LAYERS[0]}/input_gradient"]["winograd4"] = 100.0  # nobody needs it, so it must not count
    times[f"{LAYERS[2]}/forward"]["onednn_winograd"] = 0.9
    return {"settings": {"rounds": 4, "threads": 2, "batch": 128, "quick": False, "groups": GROUPS},
            "machine": {"processor": "made up", "build": "made up"}, "copy_gb_per_s": 30.0,
            # Behind the second round the peak has fallen: the second and third are in doubt.
            "peaks": [400, 390, 300, 395, 400], "missing": {"libtorch": f"missing ({INSTALL['libtorch']})"},
            "figures": figures, "convolutions": {str(i): times for i in range(4)}}


def self_test():
    def expect(what, got, wanted):
        if got != wanted:
            sys.exit(f"compare_with_peers --self-test: {what}: expected {wanted!r}, got {got!r}")
    expect("kept rounds", kept_rounds([400, 390, 300, 395, 400]), [0, 3])
    expect("a fall of 15 %", kept_rounds([100, 85, 84.9, 100]), [0])
    result = made_up()
    text, rows, lines = report(result)
    by_peer = {(r["what"], r["peer"].split(",")[0].split(":")[0]): r for r in rows}
    training = by_peer["ResNet-9 training step, batch 128", "PyTorch"]
    expect("the ratio of kept rounds", training["ratio"], 4.0)
    expect("a target that is met", training["met"], True)
    expect("ours", training["ours"], "128 [128-128] images/s")
    scaling = next(r for r in rows if "all threads" in r["what"])
    expect("the bound for two threads", (scaling["bound"], scaling["ratio"]), (1.8, 1.5))
    expect("a target that is missed", scaling["met"], False)
    missing = next(r for r in rows if "missing" in r["peer"])
    expect("a peer that is missing", (missing["met"], INSTALL["libtorch"] in missing["peer"]), (None, True))
    lowest = rows[-1]
    expect("the lowest convolution", (round(lowest["ratio"], 6), lowest["met"], LAYERS[2] in lowest["what"]),
           (0.9, False, True))
    mean = math.exp((11 * math.log(1.2) + math.log(0.9)) / 12)
    expect("the geometric mean", (round(rows[-2]["ratio"], 9), rows[-2]["met"]), (round(mean, 9), True))
    # 64 -> 128 at 32x32, 128 images: 19.3 GFLOP as direct convolution, a quarter by F(4x4, 3x3).
    line = next(x for x in lines if x["layer"] == LAYERS[1])
    expect("own arithmetic", (round(line["gflops"]), round(line["own_gflops"])), (19327, 4832))
    expect("the limit", round(line["of_limit"], 3), round(line["own_gflops"] / 400, 3))
    memory = evaluate_row({**result, "missing": {}, "figures": {
        "ours:train_step/resnet9": {"0": {"peak_mib": 50}}, "libtorch:train_step/resnet9": {"0": {"peak_mib": 100}}}},
        next(spec for spec in ROWS if spec[5] == "MiB"))
    expect("less memory is better", (memory["ratio"], memory["met"]), (0.5, True))
    nothing = evaluate_row({**result, "peaks": [400, 100]}, ROWS[0])
    expect("no round is kept", (nothing["ratio"], nothing["ours"]), (None, "no round was kept"))
    expect("the report", ("Round 2 is discarded" in text, "| no |" in text, "2 of 4 rounds kept" in text),
           (True, True, True))
    result["settings"]["quick"] = True
    expect("what a quick trial keeps", kept(result), [0, 1, 2, 3])
    expect("what a quick trial meets", {found["met"] for found in evaluate(result)[0]}, {None})
    picture = roofline.draw(400, 30, points_of(lines))
    expect("the points of the picture", sum(picture.count(mark) for mark in ("<circle", 'width="10"', "l6 11")),
           len(lines) + len(PASSES))  # and those that explain the marks
    print(text, end="")


def points_of(lines):
    def label(layer):
        channels, height, width, filters, *_ = shape_of(layer)
        return f"{channels} to {filters} at {height}x{width}"
    return [{"layer": label(line["layer"]), "pass": line["pass"], "intensity": line["intensity"],
             "gflops": line["own_gflops"]} for line in lines]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--programs", help="the folder of bench_machine, bench_conv2d, bench_train_step, bench_inference")
    parser.add_argument("--libtorch", help="the program of peers/libtorch_networks.cpp")
    parser.add_argument("--without-peers", action="store_true", help="ours alone")
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
        self_test()
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
