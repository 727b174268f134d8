#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/binance_credentials.hpp"
#include "venues/binance_limits.hpp"
#include "venues/binance_orders.hpp"
#include "venues/binance_rules.hpp"
#include "venues/network.hpp"
#include "venues/reconnect.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::venues {

struct BinanceTradingTerms {
    LpSlot lp{};
    std::vector<BinanceFeedTerms::Instrument> instruments{};
    std::vector<std::string> base_assets{};  // of the instruments, in their order: whose balances are positions
    NetworkAddress streams{"stream.binance.com", 9443};
    BinanceCredentials credentials{};
    // A request that reaches Binance later than so long after it was made is not carried out.
    Duration receive_window = Duration::seconds(5);
    Duration listen_key_renewal = Duration::seconds(30 * 60);
    Duration clock_renewal = Duration::seconds(60);
    Duration question_wait = Duration::seconds(1);  // before a question that failed is asked again
    ReconnectTerms reconnect{};
    std::uint64_t seed = 2;
};

// Orders at Binance: signed requests, the user-data stream, and questions about what became of an order wherever that
// is not certain. Driven by its owner, as BinanceMarket is. Orders are taken while the rules of the exchange and its
// clock are known and the user-data stream is open.
class BinanceTrading {
public:
    // `orders` and `rest` are the channels for orders and for everything else.
    BinanceTrading(const BinanceTradingTerms& terms, Network& network, ChannelId orders, ChannelId rest);

    void advance(Timestamp now, BinanceLimits& limits);
    // False if the event belongs to somebody else.
    [[nodiscard]] bool take(const NetworkEvent& event, BinanceLimits& limits, LpListener& listener);
    [[nodiscard]] Timestamp next_due() const;
    [[nodiscard]] bool is_ready() const { return rules_ && clock_is_known_ && stream_is_open_; }

    [[nodiscard]] LpAdmission send(const LpOrder& order, Timestamp now, const BinanceLimits& limits);
    [[nodiscard]] LpAdmission cancel(const LpOrderName& name, Timestamp now, const BinanceLimits& limits);
    [[nodiscard]] LpAdmission replace(const LpReplace& replacement, Timestamp now, const BinanceLimits& limits);
    [[nodiscard]] LpAdmission ask_status(const LpOrderName& name, Timestamp now);
    [[nodiscard]] LpAdmission ask_open_orders(Timestamp now);
    [[nodiscard]] LpAdmission ask_positions(Timestamp now);
    // Reports that follow from what was asked without asking Binance.
    void tell_refused(Timestamp now, LpListener& listener);

    [[nodiscard]] const BinanceOrders& orders() const { return orders_; }

    struct Counters {
        std::uint64_t sent = 0;
        std::uint64_t rejects = 0;    // of cancels and replacements
        std::uint64_t malformed = 0;  // answers and frames that were refused
        std::uint64_t uncertain = 0;  // requests that may have arrived and were not answered
        std::uint64_t questions = 0;  // about single orders, our own included
        std::uint64_t losses = 0;     // of the user-data stream

        bool operator==(const Counters&) const = default;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    enum class Kind : std::uint8_t {
        exchange_info,
        server_time,
        listen_key,
        renewal,
        order,
        cancel,
        replace,
        replace_status,  // whether the order that a replacement would have made is there
        status,
        trades,
        open_orders,
        account
    };
    struct Asked {
        Kind kind{};
        LpOrderName name{};
        std::size_t instrument = 0;  // of a question about an order that is not known: which is tried
        bool is_for_house = false;   // whether the answer is to be reported
        LpReplace replacement{};
        Timestamp certain_at{};  // of replace_status: from when on what is not there does not come any more
        Timestamp sent{};
    };
    struct Question {
        LpOrderName name{};
        std::size_t instrument = 0;
        bool is_for_house = false;
        Timestamp ask_at{};
    };
    struct ReplaceQuestion {
        LpReplace replacement{};
        Timestamp certain_at{};
        Timestamp ask_at{};
    };
    struct Refusal {
        LpOrderName name{};
        LpReportKind kind{};
        LpReason reason{};
    };

    // The query with its signature, as a request of that method.
    [[nodiscard]] HttpRequest signed_request(HttpMethod method, std::string_view path, std::string query,
                                             Timestamp now) const;
    bool ask(ChannelId channel, Asked asked, HttpRequest request);
    void ask_common(Timestamp now);
    void ask_questions(Timestamp now);
    void ask_replace_questions(Timestamp now);
    void question(const LpOrderName& name, std::size_t instrument, bool is_for_house, Timestamp ask_at);
    void question_live_orders(Timestamp at);
    void open_stream(const std::string& listen_key, Timestamp now);

    void take_answer(const Asked& asked, const HttpAnswer& answer, Timestamp now, LpListener& listener);
    void take_success(const Asked& asked, std::string_view body, Timestamp now, LpListener& listener);
    void take_failure(const Asked& asked, const HttpAnswer& answer, Timestamp now, LpListener& listener);
    void take_refused_order(const Asked& asked, std::int64_t code, Timestamp now, LpListener& listener);
    void take_refused_replacement(const LpOrderName& name, Timestamp now, LpListener& listener);
    void take_unknown(const Asked& asked, Timestamp now, LpListener& listener);
    void take_lost_request(const Asked& asked, bool may_have_arrived, Timestamp now, LpListener& listener);
    void take_state(const Asked& asked, const BinanceOrderState& state, Timestamp now, LpListener& listener);
    void take_replaced(const Asked& asked, Timestamp now, LpListener& listener);
    void take_open_orders(const std::vector<BinanceOrderState>& states, Timestamp now, LpListener& listener);
    void take_positions(const std::vector<BinanceBalance>& balances, Timestamp now, LpListener& listener);
    void take_stream_event(const NetworkEvent& event, LpListener& listener);
    void ask_trades(const LpOrderName& name, Timestamp now);

    BinanceTradingTerms terms_;
    Network& network_;
    ChannelId orders_channel_;
    ChannelId rest_;
    BinanceOrders orders_;
    std::optional<BinanceRules> rules_;
    Duration clock_offset_{};  // Binance's clock less ours
    bool clock_is_known_ = false;
    bool stream_is_open_ = false;
    std::string listen_key_;
    std::optional<ChannelId> stream_;
    Reconnect reconnect_;
    Timestamp info_at_ = Timestamp::earliest();
    Timestamp clock_at_ = Timestamp::earliest();
    Timestamp listen_key_at_ = Timestamp::earliest();  // when one is asked for, or renewed
    std::map<RequestId, Asked> asked_;
    std::vector<Question> questions_;
    std::vector<ReplaceQuestion> replace_questions_;
    std::vector<Refusal> refusals_;
    Counters counters_{};
};

}  // namespace trireme::venues
