#!/bin/sh
# Runs the targets of the fuzzer in turn, each for SECONDS (60), or the one that TARGET names. What is found
# stays in .build/fuzz/<target>/: a corpus that the next run begins with, and the inputs that break something,
# each of which becomes a test.
set -eu
cd "$(dirname "$0")/../.."
binary=$PWD/.build/fuzz/release/Fuzz
# libFuzzer's own message has the stack; Swift's would come first and take a minute.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=symbolize=${SYMBOLIZE:-0}:detect_leaks=0
failed=0
for target in ${TARGET:-footer file page runs deltas texts codecs csv orders}; do
  folder=.build/fuzz/$target
  mkdir -p "$folder/seeds" "$folder/corpus"
  PATRON_FUZZ_TARGET=$target PATRON_FUZZ_SEEDS=$folder/seeds "$binary"
  # Of foreign files the small ones, which are tried a thousand times a second.
  if [ "$target" = file ] && [ -n "${PARQUET_TEST_DATA:-}" ]; then
    find "$PARQUET_TEST_DATA/flat" -name '*.parquet' -size -16k -exec cp {} "$folder/seeds" \;
  fi
  echo "$target: ${SECONDS:-60} s"
  # No allocation beyond what the lowered limits of the harness let through, and no input of ten seconds.
  PATRON_FUZZ_TARGET=$target timeout $((${SECONDS:-60} + 60)) "$binary" "$folder/corpus" \
    "$folder/seeds" -max_total_time="${SECONDS:-60}" -max_len=65536 -timeout=10 \
    -malloc_limit_mb=64 -rss_limit_mb=2048 -artifact_prefix="$folder/" -print_final_stats=1 \
    > "$folder/log" 2>&1 || failed=1
  grep -E 'SUMMARY|Fatal error|ERROR|Test unit written|stat::number_of_executed_units' \
    "$folder/log" || true
done
exit $failed
