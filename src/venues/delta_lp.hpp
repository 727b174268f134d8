#pragma once

#include "ports/lp_adapter.hpp"
#include "venues/delta_dealing.hpp"
#include "venues/delta_feed.hpp"
#include "venues/delta_requests.hpp"
#include "venues/network.hpp"
#include "venues/reconnect.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trireme::venues {

struct DeltaTerms {
    LpSlot lp{};
    NetworkAddress requests{.host = "api.india.delta.exchange"};
    NetworkAddress messages{.host = "socket.india.delta.exchange"};
    std::string api_key{};  // this and the secret go into requests, signed, and nowhere else
    std::string secret{};
    std::vector<DeltaQuoted> instruments{};
    Duration silence_max = Duration::seconds(35);  // of the WebSocket, which has a heartbeat every 30 s
    // An order whose connection was lost is asked about so much later, because it may still be on its way.
    Duration doubt_wait = Duration::seconds(2);
    ReconnectTerms reconnect{};
    std::uint64_t seed = 1;
    std::size_t ended_orders_max = 10'000;
    std::size_t waiting_requests_max = 500;
};

// Delta Exchange's v2 interface: prices, orders and fills by a WebSocket, requests signed. It is connected when it is
// authenticated, subscribed, and has asked what was missed. After a lost connection fills are asked for by time, and
// each live order by its name. A text that is malformed or absurd is counted and changes nothing.
class DeltaLp final : public LpAdapter {
public:
    // `invalid_input` for terms that make no sense.
    [[nodiscard]] static Result<std::unique_ptr<DeltaLp>> create(const DeltaTerms& terms,
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
    enum class Stage : std::uint8_t { apart, learning, opening, authenticating, subscribing, catching_up, connected };
    enum class Purpose : std::uint8_t {
        product,
        resting_orders,  // at each connection
        fills,
        order,
        cancel,
        replacement,
        doubt,
        status,
        open_orders,
        positions,
    };
    struct Asked {
        Purpose purpose{};
        LpOrderName name{};
    };

    DeltaLp(const DeltaTerms& terms, std::unique_ptr<Network> network, ChannelId channel);

    void connect(Timestamp now, LpListener& listener);
    void lose(Timestamp now, LpListener& listener);
    void advance(Timestamp now, LpListener& listener);
    void ask_fills(Timestamp now);
    [[nodiscard]] bool ask(HttpRequest request, const Asked& asked);
    [[nodiscard]] bool say(std::string text);
    [[nodiscard]] LpAdmission ask_for_house(HttpRequest request, const Asked& asked);
    [[nodiscard]] LpAdmission admission() const;
    [[nodiscard]] LpAdmission refuse_here(const LpReport& report);
    [[nodiscard]] const DeltaProduct& product_of(InstrumentSlot slot) const;

    void take(const NetworkEvent& event, LpListener& listener);
    void take_message(const std::string& text, Timestamp received, LpListener& listener);
    void take_failure(const Asked& asked, bool may_have_arrived, Timestamp received, LpListener& listener);
    [[nodiscard]] Result<void> use_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                          LpListener& listener);
    [[nodiscard]] Result<void> use_order_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                                LpListener& listener);
    [[nodiscard]] Result<void> use_status(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                          LpListener& listener);
    [[nodiscard]] Result<void> use_product(const HttpAnswer& answer, Timestamp received, LpListener& listener);
    [[nodiscard]] Result<void> use_orders(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                          LpListener& listener);
    [[nodiscard]] Result<void> use_fills(const HttpAnswer& answer, Timestamp received, LpListener& listener);
    [[nodiscard]] Result<void> use_positions(const HttpAnswer& answer, Timestamp received, LpListener& listener);
    void refuse(const Asked& asked, LpReason reason, Timestamp received, LpListener& listener);
    void tell(const std::vector<LpReport>& reports, LpListener& listener);
    void tell(const LpReport& report, LpListener& listener);

    DeltaTerms terms_;
    std::unique_ptr<Network> network_;
    ChannelId channel_;  // of requests
    DeltaRequests requests_;
    DeltaDealing dealing_;
    DeltaFeed feed_;
    Reconnect reconnect_;
    Stage stage_ = Stage::apart;
    Timestamp retry_at_{};
    std::optional<ChannelId> socket_;
    Timestamp heard_{};          // when the socket last said anything
    Timestamp fills_since_{};    // no fill before it is missing; 0: not connected yet
    Timestamp next_question_{};  // for fills, at the earliest
    std::map<Symbol, DeltaProduct> products_;
    std::map<Symbol, std::uint64_t> fill_sequences_;
    std::map<RequestId, Asked> asked_;
    std::map<LpOrderName, Timestamp> doubts_;
    std::vector<LpReport> local_;
    LpHealth health_{};
};

}  // namespace trireme::venues
