#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/binance_feed.hpp"
#include "venues/binance_limits.hpp"
#include "venues/network.hpp"
#include "venues/reconnect.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trireme::venues {

struct BinanceMarketTerms {
    BinanceFeedTerms feed{};
    NetworkAddress streams{"stream.binance.com", 9443};
    // Further streams of each symbol, such as "trade" and "kline_1m".
    std::vector<std::string> further_streams{};
    ReconnectTerms reconnect{};
    // Binance ends a connection after 24 hours: another one is made before, and both are heard for `overlap`.
    Duration connection_max = Duration::seconds(23 * 3'600);
    Duration overlap = Duration::seconds(2);
    Duration snapshot_wait = Duration::seconds(1);  // between two requests for one symbol's depth
    std::uint64_t seed = 1;                         // of the waits before connecting again
};

// Binance's market data over sockets: the connection of combined streams, its replacement and return, and the
// snapshots that books begin with. Driven by its owner, which hands it the events of the network.
class BinanceMarket {
public:
    // `rest` is the channel that snapshots are asked on.
    BinanceMarket(const BinanceMarketTerms& terms, BinanceFeed feed, Network& network, ChannelId rest);

    // Connects, replaces and asks, where it is time to.
    void advance(Timestamp now, BinanceLimits& limits);
    // False if the event belongs to somebody else.
    [[nodiscard]] bool take(const NetworkEvent& event, BinanceLimits& limits, LpListener& listener);
    [[nodiscard]] Timestamp next_due() const;

    [[nodiscard]] bool is_connected() const { return current_.has_value(); }
    [[nodiscard]] const BinanceFeed& feed() const { return feed_; }

    struct Counters {
        std::uint64_t connections = 0;
        std::uint64_t losses = 0;
        std::uint64_t replacements = 0;
        std::uint64_t broken = 0;  // connections that ended because of what the peer sent
        std::uint64_t snapshots_asked = 0;
        std::uint64_t snapshots_failed = 0;

        bool operator==(const Counters&) const = default;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    struct Open {
        ChannelId channel{};
        Timestamp since{};
    };

    void connect(Timestamp now);
    void ask_snapshots(Timestamp now, BinanceLimits& limits);
    void take_opened(Timestamp now, LpListener& listener);
    void take_closed(const NetworkEvent& event, LpListener& listener);
    void take_snapshot(const Symbol& symbol, const HttpAnswer& answer, Timestamp now, LpListener& listener);

    BinanceMarketTerms terms_;
    BinanceFeed feed_;
    Network& network_;
    ChannelId rest_;
    Reconnect reconnect_;
    std::optional<Open> current_;  // whose quotes count
    std::optional<Open> former_;   // heard for a while yet
    std::optional<ChannelId> opening_;
    Timestamp connect_at_ = Timestamp::earliest();
    Timestamp replace_at_ = Timestamp::latest();
    std::map<RequestId, Symbol> snapshots_;  // that were asked for
    std::map<Symbol, Timestamp> ask_again_;
    Counters counters_{};
};

}  // namespace trireme::venues
