#!/usr/bin/env bash
# Looks into a small trained run as a person would, mistakes included. usage: analysis.sh PATH/TO/bicameral
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh" "$1"

small=(--preset smoke --width 0.25 --synthetic-train-images 240 --synthetic-test-images 60 --batch 16 --threads 2
  --synthetic-coarse-classes 3 --synthetic-fine-per-coarse 2)
"$program" experiment "${small[@]}" --seeds 2 --arms specialised,unspecialised,resnet9,ensemble2 --members 3 --ensembles 2 --out run >run.log 2>&1 ||
  failed "the run: $(tail -n 3 run.log)"
here=run/seed0/specialised/analysis

# Similarity: 60 images of 6 classes are 6 * 45 pairs when there are ten of each.
expect 0 'tt-tt .*' "$program" similarity run --csv --threads 2
there $here/{similarity.json,answers.csv,cases.csv,pairs.npy,pair_images.npy,pair_cases.npy,pairs.csv,case_tt-tt.svg,case_ff-ff.svg} \
  $here/features_{left,right,whole}.{npy,csv} run/seed1/specialised/analysis/similarity.json \
  run/analysis/specialised/together.json
python3 - <<'END' || failed "the files of similarity do not agree"
import csv, json
here = "run/seed0/specialised/analysis/"
summary = json.load(open(here + "similarity.json"))
answers = list(csv.DictReader(open(here + "answers.csv")))
pairs = list(csv.DictReader(open(here + "pairs.csv")))
labels = [row["fine_label"] for row in answers]
assert len(answers) == summary["images"] == 60
assert len(pairs) == summary["pairs"] == sum(labels[:i].count(label) for i, label in enumerate(labels))
assert sum(case["images"] for case in summary["cases"]) == 60 and len(summary["cases"]) == 16
for case in summary["cases"]:
    assert case["images"] == sum(row["case"] == case["case"] for row in answers)
    own = sorted(float(pair["whole"]) for pair in pairs if pair["case"] == case["case"])
    assert case["pairs"] == len(own)
    if own:
        middle = (own[len(own) // 2] + own[(len(own) - 1) // 2]) / 2
        assert abs(middle - case["medians"]["whole"]) < 1e-6
for case, line in zip(summary["cases"], csv.DictReader(open(here + "cases.csv"))):
    assert line["case"] == case["case"] and int(line["pairs"]) == case["pairs"]
    assert float(line["pair_share"]) == case["pair_share"]
    assert (line["whole"] == "") == ("medians" not in case)
for pair in pairs:
    first, second = answers[int(pair["first"])], answers[int(pair["second"])]
    assert first["fine_label"] == second["fine_label"] == pair["fine_label"]
    assert pair["case"] == (first["case"] if first["case"] == second["case"] else "")
# The same cosine from the exported features.
features = list(csv.DictReader(open(here + "features_left.csv")))
pair = pairs[7]
a, b = ([float(value) for name, value in features[int(pair[which])].items() if name != "image"] for which in ("first", "second"))
dot = sum(x * y for x, y in zip(a, b))
length = (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5
assert abs((dot / length if length else 0) - float(pair["left"])) < 1e-5
END
expect 0 'all' "$program" similarity run --part unspecialised --seed 1 --threads 2
expect 0 'all' "$program" similarity run --seed 1 --threads 2
expect 0 '"seeds":.0,1.,' bash -c "tr -d ' \\n' <run/analysis/specialised/together.json"  # one seed is no count over seeds
expect 1 "two halves.*'member1'" "$program" similarity run --part member1

# A study of older pictures is not left beside newer ones.
touch run/analysis/specialised/together/old.png
expect 0 'features: 60/60 images' "$program" similarity run --threads 2
[ ! -e run/analysis/specialised/together/old.png ] || failed "an older picture lies beside newer ones"

# Specialisation.
expect 0 'left half silenced' "$program" specialization run --threads 2
there $here/{specialization.json,specialization.csv,answers.json} $here/{classes,confusion}_{fine,coarse}.csv
python3 - <<'END' || failed "the files of specialization do not agree"
import csv, json
here = "run/seed0/specialised/"
found = json.load(open(here + "analysis/specialization.json"))
lines = {(line["measure"], line["half"]): line for line in csv.DictReader(open(here + "analysis/specialization.csv"))}
assert len(lines) == 8
result = json.load(open(here + "result.json"))
answers = json.load(open(here + "analysis/answers.json"))
for head in ("fine", "coarse"):
    assert abs(found["silenced"]["none"][head] - result["test_best"][head]) < 1e-9
    assert abs(answers[head]["accuracy"] - result["test_best"][head]) < 1e-9
    confusion = answers[head]["confusion"]
    right = sum(row[k] for k, row in enumerate(confusion))
    assert abs(right / sum(map(sum, confusion)) - result["test_best"][head]) < 1e-9
    share = found["attention"][head]
    assert abs(share["left"] + share["right"] - 1) < 1e-9
    for half in ("left", "right", "whole"):
        assert 0 <= found["probes"][half][head]["accuracy"] <= 1
        assert float(lines["probe", half][head]) == found["probes"][half][head]["accuracy"]
    assert float(lines["silenced", "none"][head]) == found["silenced"]["none"][head]
    assert float(lines["attention", "left"][head]) == share["left"]
    rows = list(csv.reader(open(here + f"analysis/confusion_{head}.csv")))[1:]
    assert [[int(cell) for cell in row[1:]] for row in rows] == confusion
    for row, line in zip(confusion, csv.DictReader(open(here + f"analysis/classes_{head}.csv"))):
        assert int(line["images"]) == sum(row)
assert found["train_images"] == 216 and found["test_images"] == 60
END
expect 1 "two halves" "$program" specialization run --part left

# Mistakes, of any part.
for part in left ensemble2; do
  expect 0 'calibration error' "$program" mistakes run --part $part --threads 2
done
python3 - <<'END' || failed "the answers of an ensemble are not those of its row"
import json
for seed in (0, 1):
    result = json.load(open(f"run/seed{seed}/ensemble2/result.json"))
    answers = json.load(open(f"run/seed{seed}/ensemble2/analysis/answers.json"))
    for head in ("fine", "coarse"):
        assert abs(answers[head]["accuracy"] - result["test_best"][head]) < 1e-9
END
expect 1 "probe-images.*-1" "$program" specialization run --probe-images -1

# Maps.
expect 0 'images written to' "$program" gradcam run --threads 2
there $here/gradcam.json $here/gradcam/maps_{left,right,whole}.npy
expect 0 '^2 images' "$program" gradcam run --images 3,59 --method layercam --layers residual2 --target fine --flips \
  --scales 0.9,1,1.1
there $here/gradcam/{3,59}_{picture,left,right,whole}.png
expect 0 '^3,' cat $here/gradcam/images.csv
expect 1 "from 0 to 59 separated by commas, got '3 7'" "$program" gradcam run --images '3 7'
expect 0 '^2 images' "$program" gradcam run --images '3, 59'
expect 0 '^1 image written .*, in place of those of before' "$program" gradcam run --images 5,5
expect 0 'image 5' "$program" gradcam run --part left --images 5
expect 0 'images written' "$program" gradcam run --part member1 --explain label --count 2
expect 0 'case tt-ff: ' "$program" gradcam run --case tt-ff,ff-ff --count 1  # an image, or that there is none
expect 0 'case ff-ff: ' "$program" gradcam run --case tt-ff,ff-ff --count 1
expect 0 'area above half maximum' "$program" gradcam run --locality --threads 2
there $here/locality.json run/seed1/specialised/analysis/locality.json
expect 0 'Over 2 seeds' "$program" gradcam run --locality --count 20
expect 0 'at random' "$program" gradcam run --faithfulness --count 10
there $here/faithfulness.json
python3 - <<'END' || failed "the values of each image do not agree with their means"
import csv, json
here = "run/seed0/specialised/analysis/"
for measure in ("locality", "faithfulness"):
    assert json.load(open(here + measure + ".json"))["command"].endswith({"locality": "--locality --count 20", "faithfulness": "--faithfulness --count 10"}[measure])
rows = [row for row in csv.DictReader(open(here + "locality.csv")) if "" not in row.values()]
found = json.load(open(here + "locality.json"))
assert len(rows) == found["images"]
for half in ("left", "right"):
    for value in ("area", "entropy"):
        assert abs(sum(float(row[f"{half}_{value}"]) for row in rows) / len(rows) - found[half][value]) < 1e-9
rows = list(csv.DictReader(open(here + "faithfulness.csv")))
for half, found in json.load(open(here + "faithfulness.json"))["hemispheres"].items():
    own = [row for row in rows if row["hemisphere"] == half]
    assert len(own) == 10
    for name, mean in found["areas"].items():
        assert abs(sum(float(row[name]) for row in own) / 10 - mean) < 1e-9
END
expect 0 '"target": "both"' cat $here/locality.json
expect 0 'residual2' cat $here/faithfulness.json
expect 1 'expected --locality without --class' "$program" gradcam run --locality --class apple
expect 1 'expected --faithfulness without --images' "$program" gradcam run --faithfulness --images 3
expect 1 'expected --locality without --hemisphere' "$program" gradcam run --locality --hemisphere left
expect 1 'expected --images without --count' "$program" gradcam run --images 3 --count 2
expect 1 "from 0 to 59.*'60'" "$program" gradcam run --images 60
for wrong in '--images 60' '--class unknown_thing' '--case xx-tt' '--method cam'; do  # told before anything is computed
  if "$program" gradcam run $wrong 2>&1 | grep 'answers of'; then failed "gradcam computed before it refused $wrong"; fi
done
expect 1 "from 0 to 59 separated by commas, got 'x'" "$program" gradcam run --images 1,x
expect 1 'one of --images, --class and --case, got several' "$program" gradcam run --images 1 --case tt-tt
expect 1 "one of .*left.residual1.*got 'residual9'" "$program" gradcam run --images 1 --layers residual9
expect 1 "gradcam, gradcam.., layercam.*'cam'" "$program" gradcam run --images 1 --method cam
expect 1 "fine, coarse or both.*'tall'" "$program" gradcam run --images 1 --target tall
expect 1 "did you mean .*got 'unknown_thing'" "$program" gradcam run --class unknown_thing
expect 1 "four letters.*'tt'" "$program" gradcam run --case tt
expect 1 "did you mean 'left'.*'lft'" "$program" gradcam run --hemisphere lft
expect 1 "whole, for a network without halves.*'left'" "$program" gradcam run --part member1 --hemisphere left
expect 1 "a network with a coarse head, got one without" "$program" gradcam run --part left --target coarse --images 1

# All of them, as if each had been typed.
cp -r run analysed
rm -r analysed/analysis analysed/seed*/*/analysis
expect 0 'A page of it all: .* report analysed --html' "$program" analyse analysed --threads 2 --probe-images 60 --count 5
there analysed/analysis/specialised/together.json
there analysed/seed{0,1}/specialised/analysis/{similarity,specialization,answers,locality,faithfulness}.json
there analysed/seed0/specialised/analysis/gradcam.json
expect 0 'gradcam analysed --faithfulness --count 5 --threads 2"' cat analysed/seed1/specialised/analysis/faithfulness.json
"$program" report analysed --html analysed.html >/dev/null || failed "report analysed"
if grep 'It is made by' analysed.html; then failed "the page lacks something that analyse did not make"; fi
expect 0 'seed 1' "$program" analyze analysed --seed 1 --probe-images 60 --count 5
expect 1 "a seed of the run, 0, 1.*'7'" "$program" analyse analysed --seed 7
expect 2 'threads' "$program" analyse analysed --threads two

# Records that were copied without weights: such a seed is left out and told.
cp -r run records
rm records/seed0/specialised/best.safetensors records/seed1/left/best.safetensors records/seed0/member*/best.safetensors
rm -r records/seed*/specialised/analysis
expect 0 'seed 0: specialised has no weights here, left out' "$program" mistakes records --threads 2
there records/seed1/specialised/analysis/answers.json
expect 0 'seed 0: specialised has no weights here, left out' "$program" gradcam records --locality --count 5
there records/seed1/specialised/analysis/locality.json
expect 0 'seed 0: member[123] has no weights here, left out' "$program" mistakes records --part ensemble2 --threads 2
for command in similarity gradcam; do # which ask the halves too
  expect 1 "best.safetensors.*seed 0: specialised has no weights here; seed 1: left has no weights here" "$program" $command records
done
expect 1 "weights of 'specialised'.*experiment --resume --out records.*got seed 0: specialised" "$program" specialization records --seed 0

# Runs that cannot be looked into.
expect 1 "an earlier run" "$program" similarity nowhere
expect 1 "option --part: .*did you mean 'specialised'.*'specialized'" "$program" similarity run --part specialized
expect 1 "rows of the run 'run', which has .*'resnet34'" "$program" report run --arms resnet34
expect 0 'fine %' "$program" specialisation --seed 1 --probe-images 60 run
expect 1 "a finished part 'resnet18'.*bicameral experiment --resume --out run --arms resnet18.*none" "$program" gradcam run --part resnet18
expect 1 "a finished part 'left2'.*bicameral experiment --resume --out run --arms fine_fine.*none" "$program" gradcam run --part left2
expect 1 "a seed of the run, 0, 1.*'7'" "$program" similarity run --seed 7
"$program" synthesize --out others --coarse-classes 3 --fine-per-coarse 2 --train-images 240 --test-images 60 --seed 9 >/dev/null
expect 1 "training pictures of the run .hash" "$program" similarity run --data others
# The same training pictures with other test pictures.
"$program" synthesize --out same --coarse-classes 3 --fine-per-coarse 2 --train-images 240 --test-images 60 >/dev/null
expect 0 'tt-tt' "$program" similarity run --seed 0 --data same
cp others/test.bin same/test.bin
expect 1 "test pictures of the run .hash" "$program" similarity run --data same

finish
