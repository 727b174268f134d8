# How programs built with a sanitizer are run; harmless for others. To be sourced, with `preset` set.
# shellcheck shell=bash

export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

# What stands before a command that runs such programs. The thread sanitizer of g++ 12 finds no place for its shadow memory
# where the kernel randomises addresses over more than 28 bits.
launch=()
if [[ ${preset:?} == tsan ]] && (($(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0) > 28)); then
    launch=(setarch -R)
fi
