#!/bin/sh
# What chooses and what repairs: every score, and every repair under the best of them, at equal sizes.
# methods.sh MODEL CALIBRATION TEST OUT [OPTION...]
# SHARES names other shares of the layers than 10 20 30.
# Writes a folder for each, with compression.json, compression.md and plan.json, and OUT/report.html of all.
set -eu
model=$1 calibration=$2 test=$3 out=$4
shift 4
sotto=${SOTTO:-$(dirname "$0")/../sotto}
mkdir -p "$out"
results=
run() {
  name=$1
  shift
  [ -d "$out/$name" ] || "$sotto" compress "$model" --calibrate "$calibration" --eval "$test" --allow-loops \
    --stages "$out/stages" --out "$out/$name" "$@"
  results="$results $out/$name/compression.json"
}
for share in ${SHARES:-10 20 30}; do
  for method in weight-statistics magnitude random wanda flap taylor fisher brain-surgeon; do
    run $method-$share --score $method --remove layers=$share% "$@"
  done
  for repair in none bias dense-least-squares stream-least-squares; do
    run $repair-$share --repair $repair --remove layers=$share% "$@"
  done
  run second-pass-$share --remove layers=$share% --zero params=10% "$@"
done
run one-layer --remove-layers auto=1 --remove layers=1% "$@"
# shellcheck disable=SC2086 # the names of results have no blanks unless OUT has
"$sotto" report $results --force --out "$out/report.html"
