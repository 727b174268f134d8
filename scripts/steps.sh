# Runs numbered steps. Each one's output goes to build/log/<name>.log; on failure its end is shown with the command that
# runs it again. Lines that start with `note: ` are shown whatever the outcome. To be sourced.
# shellcheck shell=bash

mkdir -p build/log

step_number=0
step_rows=()
checks_passed=0
checks_failed=0
checks_skipped=0

# Every compilation of this run is noted here by ccache.
export CCACHE_STATSLOG=$PWD/build/log/ccache.log
rm -f "$CCACHE_STATSLOG"

build_is=warm
if [[ ! -e build/test/build.ninja ]]; then
    build_is=cold
fi

# step NAME COMMAND...: counts as one check.
step() {
    if _run_step "$@"; then
        checks_passed=$((checks_passed + 1))
    else
        checks_failed=$((checks_failed + 1))
        return 1
    fi
}

# ctest_step NAME PRESET [CTEST ARGUMENT...]: every test counts.
ctest_step() {
    local name=$1 preset=$2
    shift 2
    local outcome=0
    _run_step "$name" scripts/ctest "$preset" "$@" || outcome=1
    _count_tests "$outcome" "build/$preset/junit.xml"
    return "$outcome"
}

# skip_step NAME REASON: counts as one skipped check.
skip_step() {
    step_number=$((step_number + 1))
    checks_skipped=$((checks_skipped + 1))
    printf '[%2d] %-24s skipped: %s\n' "$step_number" "$1" "$2"
    step_rows+=("$(printf '%-24s %-8s %6s' "$1" skipped -)")
}

# Prints the table and the closing line, and exits as the steps did.
finish_steps() {
    printf '\n'
    printf '  %s\n' "${step_rows[@]}"
    printf '  %-24s %-8s %5ds  (%s%s)\n\n' total '' "$SECONDS" "$build_is" "$(_ccache_summary)"
    local closing="$checks_passed passed, $checks_failed failed"
    if ((checks_skipped > 0)); then
        closing+=", $checks_skipped skipped"
    fi
    printf '%s\n' "$closing"
    ((checks_failed == 0))
    exit
}

_run_step() {
    local name=$1
    shift
    step_number=$((step_number + 1))
    local log=build/log/${name// /-}.log started=$SECONDS outcome=passed
    printf '[%2d] %-24s ' "$step_number" "$name"
    "$@" >"$log" 2>&1 </dev/null || outcome=FAILED
    local seconds=$((SECONDS - started))
    printf '%-8s %5ds\n' "$outcome" "$seconds"
    step_rows+=("$(printf '%-24s %-8s %5ds' "$name" "$outcome" "$seconds")")
    awk '/^note: / && !seen[$0]++ { sub(/^note: /, "     "); print }' "$log"
    if [[ $outcome == FAILED ]]; then
        tail -n 60 "$log" | sed 's/^/     | /'
        printf '     whole log: %s\n     again:     %s\n' "$log" "$(printf '%q ' "$@")"
        return 1
    fi
}

# Adds the counts that CTest left. A run that failed without a failed test (nothing built, no tests) is one failure.
_count_tests() {
    local outcome=$1 junit=$2
    local tests=0 failures=0 not_run=0
    if [[ -e $junit ]]; then
        tests=$(_junit_count tests "$junit")
        failures=$(_junit_count failures "$junit")
        not_run=$(($(_junit_count skipped "$junit") + $(_junit_count disabled "$junit")))
    fi
    checks_passed=$((checks_passed + tests - failures - not_run))
    checks_skipped=$((checks_skipped + not_run))
    if ((outcome != 0 && failures == 0)); then
        failures=1
    fi
    checks_failed=$((checks_failed + failures))
}

_junit_count() {
    grep -m1 -oP "^\s*$1=\"\K[0-9]+" "$2" || echo 0
}

_ccache_summary() {
    if [[ -s $CCACHE_STATSLOG ]]; then
        printf ', ccache hits: %s' "$(ccache --show-log-stats 2>/dev/null | sed -n 's/^ *Hits: *\(.*\)$/\1/p' | head -n 1 | tr -s ' ')"
    fi
}
