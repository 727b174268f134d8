#pragma once

#include "counterparts/oanda_account.hpp"
#include "counterparts/server.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/oanda_listing.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace trireme::counterparts {

struct OandaSiteTerms {
    std::string account = "101-004-1435156-001";
    std::string token = "test";
    std::vector<venues::OandaQuoted> instruments{};
    int price_digits = 5;
    Duration heartbeat = Duration::seconds(5);
    // An order is dealt with but not answered, as if the answer were lost on its way.
    bool keeps_answers = false;
};

// OANDA's v20 interface, with an LP behind it that makes the prices and deals: a simulated or a recorded one. What it
// does, it writes down as an account's transactions, so that whoever lost the connection can ask.
class OandaSite final : public Site, private LpListener {
public:
    // `invalid_input` for instruments that OandaListing refuses.
    [[nodiscard]] static Result<std::unique_ptr<OandaSite>> create(const OandaSiteTerms& terms,
                                                                   std::unique_ptr<LpAdapter> lp, Timestamp now);

    void on_request(Peers& peers, PeerId peer, const venues::HttpRequest& request, bool wants_web_socket) override;
    void on_text(Peers&, PeerId, std::string_view) override {}
    void on_gone(PeerId peer) override;
    void on_time(Peers& peers, Timestamp now) override;

    // On the server's thread.
    void set_keeps_answers(bool keeps) { terms_.keeps_answers = keeps; }
    [[nodiscard]] const OandaAccount& account() const { return account_; }

private:
    // Who waits to be answered about an order.
    struct Waiting {
        PeerId peer{};
        LpOrder asked{};  // of a new order
        Price price{};    // of a replacement
    };

    OandaSite(const OandaSiteTerms& terms, venues::OandaListing listing, std::unique_ptr<LpAdapter> lp, Timestamp now);

    void on_quote(const LpQuote&) override {}
    void on_depth(const LpDepth& depth) override;
    void on_withdrawn(LpSlot, InstrumentSlot instrument, Timestamp time) override;
    void on_connection(LpSlot, bool, Timestamp) override {}
    void on_report(LpSlot lp, const LpReport& report) override;
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}

    void get(Peers& peers, PeerId peer, std::string_view below_account);
    [[nodiscard]] std::string instruments() const;
    void get_order(Peers& peers, PeerId peer, std::string_view specifier);
    void take_order(Peers& peers, PeerId peer, std::string_view body);
    void take_replacement(Peers& peers, PeerId peer, const LpOrderName& name, std::string_view body);
    void take_cancel(Peers& peers, PeerId peer, const LpOrderName& name);
    void tell_new_order(const LpReport& report, const venues::OandaQuoted& instrument);
    void tell_change(const LpReport& report, const venues::OandaQuoted& instrument);
    void answer_about(std::map<LpOrderName, Waiting>& waiting, const LpOrderName& name, unsigned status,
                      std::string_view members);
    void stream(const std::string& transaction);
    void beat();

    OandaSiteTerms terms_;
    venues::OandaListing listing_;
    std::unique_ptr<LpAdapter> lp_;
    OandaAccount account_;
    Peers* peers_ = nullptr;  // while the LP is polled
    Timestamp now_{};
    Timestamp next_beat_{};
    std::vector<PeerId> price_peers_;
    std::vector<PeerId> transaction_peers_;
    std::map<LpOrderName, Waiting> orders_;
    std::map<LpOrderName, Waiting> cancels_;
    std::map<LpOrderName, Waiting> replacements_;
};

}  // namespace trireme::counterparts
