#pragma once

#include "counter/ledger.hpp"
#include "runtime/boot.hpp"
#include "runtime/pipeline.hpp"
#include "runtime/snapshot_follower.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

// The engine as the simulation runs it: a core behind the real runtime, with everything small, so that segments are
// rolled, archived and removed all the time; and the counter ledger in particular.
namespace trireme::simulation {

inline constexpr std::size_t queue_capacity = 64;
inline constexpr std::uint64_t segment_bytes = 16 * 1024;
inline constexpr runtime::BatchLimits batch_limits{.batch_bytes_max = 4 * 1024, .command_bytes_max = 256};

inline constexpr runtime::FollowerOptions follower_options{
    .commands_per_snapshot = 100, .segments_per_snapshot = 1, .snapshots_kept = 3, .commands_per_step = 24};

[[nodiscard]] inline runtime::CoreKind counter_kind() {
    using Counter = counter::CounterLedger;
    return {.vocabulary = std::make_shared<runtime::TypedVocabulary<Counter::Command, Counter::Event>>(),
            .make = [] { return std::unique_ptr<runtime::Core>(std::make_unique<runtime::TypedCore<Counter>>()); }};
}

// `log_id` is to differ from start to start, as the random one of a real start does.
[[nodiscard]] inline runtime::BootOptions boot_options(std::uint64_t log_id) {
    runtime::BootOptions options{.segment_bytes = segment_bytes, .limits = batch_limits, .new_log_id = {}};
    store_little_endian(options.new_log_id.data(), log_id);
    return options;
}

}  // namespace trireme::simulation
