#pragma once

#include "model/commands.hpp"
#include "model/events.hpp"
#include "model/reject.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::reference {

// What happened in runs, so that a test can tell whether they tried everything.
struct Tally {
    std::map<std::string_view, std::uint64_t> commands;  // by wire name
    std::map<std::string_view, std::uint64_t> events;
    std::map<RejectCode, std::uint64_t> rejects;
    std::map<TradeReason, std::uint64_t> trades;
    std::map<CancelReason, std::uint64_t> cancels;
    std::map<StopOutStep, std::uint64_t> stop_outs;
    std::map<LpTradeReason, std::uint64_t> lp_trades;
    std::map<LpReportFault, std::uint64_t> lp_faults;

    void count(const Command& command, std::span<const Event> answered);
    void add(const Tally& other);
    [[nodiscard]] std::string to_text() const;
    // What a run should have seen and has not, in words; empty if nothing is missing.
    [[nodiscard]] std::string never_happened() const;
};

}  // namespace trireme::reference
