#pragma once

#include "journal/snapshot_store.hpp"
#include "runtime/core.hpp"
#include "runtime/core_runner.hpp"

#include <functional>
#include <memory>

namespace trireme::runtime {

// A core that stands where a replay begins.
struct RestoredCore {
    std::unique_ptr<Core> core;
    Position position;  // as it is at the beginning where no snapshot would do
};

// Which snapshot to begin from.
struct SnapshotChoice {
    enum class Order : unsigned char { newest_first, oldest_first };

    Order order = Order::newest_first;
    // Whether a snapshot that reads well will do. An error ends the search.
    std::function<Result<bool>(const journal::SnapshotInfo&)> will_do = [](const auto&) { return true; };
    // Told of each snapshot that is passed over because it is damaged or does not restore to its state.
    std::function<void(const Error&)> on_bad;
};

// A core in the state of the first snapshot that is good and will do; without any, in its beginning state. A snapshot
// that is bad is no reason to stop, one of another core is: the error is `conflict` then.
[[nodiscard]] Result<RestoredCore> restore_core(journal::Storage& storage, const CoreKind& kind,
                                                const SnapshotChoice& choice);

}  // namespace trireme::runtime
