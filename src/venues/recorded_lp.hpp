#pragma once

#include "base/result.hpp"
#include "marketdata/quote_file.hpp"
#include "venues/simulated_adapter.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace trireme::venues {

struct RecordedLpTerms {
    LpSlot lp{};
    std::uint64_t seed = 0;            // of how it deals
    std::optional<Timestamp> begin{};  // when the first quote comes; without it quotes keep their own times
    Ratio speed{100'000'000};          // 2 plays in half the time
    Lots lots{};                       // what stands at each price; 0: nothing is said of it, and it is ample
    SimulatedDealingTerms dealing{};
    struct Instrument {
        InstrumentSlot slot{};
        marketdata::QuoteFileOptions file{};
    };
    std::vector<Instrument> instruments{};
};

// An LP whose prices are those of files, in their own time or faster or slower. It deals at them as a simulated LP
// does. Where a file ends, its last price stands until it is stale; behind the last of all, or where a file cannot be
// read on, the connection ends. Lines are read when they are played, from local files: no call waits longer than such a
// read.
class RecordedLp final : public SimulatedAdapter {
public:
    [[nodiscard]] static Result<std::unique_ptr<RecordedLp>> open(const RecordedLpTerms& terms);

    // Why it could not be read on; nothing while all is well, and behind the end.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] bool is_finished() const { return next_ == no_stream; }

private:
    static constexpr std::size_t no_stream = SIZE_MAX;
    struct Stream {
        InstrumentSlot slot;
        marketdata::QuoteFile file;
        std::optional<marketdata::TimedQuote> ahead;
    };

    RecordedLp(const RecordedLpTerms& terms, std::vector<Stream> streams, Timestamp first, Timestamp begin);
    [[nodiscard]] Timestamp next_price_time() const override;
    void step_prices() override;
    void find_next();
    // When a moment of the files is played.
    [[nodiscard]] Timestamp played_at(Timestamp recorded) const;

    std::vector<Stream> streams_;
    std::size_t next_ = no_stream;  // the stream that goes on first
    Timestamp first_;
    Timestamp begin_;
    Ratio speed_;
    Lots lots_;
    std::optional<Error> failure_;
};

}  // namespace trireme::venues
