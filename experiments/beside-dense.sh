#!/bin/sh
# The paper's question: does a smaller model hear as well as the dense one that learnt from the same data?
# beside-dense.sh MODEL TRAIN TEST SHARE OUT [OPTION...]
# STEPS (default 84) is what the dense model is trained for; a method that trains from MODEL has half as many more,
# one that begins at the trained dense model has half as many for its repair.
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
run ours "$out/dense" --calibrate "$train" --steps 0 --repair-steps $((steps / 2)) "$@"
run imp "$model" --imp groups --rounds 3 --steps $((steps / 3)) "$@"
run tspar "$model" --no-distil --score weight-statistics --steps "$steps" --repair-steps $((steps / 2)) "$@"
# shellcheck disable=SC2086 # the names of results have no blanks unless OUT has
"$sotto" report $results --force --out "$out/report.html"
