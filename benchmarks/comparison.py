"""What the figures of a comparison mean: targets, rounds that count, tables. compare_with_peers.py measures them."""
import math
import statistics

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


def points_of(lines):
    def label(layer):
        channels, height, width, filters, *_ = shape_of(layer)
        return f"{channels} to {filters} at {height}x{width}"
    return [{"layer": label(line["layer"]), "pass": line["pass"], "intensity": line["intensity"],
             "gflops": line["own_gflops"]} for line in lines]
