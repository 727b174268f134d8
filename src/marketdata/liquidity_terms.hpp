#pragma once

#include "base/inline_list.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "model/ids.hpp"
#include "model/scaled.hpp"
#include "ports/lp_quote.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

// From whom the prices of which instrument come, and what is let through.
namespace trireme::marketdata {

enum class LiquidityMode : std::uint8_t {
    primary_with_failover,  // those of one LP; of another only while it has none
    best_of,                // the highest bid and the lowest ask of all
};

struct QuotedInstrument {
    InstrumentId id{};
    LiquidityMode mode = LiquidityMode::best_of;
    InlineList<LpSlot, lps_max> lps{};  // the most preferred first
    Duration stale_after = Duration::seconds(5);
    // For how long an LP must have been in order before prices return to it from a less preferred one.
    Duration return_after = Duration::seconds(10);
    Duration delay_max{};  // from when the LP made a quote until it was here; 0: any
    // How far from the last one a mid may be, as a part of it; 0: any. A level that so many further quotes in a row
    // confirm is believed.
    Ratio spike_max{};
    std::uint8_t spike_confirmations = 3;  // at least 1
};

enum class CrossRule : std::uint8_t {
    product,            // EURJPY = EURUSD x USDJPY
    quotient,           // EURGBP = EURUSD / GBPUSD
    quotient_of_bases,  // CADCHF = USDCHF / USDCAD
    inverse_product,    // JPYEUR = 1 / (EURUSD x USDJPY)
};

// An instrument that no LP quotes, made of two that they do.
struct CrossedInstrument {
    InstrumentId id{};
    CrossRule rule = CrossRule::product;
    InstrumentSlot first{};
    InstrumentSlot second{};
    Price tick{1};  // prices are multiples of it
    Ratio contract_size{100'000'000};
    Ratio first_contract_size{100'000'000};
    Ratio second_contract_size{100'000'000};
};

// Slots count the quoted instruments first, in this order, and then the crosses.
struct LiquidityTerms {
    std::vector<LpId> lps{};
    std::vector<QuotedInstrument> quoted{};
    std::vector<CrossedInstrument> crosses{};
    std::size_t quotes_remembered = std::size_t{1} << 16;  // for receipts; a power of two
};

// `invalid_input` with what cannot be.
[[nodiscard]] Result<void> check(const LiquidityTerms& terms);

}  // namespace trireme::marketdata
