#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace trireme::engine {

// Has the processor fetch what commands to come will touch, so that none waits for memory that nobody fetched. What a
// command touches is found step by step, each where the one before it has led to, and each is taken when another
// command is told of: by then memory has answered.
class Lookahead {
public:
    // How many commands ahead of its own one is to be told of.
    static constexpr std::size_t distance = 6;

    // The next of the commands to come; null for one that nothing is fetched for.
    void foresee(const Books& books, const Command* command);

private:
    // How many commands ahead of its own each further step is taken.
    static constexpr std::size_t records = 4;
    static constexpr std::size_t lists = 2;
    static constexpr std::size_t holdings = 1;

    static_assert(records < distance && lists < records && holdings < lists, "each step stands on the one before it");

    // What a request names.
    struct Coming {
        std::optional<AccountId> account{};
        std::optional<OrderId> order{};
        std::optional<PositionId> position{};
        const AccountRecord* record = nullptr;  // once it was fetched
    };

    static Coming named_by(const Books& books, const Command& command);
    Coming& ahead(std::size_t commands) { return coming_[(told_ - 1 + commands - distance) % coming_.size()]; }

    static constexpr std::size_t coming_max = 8;
    static_assert(distance < coming_max);
    std::array<Coming, coming_max> coming_{};
    std::size_t told_ = distance;
};

}  // namespace trireme::engine
