"""The logic of a comparison on made-up figures with known answers."""
import math
import sys

import roofline
from comparison import (GROUPS, INSTALL, LAYERS, PASSES, ROWS, TRAIN, evaluate, evaluate_row, kept, kept_rounds, points_of,
                        report)


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


def run():
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
