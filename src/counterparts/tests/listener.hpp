#pragma once

#include "ports/lp_adapter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trireme::counterparts::testing {

// Who writes down what an adapter says.
struct Listener final : LpListener {
    void on_quote(const LpQuote& quote) override {
        EXPECT_LT(quote.bid, quote.ask);
        ++quotes;
    }
    void on_depth(const LpDepth&) override { ++depths; }
    void on_withdrawn(LpSlot, InstrumentSlot, Timestamp) override {}
    void on_connection(LpSlot, bool is_connected, Timestamp) override { connections += is_connected ? '+' : '-'; }
    void on_report(LpSlot, const LpReport& report) override { reports.push_back(report); }
    void on_open_orders_told(LpSlot, Timestamp) override { ++orders_told; }
    void on_positions(LpSlot, std::span<const LpPosition> told, Timestamp) override {
        positions.assign(told.begin(), told.end());
        ++positions_told;
    }
    [[nodiscard]] const LpReport* find(const LpOrderName& name, LpReportKind kind) const {
        const auto found = std::ranges::find_if(
            reports, [&](const LpReport& report) { return report.name == name && report.kind == kind; });
        return found == reports.end() ? nullptr : &*found;
    }
    [[nodiscard]] bool has_ended(const LpOrderName& name) const {
        return std::ranges::any_of(reports, [&](const LpReport& report) {
            return report.name == name &&
                   (report.status == OrderStatus::filled || report.status == OrderStatus::rejected ||
                    report.status == OrderStatus::cancelled);
        });
    }

    std::uint64_t quotes = 0;
    std::uint64_t depths = 0;
    std::string connections{};
    std::vector<LpReport> reports{};
    std::uint64_t orders_told = 0;
    std::uint64_t positions_told = 0;
    std::vector<LpPosition> positions{};
};

}  // namespace trireme::counterparts::testing
