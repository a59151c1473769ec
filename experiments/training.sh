#!/bin/sh
# Training towards zeros with its ablations, beside iterative magnitude pruning, at equal sizes.
# training.sh MODEL TRAIN TEST SHARE OUT [OPTION...]
# SHARE such as 30%; a run that was broken off goes on where it was when the same command is given again.
# STRENGTH (default 3) is that of the group penalty where its forms are compared.
set -eu
model=$1 train=$2 test=$3 share=$4 out=$5
shift 5
sotto=${SOTTO:-$(dirname "$0")/../sotto}
mkdir -p "$out"
results=
run() {
  name=$1
  shift
  [ -d "$out/$name" ] || "$sotto" compress "$model" --train "$train" --eval "$test" --allow-loops \
    --remove "layers=$share" --stages "$out/stages" --out "$out/$name" "$@"
  results="$results $out/$name/compression.json"
}
run ours "$@"
run ours-calibrated --calibrate "$train" "$@"
run no-distillation --no-distil "$@"
run no-joining --join 0 "$@"
run adabayes --optimizer adabayes "$@"
run adabayes-fp --optimizer adabayes-fp "$@"
for penalty in proximal gradient ridge; do
  run $penalty --penalty $penalty --group-encoder "${STRENGTH:-3}" --group-decoder "${STRENGTH:-3}" --score sgl "$@"
done
run imp --imp groups "$@"
# shellcheck disable=SC2086 # the names of results have no blanks unless OUT has
"$sotto" report $results --force --out "$out/report.html"
