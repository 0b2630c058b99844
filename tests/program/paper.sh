#!/usr/bin/env bash
# The study's own protocol with all its oddities, on few pictures: each is said, and each is done.
# usage: paper.sh PATH/TO/bicameral
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh" "$1"

"$program" experiment --preset paper --arms specialised,ensemble2 --members 3 --ensembles 2 --width 0.25 --epochs 1 \
  --head-epochs 1 --seeds 1 --batch 16 --threads 2 --synthetic-train-images 160 --synthetic-test-images 40 \
  --synthetic-coarse-classes 3 --synthetic-fine-per-coarse 2 --out run >run.log 2>&1 ||
  failed "the run: $(tail -n 3 run.log)"
expect 0 '^3$' grep -c '^QUIRK ' run.log
expect 0 '160 images to train on, 40 to choose the best epoch, 40 to test' cat run.log
expect 0 'batch_norm_momentum, moving_statistics, test_selection' cat run/results.md
expect 0 'CHOSEN ON THE TEST IMAGES' cat run/results.md
expect 0 'ensemble, best 2 of 3 ResNet-9, mean of logits' cat run/results.md
python3 - <<'END' || failed "the run did not repeat the study's oddities"
import json, struct
def result(part):
    return json.load(open(f"run/seed0/{part}/result.json"))
def tensors(part):
    with open(f"run/seed0/{part}/best.safetensors", "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        values = file.read()
    header.pop("__metadata__")
    return {name: values[slice(*entry["data_offsets"])] for name, entry in header.items()}

networks = {"left": "resnet9m90-fine", "right": "resnet9m90-coarse", "specialised": "moving-resnet9m90+resnet9m90",
            "member1": "resnet9m90", "ensemble2": "2-resnet9-logits"}
for part, network in networks.items():
    assert result(part)["network"] == network, f"{part}: {result(part)['network']}"
# The images that chose are those that are tested on.
members = ["member1", "member2", "member3"]
for part in ["specialised"] + members:
    right = result(part)["test_best"]
    assert abs(result(part)["validation_score"] - right["fine"] - right["coarse"]) < 1e-9, part
assert result("ensemble2")["members"] == sorted(members, key=lambda member: -result(member)["validation_score"])[:2]
# Halves whose weights stay and whose statistics move on.
alone, joined = tensors("left"), tensors("specialised")
halves = {name: "left." + name.removeprefix("hemisphere.") for name in alone if name.startswith("hemisphere.")}
assert any(name.endswith("running_mean") for name in halves) and any(name.endswith("conv1.weight") for name in halves)
for name, inside in halves.items():
    if name.endswith("num_batches_tracked"):
        continue
    moved = alone[name] != joined[inside]
    assert moved == name.endswith(("running_mean", "running_var")), f"{name}: moved {moved}"
END

finish
