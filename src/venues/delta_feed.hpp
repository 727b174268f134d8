#pragma once

#include "base/result.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/delta_book.hpp"
#include "venues/delta_dealing.hpp"
#include "venues/delta_messages.hpp"

#include <map>
#include <vector>

namespace trireme::venues {

// Delta Exchange's market data as quotes and depth. Quotes are the book's; where there is no book they are the
// ticker's, which comes every five seconds.
class DeltaFeed {
public:
    // A ticker or book stated so much later than it came is a lie, and would make true ones look old.
    static constexpr Duration ahead_max = Duration::seconds(60);

    DeltaFeed(LpSlot lp, const std::vector<DeltaQuoted>& quoted);

    // `out_of_range` for one that is older than the last of its symbol, or stated ahead of its time; `not_found` for a
    // symbol that is none of ours. Then nothing changes.
    [[nodiscard]] Result<void> take(const DeltaTicker& ticker, Timestamp received, LpListener& listener);
    // The same; and `conflict` where the book was lost by it, so that it is to be subscribed anew.
    [[nodiscard]] Result<void> take(const DeltaBookUpdate& update, Timestamp received, LpListener& listener);
    // The connection is gone.
    void reset();

    [[nodiscard]] std::uint64_t quotes() const { return quotes_; }

private:
    struct Stream {
        DeltaQuoted quoted{};
        DeltaBook book{};
        Timestamp stated{};
    };
    [[nodiscard]] Result<Stream*> stream_of(const Symbol& symbol, Timestamp stated, Timestamp received);

    LpSlot lp_;
    std::map<Symbol, Stream> streams_;
    std::uint64_t quotes_ = 0;
};

}  // namespace trireme::venues
