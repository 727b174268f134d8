#pragma once

#include "ports/lp_adapter.hpp"
#include "venues/network.hpp"
#include "venues/oanda_dealing.hpp"
#include "venues/oanda_listing.hpp"
#include "venues/oanda_log.hpp"
#include "venues/oanda_prices.hpp"
#include "venues/oanda_requests.hpp"
#include "venues/oanda_streams.hpp"
#include "venues/reconnect.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace trireme::venues {

struct OandaTerms {
    LpSlot lp{};
    NetworkAddress requests{.host = "api-fxtrade.oanda.com"};
    NetworkAddress streams{.host = "stream-fxtrade.oanda.com"};
    OandaAccountId account{};
    std::string token{};  // the only credential; goes into requests and nowhere else
    std::vector<OandaQuoted> instruments{};
    Duration silence_max = Duration::seconds(12);
    // An order whose connection was lost is asked about so much later, because it may still be on its way.
    Duration doubt_wait = Duration::seconds(2);
    ReconnectTerms reconnect{};
    std::uint64_t seed = 1;  // of the jitter between connections
    std::size_t ended_orders_max = 10'000;
    std::size_t waiting_requests_max = 500;
};

// OANDA's v20 interface: prices and transactions by streams, orders by requests. It is connected when both streams are
// open and no transaction is missing. What became of an order is told by transactions alone; those that a lost
// connection kept away are asked for by the id of the last one, and an order that none of them names is asked about by
// its name. A text that is malformed or absurd is counted and changes nothing; where it was the answer to a question,
// the connection counts as lost, so that everything is asked anew.
class OandaLp final : public LpAdapter {
public:
    // `invalid_input` for terms that make no sense.
    [[nodiscard]] static Result<std::unique_ptr<OandaLp>> create(const OandaTerms& terms,
                                                                 std::unique_ptr<Network> network);

    void poll(Timestamp now, LpListener& listener) override;
    [[nodiscard]] Timestamp next_due() const override;
    [[nodiscard]] LpHealth health() const override;

    [[nodiscard]] LpAdmission send(const LpOrder& order, Timestamp now) override;
    [[nodiscard]] LpAdmission cancel(const LpOrderName& name, Timestamp now) override;
    [[nodiscard]] LpAdmission replace(const LpReplace& replacement, Timestamp now) override;
    [[nodiscard]] LpAdmission ask_status(const LpOrderName& name, Timestamp now) override;
    [[nodiscard]] LpAdmission ask_open_orders(Timestamp now) override;
    [[nodiscard]] LpAdmission ask_positions(Timestamp now) override;

private:
    enum class Stage : std::uint8_t { apart, learning, opening, catching_up, connected };
    enum class Purpose : std::uint8_t {
        accounts,
        instruments,
        resting_orders,  // at the first connection
        missing,         // transactions since the last known
        order,
        cancel,
        replacement,
        doubt,
        status,
        fill,  // of an order that ended before the house knew it
        open_orders,
        positions,
    };
    struct Asked {
        Purpose purpose{};
        LpOrderName name{};
        Units ordered{};  // of a fill that is asked for
    };
    // An answer that speaks of transactions which are not here yet.
    struct Held {
        Asked asked{};
        OandaTransactionId until{};
        std::vector<OandaOrder> orders{};
    };

    OandaLp(const OandaTerms& terms, OandaListing listing, std::unique_ptr<Network> network, ChannelId channel);

    void connect(Timestamp now, LpListener& listener);
    void lose(Timestamp now, LpListener& listener);
    void apply_transactions(Timestamp now, LpListener& listener);
    void advance(Timestamp now, LpListener& listener);
    void ask_missing();
    void ask_doubts(Timestamp now);
    [[nodiscard]] bool ask(HttpRequest request, const Asked& asked);
    // Of the house's own requests, which are bounded.
    [[nodiscard]] LpAdmission ask_for_house(HttpRequest request, const Asked& asked);
    [[nodiscard]] LpAdmission admission() const;

    void take(const NetworkEvent& event, LpListener& listener);
    void take_line(ChannelId channel, const std::string& text, Timestamp received, LpListener& listener);
    void take_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received, LpListener& listener);
    void take_failure(const Asked& asked, bool may_have_arrived, Timestamp received, LpListener& listener);
    // A failure means that the answer could not be used.
    [[nodiscard]] Result<void> use_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                          LpListener& listener);
    [[nodiscard]] Result<void> use_order_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                                LpListener& listener);
    [[nodiscard]] Result<void> use_status(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                          LpListener& listener);
    [[nodiscard]] Result<void> use_accounts(std::string_view body);
    [[nodiscard]] Result<void> use_instruments(std::string_view body, Timestamp received, LpListener& listener);
    [[nodiscard]] Result<void> use_resting_orders(std::string_view body);
    [[nodiscard]] Result<void> use_fill(const Asked& asked, std::string_view body, Timestamp received,
                                        LpListener& listener);
    [[nodiscard]] Result<void> use_positions(std::string_view body, Timestamp received, LpListener& listener);
    void release_held(Timestamp now, LpListener& listener);
    void release_status(const Held& held, Timestamp now, LpListener& listener);
    void release_orders(const Held& held, Timestamp now, LpListener& listener);
    void refuse(const Asked& asked, LpReason reason, Timestamp received, LpListener& listener);
    void tell(const LpReport& report, LpListener& listener);

    OandaTerms terms_;
    OandaListing listing_;
    std::unique_ptr<Network> network_;
    ChannelId channel_;  // of requests
    OandaRequests requests_;
    OandaStreams streams_;
    OandaPrices prices_;
    OandaTransactionLog log_;
    OandaDealing dealing_;
    Reconnect reconnect_;
    Stage stage_ = Stage::apart;
    Timestamp retry_at_{};
    bool has_log_ = false;  // it has begun
    bool is_missing_asked_ = false;
    Timestamp next_question_{};  // for missing transactions, at the earliest
    std::map<RequestId, Asked> asked_;
    std::map<LpOrderName, Timestamp> doubts_;  // when to ask about them
    std::vector<Held> held_;
    std::vector<LpReport> local_;  // to be told with the next poll, of what was not sent at all
    LpHealth health_{};
};

}  // namespace trireme::venues
