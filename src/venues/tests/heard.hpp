#pragma once

#include "base/scatter.hpp"
#include "ports/lp_adapter.hpp"

#include <string>
#include <vector>

namespace trireme::venues::testing {

// Who only listens, and writes down what was said.
struct Heard final : LpListener {
    void on_quote(const LpQuote& quote) override {
        quotes.push_back(quote);
        add({quote.instrument.value(), quote.id, static_cast<std::uint64_t>(quote.received.nanoseconds_since_1970()),
             static_cast<std::uint64_t>(quote.bid.value()), static_cast<std::uint64_t>(quote.ask.value()),
             static_cast<std::uint64_t>(quote.bid_size.value())});
    }
    void on_depth(const LpDepth& depth) override {
        depths.push_back(depth);
        for (const auto* const side : {&depth.bids, &depth.asks}) {
            for (const BookLevel& level : *side) {
                add({depth.id, static_cast<std::uint64_t>(level.price.value()),
                     static_cast<std::uint64_t>(level.lots.value())});
            }
        }
    }
    void on_withdrawn(LpSlot, InstrumentSlot instrument, Timestamp time) override {
        ++withdrawn;
        add({instrument.value(), static_cast<std::uint64_t>(time.nanoseconds_since_1970())});
    }
    void on_connection(LpSlot, bool is_connected, Timestamp) override { connections += is_connected ? '+' : '-'; }
    void on_report(LpSlot, const LpReport& report) override {
        reports.push_back(report);
        add({static_cast<std::uint64_t>(report.kind), static_cast<std::uint64_t>(report.price.value()),
             static_cast<std::uint64_t>(report.lots.value()),
             static_cast<std::uint64_t>(report.received.nanoseconds_since_1970())});
    }

    void on_open_orders_told(LpSlot, Timestamp) override { ++open_orders_told; }
    void on_positions(LpSlot, std::span<const LpPosition> told, Timestamp) override {
        positions.emplace_back(told.begin(), told.end());
    }

    void add(std::initializer_list<std::uint64_t> numbers) {
        for (const std::uint64_t number : numbers) {
            hash = fold(hash, number);
        }
    }

    std::vector<LpQuote> quotes{};
    std::vector<LpDepth> depths{};
    std::vector<LpReport> reports{};
    std::uint64_t withdrawn = 0;
    std::uint64_t open_orders_told = 0;
    std::vector<std::vector<LpPosition>> positions{};
    std::string connections{};
    std::uint64_t hash = 0;
};

}  // namespace trireme::venues::testing
