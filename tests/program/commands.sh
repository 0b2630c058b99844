#!/usr/bin/env bash
# Uses the program as a person would, mistakes included. usage: commands.sh PATH/TO/bicameral
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh" "$1"

# A refused command writes nothing.
refused() {
  expect 1 "$@"
  if [ -e run ]; then
    failed "a refused command left a run folder: $*"
    rm -rf run
  fi
}
# interrupted SIGNAL FOLDER COMMAND...: INT (Ctrl-C) or TERM once the first checkpoint of the left hemisphere is in the
# run folder.
interrupted() {
  local signal=$1 folder=$2 child status
  shift 2
  "$@" >"$folder.log" 2>&1 &
  child=$!
  for _ in $(seq 3000); do
    [ -e "$folder/seed0/left/last.safetensors" ] && break
    sleep 0.01
  done
  kill -"$signal" "$child" 2>/dev/null
  wait "$child"
  status=$?
  if [ "$status" != 130 ]; then
    failed "a run interrupted by $signal ended with status $status"
    tail -n 5 "$folder.log"
  fi
}
small=(--preset smoke --width 0.25 --synthetic-train-images 160 --synthetic-test-images 40 --batch 16 --threads 2
  --synthetic-coarse-classes 3 --synthetic-fine-per-coarse 2 --arms left,right,specialised)

# What it knows without running.
expect 0 '6,568,000' "$program" summary left --width 1
expect 0 '13,259,000' "$program" summary specialised --width 1
expect 0 '13,259,000' "$program" summary specialised --width 1.0
expect 1 "width.*0.25, 0.5, 1.*'0.3'" "$program" summary --width 0.3
expect 0 '2-resnet9-probabilities, width 0.25' "$program" summary joint_ensemble --width 0.25

# Data in files: other class counts than CIFAR-100's.
expect 0 'Wrote 120 training' "$program" synthesize --out pictures --coarse-classes 3 --fine-per-coarse 2 \
  --train-images 120 --test-images 30
expect 0 '6 fine and 3 coarse' "$program" experiment --preset smoke --data pictures --batch 16 --out files --arms left
expect 1 'new or empty folder' "$program" experiment --preset smoke --data pictures --batch 16 --out files --arms left

# Settings that cannot work.
for option in epochs batch members; do
  refused "$option.*at least 1.*0" "$program" experiment "${small[@]}" --out run "--$option" 0
  refused "$option.*at least 1.*-3" "$program" experiment "${small[@]}" --out run "--$option" -3
done
refused "threads.*at least 0.*-1" "$program" experiment "${small[@]}" --out run --threads -1
refused "epochs.*whole number.*'two'" "$program" experiment "${small[@]}" --out run --epochs two
refused "one of the widths 0.25, 0.5, 1.*'0.3'" "$program" experiment "${small[@]}" --out run --width 0.3
refused "width.*'-1'" "$program" experiment "${small[@]}" --out run --width -1
refused "at most the 144 training images.*500" "$program" experiment "${small[@]}" --out run --batch 500
refused "did you mean 'single'.*'singel'" "$program" experiment "${small[@]}" --out run --arms singel
refused "setting 'seeds'.*every seed once.*3 twice" "$program" experiment "${small[@]}" --out run --seeds 3,4,3
refused "at least 1, or a list of seeds.*0" "$program" experiment "${small[@]}" --out run --seeds 0
refused "at least 1, or a list of seeds.*','" "$program" experiment "${small[@]}" --out run --seeds ,
refused "at least 5, for an ensemble of 5 members.*3" "$program" experiment "${small[@]}" --out run --members 3
refused "2 or 5.*3" "$program" experiment "${small[@]}" --out run --ensembles 3
refused "test_selection.*'test_selecton'" "$program" experiment "${small[@]}" --out run --quirks test_selecton
refused "automatic, reference, im2col.*'fft'" "$program" experiment "${small[@]}" --out run --convolution fft
refused "patience.*at least 0.*-1" "$program" experiment "${small[@]}" --out run --patience -1
refused "patience.*validation.*2" "$program" experiment "${small[@]}" --out run --patience 2 --validation 0
refused "average_decay.*0 to below 1.*1" "$program" experiment "${small[@]}" --out run --average-decay 1
refused "cutout.*at most 32.*33" "$program" experiment "${small[@]}" --out run --cutout 33
refused "mixup.*positive.*-1" "$program" experiment "${small[@]}" --out run --mixup -1
refused "decay_all.*true or false.*'yes'" "$program" experiment "${small[@]}" --out run --decay-all yes
refused "a momentum from .* to below 1.*got 1" "$program" experiment "${small[@]}" --out run --optimizer sgd --momentum 1
refused "a weight decay of 0 or more.*-1" "$program" experiment "${small[@]}" --out run --weight-decay -1
refused "head_learning_rate.*a positive number.*0" "$program" experiment "${small[@]}" --out run --head-learning-rate 0
refused "no warm-up steps with one_cycle.*3" "$program" experiment "${small[@]}" --out run --warmup-steps 3
# The halves have 18 steps, the heads 9.
refused "more steps than the 12 of the warm-up, got 9" "$program" experiment "${small[@]}" --out run --schedule cosine \
  --warmup-steps 12 --head-epochs 1
refused "more steps than the 12 of the warm-up, got 9" "$program" train fine_tuned "${small[@]}" --out run \
  --schedule cosine --warmup-steps 12 --fine-tune-epochs 1
refused "did you mean.*'huge'" "$program" experiment --preset huge --out run
echo '{"epoch": 3}' >wrong.json
refused "did you mean 'epochs'.*'epoch'" "$program" experiment --settings wrong.json --out run
echo '{"epochs": ' >broken.json
refused "broken.json.*JSON" "$program" experiment --settings broken.json --out run
refused "readable file.*nowhere.json" "$program" experiment --settings nowhere.json --out run
expect 1 "saved run|earlier run" "$program" experiment "${small[@]}" --out none --resume

# Data that is not what it should be.
refused "nowhere" "$program" experiment "${small[@]}" --out run --data nowhere
cp -r pictures cut && truncate -s -5 cut/train.bin
refused "train.bin" "$program" experiment --preset smoke --data cut --batch 16 --out run
cp -r pictures empty && : >empty/test.bin
refused "test.bin" "$program" experiment --preset smoke --data empty --batch 16 --out run
cp -r pictures label && printf '\x09' | dd of=label/train.bin bs=1 seek=0 conv=notrunc status=none
refused "train.bin.*label" "$program" experiment --preset smoke --data label --batch 16 --out run

# The whole way, stopped and resumed: the same numbers as without a stop.
# same_results NETWORK...: those of the run folders whole and parts agree.
same_results() {
  local network run
  for network in "$@"; do
    for run in whole parts; do
      sed 's/"seconds".*//' "$run/seed0/$network/result.json" >"$run.json"
      cut -d, -f1-10 "$run/seed0/$network/metrics.csv" >"$run.csv"
    done
    if ! cmp -s whole.json parts.json || ! cmp -s whole.csv parts.csv; then
      failed "$network: the resumed run differs from the whole one"
      diff whole.json parts.json
      diff whole.csv parts.csv
    fi
  done
}
# How often an event file names a curve.
names_in() { grep -a -o 'train/loss' "$1" | wc -l; }
# With every means of a recipe, and TensorBoard's file: a name for each of three epochs.
recipe=("${small[@]}" --arms left --epochs 3 --optimizer sgd --weight-decay 5e-4 --decay-all false
  --schedule cosine --warmup-steps 2 --clip-norm 1 --average-decay 0.9 --cutout 8 --mixup 0.2 --patience 3
  --test-flips true --tensorboard true)
expect 0 'left' "$program" experiment "${recipe[@]}" --out whole
interrupted INT parts "$program" experiment "${recipe[@]}" --out parts
expect 0 'left' "$program" experiment "${recipe[@]}" --out parts --resume
expect 1 "'mixup'.*'0.2' as in the saved run" "$program" experiment "${recipe[@]}" --mixup 0.3 --out parts --resume
same_results left
for run in whole parts; do
  expect 0 '^3$' names_in "$run/seed0/left/events.out.tfevents.bicameral"
done
rm -rf whole parts

expect 0 'bilateral, specialised' "$program" experiment "${small[@]}" --epochs 3 --out whole
interrupted TERM parts "$program" experiment "${small[@]}" --epochs 3 --out parts
expect 0 'bilateral, specialised' "$program" experiment "${small[@]}" --epochs 3 --out parts --resume
expect 1 "'batch'.*'16' as in the saved run" "$program" experiment "${small[@]}" --batch 8 --epochs 3 --out parts --resume
same_results left right specialised

# The saved settings are enough to go on; a single network can be added to a folder.
expect 0 'bilateral, specialised' "$program" experiment --out parts --resume
sed -i 's/"compiler": ".*"/"compiler": "another"/' parts/environment.json
expect 0 'Note: begun by commit .*another; goes on with commit' "$program" experiment --out parts --resume
expect 0 'left' "$program" train left "${small[@]}" --out one_by_one
expect 1 'or --resume to go on' "$program" train right "${small[@]}" --out one_by_one
expect 1 "a finished 'right'" "$program" train specialised --out one_by_one --resume
expect 0 'right' "$program" train right --out one_by_one --resume
expect 0 'seed 0: fine .* coarse' "$program" train specialised --out one_by_one --resume

# Records without their weights, as copied from elsewhere: what needs the weights is refused before anything is written,
# until the part is trained again.
cp -r whole records && find records -name '*.safetensors' -delete
expect 0 'finished before' "$program" experiment --out records --resume
rm -r records/seed0/specialised records/environment.2.json
expect 1 'only the records of seed0/left, seed0/right' "$program" experiment --out records --resume
expect 1 "weights in records/seed0/left" "$program" train specialised --out records --resume
expect 1 'only the records of seed0/left, seed0/right' "$program" experiment --out records --resume --dry-run
[ ! -e records/environment.2.json ] || failed "a refused resume recorded a sitting"
rm -r records/seed0/left records/seed0/right
expect 0 'bilateral, specialised' "$program" experiment --out records --resume
[ "$(weights records/seed0/specialised/best.safetensors)" = "$(weights whole/seed0/specialised/best.safetensors)" ] ||
  failed "parts that were trained again have other weights"

# A training that leaves the finite numbers is left out with all that needs it; the others go on.
wild=(--arms left,fine_tuned,right --fine-tune-learning-rate 1e30)
expect 1 'left out: training: .*a finite loss' "$program" experiment "${small[@]}" "${wild[@]}" --out wild
there wild/seed0/{left,right,specialised}/result.json
[ ! -e wild/seed0/fine_tuned/result.json ] || failed "a training without finite numbers has a result"
expect 1 'none of fine_tuned of seed 0' "$program" experiment --out wild --resume

# Stopped before its settings were written, the last of what a run begins with, it can begin anew.
mkdir -p begun/environment.json
expect 1 'environment.json' "$program" experiment "${small[@]}" --arms left --out begun
[ ! -e begun/settings.json ] || failed "a run without its record has settings"
rmdir begun/environment.json
echo '{"time": "of the run that was stopped"}' >begun/environment.json
: >begun/settings.json.part-1-0
expect 1 'without --resume one begins there, got no settings.json there' "$program" experiment "${small[@]}" --arms left --out begun --resume
expect 0 'left' "$program" experiment "${small[@]}" --arms left --out begun
expect 0 'data_hash' cat begun/environment.json
there begun/{lock,settings.json}
[ ! -e begun/environment.2.json ] || failed "a run that began has a second sitting"
[ ! -e begun/settings.json.part-1-0 ] || failed "a run that began leaves a part of a file"

# Arms that are added join the rows that were asked for; other pictures under the same name are refused.
rows() { tail -n +2 "$1/results.csv" | cut -d, -f1 | tr '\n' ' '; }
expect 0 'Wrote 120' "$program" synthesize --out changing --coarse-classes 3 --fine-per-coarse 2 --train-images 120 \
  --test-images 30
expect 0 'left' "$program" experiment --preset smoke --data changing --batch 16 --out added --arms left
expect 0 'right' "$program" experiment --data changing --out added --arms right --resume
expect 0 '^left right $' rows added
mv changing as_before
expect 0 'Wrote 120' "$program" synthesize --out changing --coarse-classes 3 --fine-per-coarse 2 --train-images 120 \
  --test-images 30 --seed 9
expect 1 'training images: expected those of the saved run .hash .*, got others' "$program" experiment --data changing \
  --out added --resume
mv changing/test.bin . && rm -r changing && mv as_before changing && mv test.bin changing/
expect 1 'test images: expected those of the saved run .hash .*, got others' "$program" experiment --out added --resume
sed -i 's/"test_hash"/"of an older run, which has none"/' added/environment.json
# The same pictures may lie elsewhere by now.
cp -r changing elsewhere
expect 0 'finished before' "$program" experiment --data elsewhere --out added --resume
expect 0 '"data": "elsewhere"' cat added/settings.json
expect 0 'finished before' "$program" experiment --out added --resume
expect 0 "a page of it: $program report added --html report.html" "$program" experiment --out added --resume
# Fewer seeds than before take none away.
expect 0 'left' "$program" experiment "${small[@]}" --arms left --seeds 2 --out seeds
expect 0 'finished before' "$program" experiment "${small[@]}" --arms left --seeds 1 --out seeds --resume
expect 0 '^left left $' rows seeds
expect 0 'left' "$program" experiment "${small[@]}" --arms left --seeds 9, --out seeds --resume
expect 0 '^left left left $' rows seeds
expect 0 '"seeds": "0,1,9,"' cat seeds/settings.json
expect 0 'no images were held out' "$program" experiment "${small[@]}" --arms left --validation 0 --out unvalidated
expect 0 'seed 0: fine .* %' "$program" train left "${small[@]}" --arms same_role --out one_part
expect 1 "setting 'joint_members' for the row joint_ensemble" "$program" experiment --preset demo --arms joint_ensemble --out joint
expect 1 'an arm from 1 to 10, got 11' "$program" experiment --arms 11 --out eleven
expect 0 'joint_ensemble: [0-9]+ images/s' "$program" experiment "${small[@]}" --arms ensemble --members 5 \
  --joint-members 2 --dry-run --out dry_joint

# Measured choices of algorithms.
expect 0 'pass.*direct ms.*winograd4 ms.*chosen' "$program" tune left right --batch 4 --threads 2 --rounds 1 --out tune.txt
expect 0 'Written to again.txt; use it with --tune-file' "$program" tune left --batch 4 --threads 2 --rounds 1 \
  --out again.txt
expect 1 "option --out.*a folder that exists.*'nowhere/tune.txt'" "$program" tune left --out nowhere/tune.txt
expect 1 "did you mean.*'middle'" "$program" tune middle --out middle.txt
expect 0 'Written to joint.txt' "$program" tune joint_ensemble --batch 2 --threads 2 --rounds 1 --out joint.txt
refused "tune.txt, line 6: expected 'threads 1' as here.*got 'threads 2'" "$program" experiment "${small[@]}" \
  --threads 1 --tune-file tune.txt --out run
head -c 400 tune.txt >cut.txt
refused "cut.txt, line [0-9]+: expected" "$program" experiment "${small[@]}" --tune-file cut.txt --out run
refused "readable file.*'nowhere.txt'" "$program" experiment "${small[@]}" --tune-file nowhere.txt --out run
# A run that began with one tune file keeps its choices, whatever becomes of the file.
chosen() { sed -E "s/(forward|input_gradient|weight_gradient) [a-z0-9_]+ /\\1 $1 /" tune.txt; }
chosen im2col >kept.txt
chosen direct >other.txt
cp kept.txt changing.txt
one=("${small[@]}" --arms left --epochs 3)
expect 0 'chosen by kept.txt' "$program" experiment "${one[@]}" --tune-file kept.txt --out tuned
expect 0 'chosen by other.txt' "$program" experiment "${one[@]}" --tune-file other.txt --out otherwise
interrupted INT changed "$program" experiment "${one[@]}" --tune-file changing.txt --out changed
cp other.txt changing.txt
expect 0 'im2col, im2col, im2col' "$program" experiment "${one[@]}" --tune-file changing.txt --out changed --resume
rm changing.txt
expect 0 'finished before' "$program" experiment --out changed --resume
for run in tuned otherwise changed; do cut -d, -f1-10 "$run/seed0/left/metrics.csv" >"$run.csv"; done
if ! cmp -s tuned.csv changed.csv || cmp -s tuned.csv otherwise.csv; then
  failed "a resumed run did not keep the choices of the tune file it began with"
fi
expect 0 'top-5' "$program" evaluate tuned/seed0/left/best.safetensors --network left --threads 2 --tune-file tune.txt
expect 0 'im2col, im2col, im2col' "$program" experiment --settings tuned/settings.json --out again  # kept.txt is not read
expect 1 "cut.txt, line" "$program" evaluate tuned/seed0/left/best.safetensors --network left --tune-file cut.txt

# Mistyped words.
expect 2 "did you mean '--epochs'.*'--epcohs'" "$program" experiment --epcohs 3
expect 2 "did you mean 'experiment'.*'experimnt'" "$program" experimnt
expect 2 'expected a command' "$program"
expect 0 'bicameral [0-9]+\.[0-9]+\.[0-9]+; ' "$program" --version
expect 1 'new or empty folder' "$program" synthesize --out pictures

# What a run leaves can be used.
expect 0 'built-in pictures, 40 images of the test part' "$program" evaluate whole/seed0/left/best.safetensors \
  --network left
expect 0 'labels.*top-5' "$program" evaluate whole/seed0/left/best.safetensors --network left --data pictures \
  --features features.npy
expect 1 "tensor" "$program" evaluate whole/seed0/left/best.safetensors --network specialised --data pictures
head -c 3000 whole/seed0/left/best.safetensors >corrupt.safetensors
expect 1 "corrupt.safetensors" "$program" evaluate corrupt.safetensors --network left --data pictures
expect 1 "nothing.safetensors" "$program" evaluate nothing.safetensors --network left --data pictures

expect 1 "another prefix than that of --per-class, got 'by_' twice" "$program" evaluate whole/seed0/left/best.safetensors \
  --network left --per-class by_ --confusion by_
expect 1 "option --confusion.*a folder that exists.*'nowhere/by_'" "$program" evaluate whole/seed0/left/best.safetensors \
  --network left --confusion nowhere/by_

# Commands that train nothing end at once when they are told to.
"$program" synthesize --out many --train-images 200000 >many.log 2>&1 &
child=$!
sleep 0.3
kill -TERM "$child"
wait "$child"
status=$?
[ "$status" = 143 ] || failed "synthesize ended with status $status when it was told to end"
[ ! -e many/train.bin ] || failed "synthesize left a file when it was told to end"

# A full disk, played by a limit on the size of files: an error, and no half-written checkpoint.
expect 1 'last.safetensors|best.safetensors' bash -c "ulimit -f 200; exec '$program' experiment ${small[*]} --out full"
if compgen -G 'full/seed0/left/*safetensors*' >/dev/null; then
  failed "a full disk left a file:" full/seed0/left/*
fi

# Dry run: nothing is written, and what is finished counts only where the run goes on.
expect 0 'Dry run' "$program" experiment "${small[@]}" --dry-run --out dry
[ ! -e dry ] || failed "a dry run wrote files"
expect 0 '^  left: [0-9]+ images/s' "$program" experiment "${small[@]}" --dry-run --out whole
sittings=$(ls whole)
expect 0 'in all: .* for 2 repetitions' "$program" experiment --seeds 1, --dry-run --resume --out whole
[ "$sittings" = "$(ls whole)" ] || failed "a dry run of a run that goes on wrote files"

finish
