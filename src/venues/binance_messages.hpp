#pragma once

#include "base/timestamp.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"
#include "venues/units.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What Binance says of its spot market, after it was read and checked.
namespace trireme::venues {

// Nothing at all stands on a side that has neither price nor volume.
struct BinanceBookTicker {
    Symbol symbol{};
    std::uint64_t update_id = 0;
    Price bid{};
    Units bid_units{};
    Price ask{};
    Units ask_units{};

    bool operator==(const BinanceBookTicker&) const = default;
};

struct BinanceTrade {
    Symbol symbol{};
    std::uint64_t id = 0;
    Timestamp time{};
    Price price{};
    Units units{};
    bool buyer_is_maker = false;  // so the one who took sold

    bool operator==(const BinanceTrade&) const = default;
};

using BinanceInterval = InlineText<struct BinanceIntervalTag, 4>;

struct BinanceKline {
    Symbol symbol{};
    BinanceInterval interval{};  // "1m", "1M"
    Timestamp begin{};
    Timestamp end{};  // the last millisecond that belongs to it
    Price open{};
    Price high{};
    Price low{};
    Price close{};
    Units volume{};
    std::uint64_t trades = 0;
    bool is_closed = false;

    bool operator==(const BinanceKline&) const = default;
};

struct BinanceLevel {
    Price price{};
    Units units{};  // 0 in an update: nothing stands there any more

    bool operator==(const BinanceLevel&) const = default;
};

struct BinanceDepthUpdate {
    Symbol symbol{};
    Timestamp time{};
    std::uint64_t first_id = 0;                  // U
    std::uint64_t last_id = 0;                   // u
    std::optional<std::uint64_t> previous_id{};  // pu, of futures only: the last of the update before
    std::vector<BinanceLevel> bids{};
    std::vector<BinanceLevel> asks{};

    bool operator==(const BinanceDepthUpdate&) const = default;
};

// Best prices first.
struct BinanceDepthSnapshot {
    std::uint64_t last_id = 0;
    std::vector<BinanceLevel> bids{};
    std::vector<BinanceLevel> asks{};

    bool operator==(const BinanceDepthSnapshot&) const = default;
};

// How a symbol is traded; what is not limited is 0.
struct BinanceSymbol {
    Symbol symbol{};
    std::string status{};
    std::string base{};
    std::string quote{};
    Price tick_size{};
    Units units_step{};
    Units units_min{};
    Units units_max{};
    Units notional_min{};  // in the quote asset

    bool operator==(const BinanceSymbol&) const = default;
};

struct BinanceExchangeInfo {
    std::vector<BinanceSymbol> symbols{};
    std::uint64_t unnameable = 0;  // symbols whose names are no ASCII, or too long: not for us
};

enum class BinanceKind : std::uint8_t {
    book_ticker,
    trade,
    kline,
    depth_update,
    reply,            // to a subscription
    error,            // the same, refused
    server_shutdown,  // the connection will end soon
    other,            // well formed, and nothing that is read here
};
inline constexpr std::size_t binance_kinds = 8;

// A frame of a combined stream. What belongs to other kinds than its own means nothing; it is kept from frame to frame
// so that lists need no new memory.
struct BinanceFrame {
    BinanceKind kind = BinanceKind::other;
    BinanceBookTicker book_ticker{};
    BinanceTrade trade{};
    BinanceKline kline{};
    BinanceDepthUpdate depth_update{};
};

}  // namespace trireme::venues
