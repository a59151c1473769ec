#!/bin/sh
# The paper's question: does a smaller model hear as well as the dense one that learnt from the same data?
# beside-dense.sh MODEL TRAIN TEST SHARE OUT [OPTION...]
# STEPS (default 84) is what the dense model is trained for; each method sees two and a half times as many in all: ours, which
# begins at the trained dense model, half as many again for its repair. CLIPS (default 500) are what ours is calibrated on.
# Writes for each method its export and NAME-gate.md beside it, and OUT/report.html of all.
set -eu
model=$1 train=$2 test=$3 share=$4 out=$5
shift 5
sotto=${SOTTO:-$(dirname "$0")/../sotto}
steps=${STEPS:-84}
mkdir -p "$out"
[ -d "$out/dense" ] ||
  "$sotto" finetune "$model" --train "$train" --hold-out 10% --steps "$steps" --out "$out/dense" "$@"
results=
run() {
  name=$1 from=$2
  shift 2
  [ -d "$out/$name" ] || "$sotto" compress "$from" --train "$train" --eval "$test" --allow-loops \
    --remove "layers=$share" --stages "$out/stages" --out "$out/$name" "$@"
  # The dense model of "ours" is the trained one. A verdict of no is an answer, too.
  "$sotto" gate --baseline "$out/ours/compression.json" --candidate "$out/$name/compression.json" --max-wer-increase 1 \
    --force --markdown "$out/$name-gate.md" || [ $? -eq 4 ]
  results="$results $out/$name/compression.json"
}
run ours "$out/dense" --calibrate "$train" --calibration-clips "${CLIPS:-500}" --steps 0 --repair-steps $((steps * 3 / 2)) "$@"
run tspar "$model" --no-distil --score weight-statistics --steps $((steps * 3 / 2)) --repair-steps "$steps" "$@"
# A training before the first round, and one after each of three.
run imp "$model" --imp groups --rounds 3 --steps $((steps * 5 / 8)) "$@"
# shellcheck disable=SC2086 # the names of results have no blanks unless OUT has
"$sotto" report $results --force --out "$out/report.html"
