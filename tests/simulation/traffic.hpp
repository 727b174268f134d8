#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "counter/commands.hpp"
#include "simulation/simulated_file.hpp"

#include <cstdint>
#include <vector>

namespace trireme::simulation {

// The accounts that clients mostly use.
inline constexpr std::uint64_t first_client_account = 1'000;
inline constexpr std::uint64_t client_accounts = 24;

struct DrawnCommand {
    ByteBuffer bytes;
    bool is_command = true;  // false: the engine must refuse it as malformed
};

// Draws what clients send: mostly what makes sense, some of what does not, and some that is no command at all.
class Traffic {
public:
    explicit Traffic(std::uint64_t seed, std::size_t command_bytes_max)
        : random_(seed), command_bytes_max_(command_bytes_max) {}

    // `now` is the client's idea of the time, to which due times are drawn.
    [[nodiscard]] DrawnCommand draw(Timestamp now);

private:
    [[nodiscard]] counter::Command draw_command(Timestamp now);
    [[nodiscard]] ByteBuffer draw_no_command();
    [[nodiscard]] AccountId draw_account();
    [[nodiscard]] Currency draw_currency();
    [[nodiscard]] Money draw_money();
    [[nodiscard]] RequestId draw_request();
    [[nodiscard]] bool one_in(std::uint64_t count) { return below(random_, count) == 0; }

    static constexpr std::size_t remembered_max = 64;

    Random random_;
    std::size_t command_bytes_max_;
    std::uint64_t last_request_ = 0;
    std::vector<counter::Command> sent_;  // some of them, to be sent again
};

}  // namespace trireme::simulation
