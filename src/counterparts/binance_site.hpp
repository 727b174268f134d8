#pragma once

#include "counterparts/server.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/binance_credentials.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::counterparts {

// Recorded frames of combined streams, with the time of each since the first, and the snapshots by symbol.
struct BinanceCapture {
    struct Frame {
        Duration since_begin{};
        std::string text{};
    };
    std::vector<Frame> frames{};
    std::map<std::string, std::string> snapshots{};
    std::uint32_t speed = 1;  // times as fast as recorded
};

struct BinanceSiteTerms {
    venues::BinanceCredentials credentials{};
    struct Instrument {
        Symbol symbol{};
        std::string base{};
        std::string quote{};
        Price tick{1'000'000};
        Lots step{1'000};  // a lot of the dealer is a unit of the base asset
        std::string notional_min = "5.00000000";
    };
    std::vector<Instrument> instruments{};    // in the order of the dealer's slots
    std::optional<BinanceCapture> capture{};  // its frames instead of the dealer's prices
};

// A counterpart that speaks Binance's spot protocol: prices of a dealer, or of a capture, and the dealer's fills.
class BinanceSite final : public Site, private LpListener {
public:
    BinanceSite(const BinanceSiteTerms& terms, std::unique_ptr<LpAdapter> dealer);

    void on_request(Peers& peers, PeerId peer, const venues::HttpRequest& request, bool wants_web_socket) override;
    void on_text(Peers&, PeerId, std::string_view) override {}  // subscriptions stand in the address
    void on_gone(PeerId peer) override;
    void on_time(Peers& peers, Timestamp now) override;

    // What tests ask and do on the server's thread.
    void say(Peers& peers, const std::string& text) const;  // to all who hear prices
    void lose_next_update() { loses_update_ = true; }
    void cut_behind_next_order() { cuts_behind_order_ = true; }
    void mute_user_data(bool is_mute) { is_mute_ = is_mute; }
    [[nodiscard]] std::uint64_t orders_taken() const { return next_order_id_; }
    [[nodiscard]] std::size_t listeners() const { return streams_.size(); }

private:
    using Query = std::map<std::string, std::string, std::less<>>;
    struct Fill {
        std::uint64_t trade_id = 0;
        Price price{};
        Lots lots{};
    };
    struct Order {
        std::uint64_t id = 0;
        LpOrder asked{};
        std::string wire_name{};
        std::string status = "NEW";
        Lots executed{};
        std::vector<Fill> fills{};
        std::optional<PeerId> waiting{};  // for the answer to its order, cancellation or replacement
        std::string next_wire_name{};     // of a replacement that was asked for
    };
    struct Book {
        std::map<Price, Lots, std::greater<>> bids{};
        std::map<Price, Lots> asks{};
        std::uint64_t update_id = 0;
    };

    void on_quote(const LpQuote& quote) override;
    void on_depth(const LpDepth& depth) override;
    void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) override;
    void on_connection(LpSlot, bool, Timestamp) override {}
    void on_report(LpSlot lp, const LpReport& report) override;
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}

    void open_web_socket(PeerId peer, std::string_view target);
    void answer_market(PeerId peer, std::string_view path, const Query& query);
    void answer_signed(PeerId peer, const venues::HttpRequest& request, std::string_view path, const Query& query);
    void take_order(PeerId peer, const Query& query);
    void cancel(PeerId peer, const Query& query);
    void replace(PeerId peer, const Query& query);
    void fail(PeerId peer, int code, std::string_view message);
    void succeed(PeerId peer, std::string body);
    void settle(Order& order, const LpReport& report);
    void publish(InstrumentSlot instrument, const Book& after, Timestamp now);
    void tell_prices(std::string_view symbol, std::string_view stream, std::string text);
    void tell_user(const Order& order, std::string_view execution, std::string_view wire_name, const Fill* fill);
    void play_capture(Timestamp now);
    [[nodiscard]] Order* find_wire(std::string_view wire_name);
    [[nodiscard]] std::string order_text(const Order& order) const;
    [[nodiscard]] std::string exchange_info() const;
    [[nodiscard]] std::string snapshot_text(const Book& book) const;
    [[nodiscard]] std::optional<std::size_t> instrument_of(const Query& query) const;

    BinanceSiteTerms terms_;
    std::unique_ptr<LpAdapter> dealer_;
    Peers* peers_ = nullptr;  // while a call of the server lasts
    Timestamp now_{};
    std::vector<Book> books_;
    std::map<LpOrderName, Order> orders_;
    std::map<PeerId, std::set<std::string, std::less<>>> streams_;  // who hears which streams
    std::set<PeerId> user_streams_;
    std::uint64_t update_id_ = 1'000;
    std::uint64_t next_order_id_ = 0;
    std::uint64_t next_trade_id_ = 0;
    std::uint64_t next_listen_key_ = 0;
    std::optional<Timestamp> capture_begin_;
    std::size_t capture_at_ = 0;
    bool loses_update_ = false;
    bool cuts_behind_order_ = false;
    bool is_mute_ = false;
};

}  // namespace trireme::counterparts
