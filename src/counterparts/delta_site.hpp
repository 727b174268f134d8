#pragma once

#include "counterparts/server.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/delta_dealing.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trireme::counterparts {

struct DeltaSiteTerms {
    std::string api_key = "test";
    std::string secret = "test-secret";
    std::vector<venues::DeltaQuoted> instruments{};
    Price tick{1'000};
    Duration heartbeat = Duration::seconds(30);
};

// Delta Exchange's v2 interface, with an LP behind it that makes the prices and deals.
class DeltaSite final : public Site, private LpListener {
public:
    DeltaSite(const DeltaSiteTerms& terms, std::unique_ptr<LpAdapter> lp);

    void on_request(Peers& peers, PeerId peer, const venues::HttpRequest& request, bool wants_web_socket) override;
    void on_text(Peers& peers, PeerId peer, std::string_view text) override;
    void on_gone(PeerId peer) override;
    void on_time(Peers& peers, Timestamp now) override;

    // On the server's thread. An order is dealt with and not answered, as if the answer were lost on its way.
    void set_keeps_answers(bool keeps) { keeps_answers_ = keeps; }
    // What was dealt of an order; nothing for one that never came.
    [[nodiscard]] std::optional<Lots> dealt_of(const LpOrderName& name) const;

private:
    struct Order {
        std::uint64_t id = 0;
        LpOrder asked{};
        Lots cumulative{};
        std::string_view state = "open";
        std::string_view reason{};
        std::optional<PeerId> waiting{};  // for the answer to its last request
    };
    struct Book {
        std::uint64_t sequence = 1;
        BookSide bids{};
        BookSide asks{};
    };

    void on_quote(const LpQuote&) override {}
    void on_depth(const LpDepth& depth) override;
    void on_withdrawn(LpSlot, InstrumentSlot, Timestamp) override {}
    void on_connection(LpSlot, bool, Timestamp) override {}
    void on_report(LpSlot lp, const LpReport& report) override;
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}

    [[nodiscard]] bool is_signed(const venues::HttpRequest& request) const;
    void get(Peers& peers, PeerId peer, std::string_view target);
    void take_order(Peers& peers, PeerId peer, const venues::HttpRequest& request);
    [[nodiscard]] const venues::DeltaQuoted& quoted_of(InstrumentSlot slot) const;
    [[nodiscard]] std::string contracts(Lots lots, InstrumentSlot slot) const;
    [[nodiscard]] std::string members(const Order& order) const;
    [[nodiscard]] std::string book_message(InstrumentSlot slot, std::string_view action, std::string_view bids,
                                           std::string_view asks) const;
    [[nodiscard]] std::string side(const BookSide& levels, InstrumentSlot slot, std::string_view form,
                                   std::size_t levels_max) const;
    [[nodiscard]] std::string changes(const BookSide& before, const BookSide& after, InstrumentSlot slot) const;
    void answer(Order& order, unsigned status, std::string body);
    void tell_all(const std::string& text);

    DeltaSiteTerms terms_;
    std::unique_ptr<LpAdapter> lp_;
    Peers* peers_ = nullptr;  // while the LP is polled
    Timestamp now_{};
    Timestamp next_beat_{};
    bool keeps_answers_ = false;
    std::uint64_t last_id_ = 1'000;
    std::vector<PeerId> subscribers_;
    std::map<InstrumentSlot, Book> books_;
    std::map<LpOrderName, Order> orders_;
    std::map<InstrumentSlot, std::int64_t> net_;
    std::vector<std::string> fills_;  // as answers tell them
    std::map<InstrumentSlot, std::uint64_t> fill_sequences_;
};

}  // namespace trireme::counterparts
