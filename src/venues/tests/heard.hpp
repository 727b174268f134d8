#pragma once

#include "base/scatter.hpp"
#include "venues/lp_adapter.hpp"

#include <string>
#include <vector>

namespace trireme::venues::testing {

// Who only listens, and writes down what was said.
struct Heard final : LpListener {
    void on_quote(const marketdata::LpQuote& quote) override {
        quotes.push_back(quote);
        add({quote.instrument.value(), quote.id, static_cast<std::uint64_t>(quote.received.nanoseconds_since_1970()),
             static_cast<std::uint64_t>(quote.bid.value()), static_cast<std::uint64_t>(quote.ask.value()),
             static_cast<std::uint64_t>(quote.bid_size.value())});
    }
    void on_depth(const marketdata::LpDepth& depth) override {
        depths.push_back(depth);
        for (const auto* const side : {&depth.bids, &depth.asks}) {
            for (const BookLevel& level : *side) {
                add({depth.id, static_cast<std::uint64_t>(level.price.value()),
                     static_cast<std::uint64_t>(level.lots.value())});
            }
        }
    }
    void on_withdrawn(marketdata::LpSlot, marketdata::InstrumentSlot instrument, Timestamp time) override {
        ++withdrawn;
        add({instrument.value(), static_cast<std::uint64_t>(time.nanoseconds_since_1970())});
    }
    void on_connection(marketdata::LpSlot, bool is_connected, Timestamp) override {
        connections += is_connected ? '+' : '-';
    }
    void on_report(marketdata::LpSlot, const LpReport& report) override {
        reports.push_back(report);
        add({static_cast<std::uint64_t>(report.kind), static_cast<std::uint64_t>(report.price.value()),
             static_cast<std::uint64_t>(report.lots.value()),
             static_cast<std::uint64_t>(report.received.nanoseconds_since_1970())});
    }

    void add(std::initializer_list<std::uint64_t> numbers) {
        for (const std::uint64_t number : numbers) {
            hash = fold(hash, number);
        }
    }

    std::vector<marketdata::LpQuote> quotes{};
    std::vector<marketdata::LpDepth> depths{};
    std::vector<LpReport> reports{};
    std::uint64_t withdrawn = 0;
    std::string connections{};
    std::uint64_t hash = 0;
};

}  // namespace trireme::venues::testing
