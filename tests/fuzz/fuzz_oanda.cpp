// Bytes as what OANDA sends: lines of its streams, answers, a whole conversation with the transaction log and the
// orders behind it. Whatever they are, they are read or refused with a reason; what was read agrees with what a general
// reader of JSON finds; a transaction is handed out once and in order; an order never has more ends than one.

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/json_text.hpp"
#include "model/bounds.hpp"
#include "venues/oanda_dealing.hpp"
#include "venues/oanda_log.hpp"
#include "venues/oanda_parser.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace trireme;
using namespace trireme::venues;

std::string_view string_in(const boost::json::value& object, std::string_view name) {
    const boost::json::string& text = object.as_object().at(name).as_string();
    return {text.data(), text.size()};
}

void check_line(std::string_view text) {
    const auto line = parse_oanda_line(text);
    if (!line) {
        TRIREME_ASSERT(!line.error().message.empty());
        return;
    }
    const auto document = codec::parse_json_document(text);
    if (!document) {
        return;
    }
    const std::string_view type = string_in(*document, "type");
    TRIREME_ASSERT((line->kind == OandaLineKind::price) == (type == "PRICE"));
    if (line->kind == OandaLineKind::price) {
        const auto& bids = document->at("bids").as_array();
        TRIREME_ASSERT(bids.size() == line->price.bids.size());
        for (std::size_t at = 0; at < bids.size(); ++at) {
            TRIREME_ASSERT(line->price.bids[at].price == *parse<Price>(string_in(bids[at], "price")));
        }
        TRIREME_ASSERT(line->price.bids.empty() || line->price.asks.empty() ||
                       line->price.bids[0].price < line->price.asks[0].price);
    } else if (line->kind == OandaLineKind::transaction) {
        TRIREME_ASSERT(line->transaction.id.value() == std::stoull(std::string(string_in(*document, "id"))));
        const bool has_units = line->transaction.kind == OandaTransactionKind::filled;
        TRIREME_ASSERT(!has_units || (line->transaction.units != Units() && is_price(line->transaction.price)));
    }
}

void check_answers(std::string_view text) {
    if (const auto told = parse_oanda_instruments(text)) {
        for (const OandaInstrument& instrument : told->instruments) {
            TRIREME_ASSERT(!instrument.name.empty() && instrument.units_min <= instrument.units_max);
        }
    }
    if (const auto told = parse_oanda_positions(text)) {
        for (const OandaPosition& position : *told) {
            TRIREME_ASSERT(position.bought >= Units() && position.sold >= Units());
        }
    }
    if (const auto told = parse_oanda_transactions(text)) {
        TRIREME_ASSERT(std::ranges::is_sorted(told->transactions, {}, &OandaTransaction::id));
    }
    if (const auto told = parse_oanda_order_answer(text)) {
        TRIREME_ASSERT(std::ranges::is_sorted(told->transactions, {}, &OandaTransaction::id));
    }
    if (const auto told = parse_oanda_accounts(text)) {
        TRIREME_ASSERT(std::ranges::none_of(*told, &OandaAccountId::empty));
    }
}

OandaListing listing() {
    const OandaQuoted quoted[] = {{Symbol("EUR_USD"), InstrumentSlot(0), Ratio(100'000 * std::int64_t{100'000'000})}};
    OandaListing made = *OandaListing::create(quoted);
    OandaInstruments told;
    told.instruments.push_back({Symbol("EUR_USD"), 5, 0, Units(100'000'000), units_max});
    TRIREME_ASSERT(made.learn(told));
    return made;
}

// Each line is a transaction, or the answer to a question for all that are missing.
void check_conversation(std::string_view text) {
    const OandaListing known = listing();
    OandaDealing dealing(known, 4);
    dealing.begin({.name = LpOrderName("one"), .lots = Lots(100'000'000), .price = Price(110'000'000)}, Timestamp(1));
    OandaTransactionLog log;
    log.begin_after(OandaTransactionId(100));
    std::vector<LpReport> reports;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (const auto told = parse_oanda_transactions(line)) {
            log.take_since(*told);
        } else if (const auto read = parse_oanda_line(line)) {
            if (read->kind == OandaLineKind::transaction) {
                log.take(read->transaction);
            }
        }
        for (OandaTransactionId last = log.position(); const auto transaction = log.next(); last = transaction->id) {
            TRIREME_ASSERT(transaction->id > last && log.position() == transaction->id);
            dealing.apply(*transaction, Timestamp(2), reports);
        }
    }
    std::set<std::string_view> executions;
    int ends = 0;
    for (const LpReport& report : reports) {
        TRIREME_ASSERT(report.name == LpOrderName("one") && report.cumulative >= Lots() && report.leaves >= Lots());
        TRIREME_ASSERT(report.kind != LpReportKind::filled || executions.insert(report.execution.view()).second);
        ends += report.kind == LpReportKind::rejected || report.kind == LpReportKind::cancelled ||
                        report.kind == LpReportKind::expired
                    ? 1
                    : 0;
    }
    TRIREME_ASSERT(ends <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
    check_line(text);
    check_answers(text);
    check_conversation(text);
    return 0;
}
