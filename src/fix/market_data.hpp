#pragma once

#include "base/inline_text.hpp"
#include "base/result.hpp"
#include "fix/message_view.hpp"
#include "fix/profile.hpp"
#include "model/side.hpp"
#include "ports/lp_quote.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::fix {

// What a message of market data made of an instrument.
struct MarketDataChange {
    bool has_price = false;  // on both sides; else there is no quote of it any more
    LpQuote quote{};
    LpDepth depth{};  // with one level each side of an LP that gives no more
};

// The books that an LP's snapshots (W) and increments (X) keep. A message that is malformed or absurd changes nothing
// of any instrument.
class MarketData {
public:
    explicit MarketData(const FixProfile& profile);

    // MarketDataRequest (V) for all instruments, one each. `attempt` makes its ids new for each connection.
    [[nodiscard]] std::vector<FixBody> requests(std::uint64_t attempt) const;
    // Appends a change for each instrument that W or X names.
    [[nodiscard]] Result<void> take(const MessageView& message, Timestamp now, std::vector<MarketDataChange>& changes);
    // MarketDataRequestReject (Y): whose prices will not come.
    [[nodiscard]] Result<InstrumentSlot> take_reject(const MessageView& message) const;
    // No book any more, as after a lost connection. Ids of quotes go on.
    void clear();
    // The LP's id of the quote that was given as `id`, on the side that an order would deal with; empty if unknown.
    [[nodiscard]] std::string quote_name(InstrumentSlot slot, std::uint64_t id, Side side) const;

private:
    // MDEntryID (278) or QuoteEntryID (299), QuoteID (117).
    using EntryName = InlineText<struct EntryNameTag, 64>;
    struct Entry {
        EntryName name{};
        EntryName quote{};
        Side side = Side::buy;
        Price price{};
        Lots lots{};
    };
    using Entries = std::vector<Entry>;
    struct QuoteNames {
        std::uint64_t id = 0;
        EntryName bid{};
        EntryName ask{};
    };
    static constexpr std::size_t quote_names_kept = 64;
    struct Book {
        FixInstrument instrument{};
        Entries entries{};
        std::uint64_t id = 0;
        std::array<QuoteNames, quote_names_kept> names{};
    };

    [[nodiscard]] Result<Book*> find(std::span<const FieldView> fields, std::string_view request);
    [[nodiscard]] Result<Entry> read_entry(std::span<const FieldView> fields, const Book& book) const;
    [[nodiscard]] Result<void> take_snapshot(const MessageView& message, std::map<Book*, Entries>& changed);
    [[nodiscard]] Result<void> take_increments(const MessageView& message, std::map<Book*, Entries>& changed);
    [[nodiscard]] Result<void> take_increment(std::span<const FieldView> fields, const Book& book,
                                              Entries& entries) const;
    [[nodiscard]] MarketDataChange change_of(Book& book, Timestamp stated, Timestamp now) const;

    LpSlot lp_;
    std::uint32_t depth_;
    MarketDataUpdates updates_;
    VolumeUnit sizes_;
    std::vector<Book> books_;
    std::map<std::string, std::size_t, std::less<>> by_symbol_;  // and by SecurityID
    std::map<InstrumentSlot, std::size_t> by_slot_;
};

}  // namespace trireme::fix
