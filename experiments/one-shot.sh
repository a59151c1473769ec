#!/bin/sh
# How far a model goes in one shot, without texts and without training.
# one-shot.sh MODEL CALIBRATION TEST OUT [OPTION...]
# Writes OUT/sweep.md, OUT/sweep.svg, OUT/sweep.json and OUT/report.html.
set -eu
model=$1 calibration=$2 test=$3 out=$4
shift 4
sotto=${SOTTO:-$(dirname "$0")/../sotto}
"$sotto" sweep "$model" --calibrate "$calibration" --eval "$test" \
  --measure layers --shares 5%,10%,15%,20%,25%,30%,35%,40% --out "$out" "$@"
