// Bytes as what Delta Exchange sends: messages of its WebSocket, answers, a whole conversation with the book and the
// orders behind it. Whatever they are, they are read or refused with a reason; what was read agrees with what a general
// reader of JSON finds; a book is never crossed and always has the checksum that was told; a fill is told once, and an
// order has one end at most.

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/json_text.hpp"
#include "model/bounds.hpp"
#include "venues/delta_book.hpp"
#include "venues/delta_dealing.hpp"
#include "venues/delta_parser.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>

namespace {

using namespace trireme;
using namespace trireme::venues;

void check_message(std::string_view text) {
    const auto message = parse_delta_message(text);
    if (!message) {
        TRIREME_ASSERT(!message.error().message.empty());
        return;
    }
    const auto document = codec::parse_json_document(text);
    if (!document) {
        return;
    }
    const boost::json::object& object = document->as_object();
    if (message->kind == DeltaKind::book_update) {
        const auto& bids = object.at("bids").as_array();
        TRIREME_ASSERT(bids.size() == message->book_update.bids.size());
        TRIREME_ASSERT(message->book_update.sequence == object.at("sequence_no").to_number<std::uint64_t>());
        for (const DeltaLevel& level : message->book_update.bids) {
            TRIREME_ASSERT(level.price == *parse<Price>(level.price_text.view()) && is_price(level.price));
        }
    } else if (message->kind == DeltaKind::order) {
        TRIREME_ASSERT(message->order.unfilled <= message->order.contracts);
        TRIREME_ASSERT((message->order.side == Side::buy) == (object.at("side").as_string() == "buy"));
    } else if (message->kind == DeltaKind::fill) {
        TRIREME_ASSERT(message->fill.contracts > Units() && is_price(message->fill.price));
    } else if (message->kind == DeltaKind::ticker) {
        TRIREME_ASSERT(message->ticker.ask == Price() || message->ticker.bid < message->ticker.ask);
    }
}

void check_answers(std::string_view text) {
    if (const auto orders = parse_delta_orders(text)) {
        TRIREME_ASSERT(std::ranges::all_of(*orders, [](const DeltaOrder& order) { return order.id != 0; }));
    }
    if (const auto product = parse_delta_product(text)) {
        TRIREME_ASSERT(is_price(product->tick));
    }
    if (const auto positions = parse_delta_positions(text)) {
        TRIREME_ASSERT(std::ranges::all_of(
            *positions, [](const DeltaPosition& position) { return position.contracts <= units_max; }));
    }
    if (const auto error = parse_delta_error(text); !error) {
        TRIREME_ASSERT(!error.error().message.empty());
    }
}

// Each line is a message, or the answer to a question for fills.
void check_conversation(std::string_view text) {
    DeltaBook book;
    DeltaDealing dealing({{Symbol("BTCUSD"), InstrumentSlot(0), Ratio(100'000'000)}}, 4);
    dealing.begin({.name = LpOrderName("one"), .lots = Lots(10'000'000'000), .price = Price(1)}, Timestamp(1));
    std::vector<LpReport> reports;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (const auto fills = parse_delta_fills(line)) {
            for (const DeltaFill& fill : *fills) {
                dealing.apply(fill, DeltaDealing::FillSource::question, Timestamp(2), reports);
            }
        } else if (const auto message = parse_delta_message(line)) {
            if (message->kind == DeltaKind::book_update) {
                const auto outcome = book.apply(message->book_update);
                TRIREME_ASSERT((outcome == DeltaBook::Outcome::applied) == book.is_synced());
                TRIREME_ASSERT(!book.is_synced() ||
                               delta_checksum(book.bids(), book.asks()) == message->book_update.checksum);
                TRIREME_ASSERT(book.bids().empty() || book.asks().empty() ||
                               book.bids()[0].price < book.asks()[0].price);
            } else if (message->kind == DeltaKind::order) {
                dealing.apply(message->order, DeltaDealing::Unknown::pass_over, Timestamp(2), reports);
            } else if (message->kind == DeltaKind::fill) {
                dealing.apply(message->fill, DeltaDealing::FillSource::channel, Timestamp(2), reports);
            }
        }
    }
    std::set<std::string_view> executions;
    int ends = 0;
    for (const LpReport& report : reports) {
        TRIREME_ASSERT(report.name == LpOrderName("one") && report.cumulative >= Lots() && report.leaves >= Lots());
        TRIREME_ASSERT(report.kind != LpReportKind::filled || executions.insert(report.execution.view()).second);
        ends += report.kind == LpReportKind::cancelled ? 1 : 0;
    }
    TRIREME_ASSERT(ends <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
    check_message(text);
    check_answers(text);
    check_conversation(text);
    return 0;
}
