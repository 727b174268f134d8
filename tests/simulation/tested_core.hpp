#pragma once

#include "runtime/boot.hpp"
#include "runtime/core.hpp"
#include "simulation/shadow.hpp"
#include "simulation/simulated_file.hpp"
#include "simulation/traffic.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace trireme::simulation {

// Who plays with a core in one run: who predicts its events, and who sends the commands, with an eye on the other.
struct Players {
    std::unique_ptr<Shadow> shadow;
    std::unique_ptr<Traffic> traffic;
};

// A core that the simulation puts through its faults, and what it has to know of it.
struct TestedCore {
    std::string_view name;
    runtime::CoreKind (*kind)();
    std::uint64_t segment_bytes;
    runtime::BatchLimits limits;
    Players (*make_players)(std::uint64_t seed);
    // Accounts whose events are asked for.
    std::uint64_t first_account;
    std::uint64_t account_count;
    // How much time passes between two steps.
    Duration (*draw_pause)(Random& random);
    // Makes another command of the same size of a record, which leads to other events; false if it is not fit for that.
    bool (*rewrite)(MutableByteView record);
    bool forgets_requests;

    // `log_id` is to differ from start to start, as the random one of a real start does.
    [[nodiscard]] runtime::BootOptions boot_options(std::uint64_t log_id) const;
};

[[nodiscard]] const TestedCore& counter_core();
[[nodiscard]] const TestedCore& brokerage_core();
// Null if there is none of that name.
[[nodiscard]] const TestedCore* core_named(std::string_view name);

}  // namespace trireme::simulation
