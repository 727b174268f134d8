#pragma once

#include "base/result.hpp"
#include "fix/lp_messages.hpp"
#include "fix/lp_session.hpp"
#include "fix/mailbox.hpp"
#include "fix/market_data.hpp"
#include "fix/order_answers.hpp"
#include "fix/order_requests.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trireme::fix {

inline constexpr std::size_t lp_news_max = 16'384;
inline constexpr std::size_t lp_requests_max = 1'024;

// The part of FixLp that lives on the thread of its sockets.
class LpService final : public LpSessionUser {
public:
    LpService(boost::asio::io_context& io, const FixProfile& profile, Clock& clock);
    [[nodiscard]] Result<void> open(const std::filesystem::path& folder);

    void start();
    void stop();
    void tick();
    // Sends what waits in `requests`.
    void send_requests();

    // Shared with the other thread.
    Mailbox<LpNews> news{lp_news_max};
    Mailbox<LpRequest> requests{lp_requests_max};
    std::atomic<bool> takes_orders = false;
    std::atomic<std::uint64_t> bad_messages = 0;
    std::atomic<std::int64_t> last_message = 0;

    void on_up(LpSession& session) override;
    void on_down(LpSession& session) override;
    void on_frame(LpSession& session, std::string_view frame) override;
    void on_reject(LpSession& session, std::string_view frame) override;
    bool has_handed_on() const override { return news.is_done(); }

private:
    [[nodiscard]] LpSession& order_session() { return orders_ ? *orders_ : *quotes_; }
    [[nodiscard]] Result<void> take(std::string_view frame, Timestamp now);
    [[nodiscard]] Result<void> take_market_data(Timestamp now);
    [[nodiscard]] Result<void> take_execution_report(Timestamp now);
    [[nodiscard]] Result<void> take_position_answer(Timestamp now);
    [[nodiscard]] Result<void> take_business_reject(Timestamp now);
    [[nodiscard]] Result<void> take_securities();
    void count_bad(LpSession& session, const Error& failure);
    void count_bad_frames();
    void tell_connection();
    void pause_while_full();
    [[nodiscard]] FixBody body_of(const LpOpenOrdersRequest& request, Timestamp now);
    [[nodiscard]] FixBody body_of(const LpPositionsRequest& request, Timestamp now);
    void send(const LpRequest& request);
    void answer_unsendable(const LpRequest& request, const Error& failure);

    boost::asio::io_context& io_;
    FixProfile profile_;
    Clock& clock_;
    MarketData market_data_;
    OrderChains chains_;
    OrderRequests order_requests_;
    OrderAnswers order_answers_;
    std::unique_ptr<LpSession> quotes_;
    std::unique_ptr<LpSession> orders_;  // null: quotes_ serves both
    MessageView message_;
    std::vector<MarketDataChange> changes_;
    std::uint64_t attempt_ = 0;
    std::uint64_t questions_ = 0;
    std::string open_orders_question_;
    std::uint64_t open_orders_reports_ = 0;
    std::string positions_question_;
    std::vector<LpPosition> positions_;
    std::uint64_t position_reports_ = 0;
    std::uint64_t counted_bad_frames_ = 0;
    bool is_connected_ = false;
    bool is_paused_ = false;
};

}  // namespace trireme::fix
