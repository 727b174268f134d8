#pragma once

#include "ports/clock.hpp"
#include "reference/random_commands.hpp"
#include "runtime/boot.hpp"

#include <cstdint>
#include <span>
#include <string>

// Data folders as a runtime of the brokerage engine leaves them, and the figures at which it then stood.
namespace trireme::golden {

// Small, so that a few thousand commands fill several segments.
inline constexpr runtime::BatchLimits batch_limits{.batch_bytes_max = 16 * 1024, .command_bytes_max = 4 * 1024};
[[nodiscard]] runtime::BootOptions boot_options();

// Where a run ended. Every build must come there, live, replayed from the first record, and from a snapshot and what
// follows it.
struct Figures {
    std::uint64_t commands = 0;  // with the timers
    std::uint64_t events = 0;
    std::uint64_t event_hash = 0;
    std::uint64_t state_hash = 0;

    bool operator==(const Figures&) const = default;
};

[[nodiscard]] Figures figures_of(const runtime::Position& position, const runtime::Core& core);
[[nodiscard]] std::string to_text(const Figures& figures);

// Stands in each golden folder, with the text of its figures.
inline constexpr std::string_view figures_file = "figures.txt";

// Sends the commands through a runtime on the folder, each when its time has come, and lets the snapshot follower take
// a snapshot after every `commands_per_snapshot` and archive what it covers. Returns where that ends.
[[nodiscard]] Result<Figures> run_live(const std::string& folder, std::span<const reference::TimedCommand> commands,
                                       std::uint64_t commands_per_snapshot);

}  // namespace trireme::golden
