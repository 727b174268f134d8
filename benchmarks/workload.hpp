#pragma once

#include "flows/encoded_commands.hpp"
#include "runtime/core.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace trireme::benchmarks {

// Commands for an engine to be run by the runtime, encoded, in the order in which they must come.
class Workload {
public:
    virtual ~Workload() = default;

    [[nodiscard]] virtual runtime::CoreKind kind() const = 0;

    // Makes `commands` those that come first: they open accounts and whatever else there must be.
    virtual void begin(EncodedCommands& commands) = 0;

    // Makes `commands` the next `count`. Returns how many seconds the engine by itself took for them, without encoding;
    // 0 if it was not tried.
    virtual double go_on(EncodedCommands& commands, std::size_t count) = 0;
};

// Transfers to and fro between two accounts of the counter ledger: so little work that what is measured is the ground.
[[nodiscard]] std::unique_ptr<Workload> counter_workload();

// Market orders of funded accounts, half of them closing, as `./bench engine` has them. They are rehearsed by an engine
// beside it, which says what id a position will have by the time it is to be closed.
[[nodiscard]] std::unique_ptr<Workload> brokerage_workload(std::size_t accounts);

}  // namespace trireme::benchmarks
