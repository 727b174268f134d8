// Bytes as what an LP sends. However they are cut, the same frames are found in them; whatever their fields say, they
// are read or refused with a reason, and what is refused changes no book.

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "fix/frame_reader.hpp"
#include "fix/market_data.hpp"
#include "fix/message_view.hpp"
#include "fix/order_answers.hpp"
#include "fix/tags.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace trireme;
using namespace trireme::fix;

FixProfile profile() {
    FixProfile profile = primexm_style();
    profile.instruments = {
        {.slot = InstrumentSlot(4), .symbol = "EUR/USD", .contract_size = Ratio(10'000'000'000'000)}};
    return profile;
}

std::vector<std::string> frames_in(std::string_view bytes, std::size_t step) {
    FrameReader reader;
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        reader.take(bytes.substr(at, step));
        while (const auto frame = reader.next()) {
            TRIREME_ASSERT(frame->ends_with('\001'));
            frames.emplace_back(*frame);
        }
    }
    TRIREME_ASSERT(reader.counters().frames == frames.size());
    return frames;
}

void check_book(const MarketDataChange& change) {
    for (std::size_t level = 1; level < change.depth.bids.size(); ++level) {
        TRIREME_ASSERT(change.depth.bids[level - 1].price >= change.depth.bids[level].price);
    }
    TRIREME_ASSERT(!change.has_price || change.quote.bid > Price());
}

// Takes the fields with '|' for SOH, as a text that a fuzzer finds easily.
void check_fields(std::string_view text) {
    static const FixProfile terms = profile();
    MarketData market(terms);
    OrderChains chains;
    OrderAnswers answers(terms, chains);
    MessageView message;
    std::string frame(text);
    for (char& letter : frame) {
        letter = letter == '|' ? '\001' : letter;
    }
    if (const auto read = message.read(frame); !read) {
        TRIREME_ASSERT(!read.error().message.empty());
        return;
    }
    std::vector<MarketDataChange> changes;
    if (market.take(message, Timestamp(1), changes)) {
        for (const MarketDataChange& change : changes) {
            check_book(change);
        }
    } else {
        TRIREME_ASSERT(changes.empty());
    }
    if (const auto report = answers.take_execution_report(message, Timestamp(1)); report && *report) {
        TRIREME_ASSERT((*report)->lots >= Lots() && (*report)->cumulative >= Lots() && (*report)->leaves >= Lots());
        TRIREME_ASSERT(!(*report)->name.empty());
    }
    static_cast<void>(answers.take_cancel_reject(message, Timestamp(1)));
    static_cast<void>(answers.take_position(message));
    static_cast<void>(market.take_reject(message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = text_of(std::as_bytes(std::span(data, size)));
    TRIREME_ASSERT(frames_in(bytes, size + 1) == frames_in(bytes, 3));
    check_fields(bytes);
    return 0;
}
