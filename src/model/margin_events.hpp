#pragma once

#include "base/describe.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/margin_figures.hpp"
#include "model/scaled.hpp"
#include "model/valuation.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// An event with an `account` other than 0 belongs to that account's stream, where `account_seq` counts from 1 without
// gaps.
namespace trireme {

// The account came to or below its margin-call level, or above it again.
struct MarginCallChanged {
    static constexpr std::uint16_t wire_type = 60;
    static constexpr std::string_view wire_name = "margin_call_changed";

    AccountId account{};
    std::uint64_t account_seq = 0;
    bool called = false;
    MarginFigures figures{};
    Valuation valuation{};  // that led to them

    bool operator==(const MarginCallChanged&) const = default;
};
TRIREME_DESCRIBE(MarginCallChanged, (account, account_seq, called, figures, valuation));

enum class StopOutStep : std::uint8_t {
    release_orders = 1,  // cancels the orders that add risk
    close_position,
    close_pair,  // two opposite positions against each other
    wait,        // nothing can be closed now: once, until something can
};
TRIREME_DESCRIBE_ENUM(StopOutStep, release_orders, close_position, close_pair, wait)

// A position, of a hedged pair the long one, with what it was judged by.
struct StopOutCandidate {
    PositionId position{};
    Amount measure{};  // its own margin, of largest_loss its own profit; of a pair the margin of both

    bool operator==(const StopOutCandidate&) const = default;
};
TRIREME_DESCRIBE(StopOutCandidate, (position, measure));

// Why this position: what was looked at, and what stood against the others.
struct StopOutChoice {
    std::uint32_t positions = 0;     // that the account holds
    std::uint32_t not_tradable = 0;  // instrument inactive, out of session, or its quote too old
    std::uint32_t no_volume = 0;     // the book has none to close them with
    std::uint32_t not_helpful = 0;   // closed whole they would not raise the level
    std::optional<StopOutCandidate> chosen{};
    std::optional<StopOutCandidate> next{};  // that would have come next

    bool operator==(const StopOutChoice&) const = default;
};
TRIREME_DESCRIBE(StopOutChoice, (positions, not_tradable, no_volume, not_helpful, chosen, next));

// A step to bring the account above its stop-out level, with the figures that called for it.
struct StopOut {
    static constexpr std::uint16_t wire_type = 61;
    static constexpr std::string_view wire_name = "stop_out";

    AccountId account{};
    std::uint64_t account_seq = 0;
    StopOutStep step = StopOutStep::release_orders;
    MarginFigures figures{};
    std::optional<PositionId> position{};
    std::optional<PositionId> opposite{};  // of a hedged pair
    Lots lots{};
    Valuation valuation{};                  // that led to the figures
    std::optional<StopOutChoice> choice{};  // once no orders are left to cancel

    bool operator==(const StopOut&) const = default;
};
TRIREME_DESCRIBE(StopOut, (account, account_seq, step, figures, position, opposite, lots, valuation, choice));

}  // namespace trireme
