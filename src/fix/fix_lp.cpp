#include "fix/fix_lp.hpp"

#include "base/assert.hpp"
#include "fix/lp_service.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <thread>
#include <type_traits>

namespace trireme::fix {
namespace {

// Sessions have seconds at the finest; what waits for room waits this long at most.
constexpr std::chrono::milliseconds tick_every{50};
// How soon to look again when nothing else is known.
constexpr Duration poll_every = Duration::milliseconds(1);

}  // namespace

// The sockets' thread and what lives on it.
class FixLp::Thread {
public:
    Thread(const FixProfile& profile, Clock& clock) : service(io_, profile, clock) {}
    ~Thread() {  // NOLINT(bugprone-exception-escape): a thread that cannot be joined is a bug
        if (thread_.joinable()) {
            boost::asio::post(io_, [this] {
                service.stop();
                // A wait that is over already cannot be cancelled any more.
                is_stopped_ = true;
                timer_.cancel();
                work_.reset();
            });
            thread_.join();
        }
    }
    void run() {
        thread_ = std::thread([this] {
            service.start();
            wait();
            io_.run();
        });
    }
    void wake() {
        boost::asio::post(io_, [this] { service.send_requests(); });
    }

private:
    void wait() {
        timer_.expires_after(tick_every);
        timer_.async_wait([this](boost::system::error_code error) {
            if (!error && !is_stopped_) {
                service.tick();
                wait();
            }
        });
    }

    boost::asio::io_context io_{1};

public:
    LpService service;

private:
    boost::asio::steady_timer timer_{io_};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    bool is_stopped_ = false;
    std::thread thread_;
};

FixLp::FixLp(LpSlot lp) : lp_(lp) {}

FixLp::~FixLp() = default;

Result<std::unique_ptr<FixLp>> FixLp::create(const FixProfile& profile, const std::filesystem::path& folder,
                                             Clock& clock) {
    TRIREME_TRY(check(profile));
    std::unique_ptr<FixLp> lp(new FixLp(profile.lp));
    lp->thread_ = std::make_unique<Thread>(profile, clock);
    TRIREME_TRY(lp->thread_->service.open(folder));
    lp->thread_->run();
    return lp;
}

void FixLp::poll(Timestamp now, LpListener& listener) {
    polled_ = now;
    thread_->service.news.take(taken_);
    for (const LpNews& news : taken_) {
        hand_over(news, listener);
    }
    thread_->service.news.finish();
}

void FixLp::hand_over(const LpNews& news, LpListener& listener) {
    std::visit(
        [&](const auto& told) {
            using Told = std::decay_t<decltype(told)>;
            if constexpr (std::is_same_v<Told, LpQuote>) {
                ++health_.quotes;
                listener.on_quote(told);
            } else if constexpr (std::is_same_v<Told, LpDepth>) {
                listener.on_depth(told);
            } else if constexpr (std::is_same_v<Told, LpWithdrawal>) {
                listener.on_withdrawn(lp_, told.instrument, told.time);
            } else if constexpr (std::is_same_v<Told, LpConnectionChange>) {
                health_.is_connected = told.is_connected;
                health_.changed = told.time;
                health_.connections += told.is_connected ? 1 : 0;
                listener.on_connection(lp_, told.is_connected, told.time);
            } else if constexpr (std::is_same_v<Told, LpReport>) {
                count(told);
                listener.on_report(lp_, told);
            } else if constexpr (std::is_same_v<Told, LpOpenOrdersTold>) {
                listener.on_open_orders_told(lp_, told.time);
            } else {
                listener.on_positions(lp_, told.positions, told.time);
            }
        },
        news);
}

void FixLp::count(const LpReport& report) {
    health_.fills += report.kind == LpReportKind::filled ? 1 : 0;
    health_.rejects += report.kind == LpReportKind::rejected || report.kind == LpReportKind::cancel_rejected ||
                               report.kind == LpReportKind::replace_rejected
                           ? 1
                           : 0;
    if (last_sent_ && last_sent_->name == report.name) {
        health_.order_latency =
            Duration::nanoseconds(report.received.nanoseconds_since_1970() - last_sent_->time.nanoseconds_since_1970());
        last_sent_.reset();
    }
}

// News come when they come.
Timestamp FixLp::next_due() const { return polled_.plus(poll_every); }

LpHealth FixLp::health() const {
    LpHealth health = health_;
    health.last_message = Timestamp(thread_->service.last_message.load());
    health.bad_messages = thread_->service.bad_messages.load();
    return health;
}

LpAdmission FixLp::ask(LpRequest request) {
    if (!thread_->service.takes_orders) {
        return LpAdmission::not_connected;
    }
    if (!thread_->service.requests.offer(std::move(request))) {
        return LpAdmission::overloaded;
    }
    thread_->wake();
    return LpAdmission::taken;
}

LpAdmission FixLp::send(const LpOrder& order, Timestamp now) {
    TRIREME_ASSERT(order.name.view().find(chain_mark) == std::string_view::npos, "an order is called {}",
                   order.name.view());
    const LpAdmission admission = ask(order);
    if (admission == LpAdmission::taken) {
        ++health_.orders;
        last_sent_ = Sent{order.name, now};
    }
    return admission;
}

LpAdmission FixLp::cancel(const LpOrderName& name, Timestamp) { return ask(LpCancelRequest{name}); }

LpAdmission FixLp::replace(const LpReplace& replacement, Timestamp) { return ask(replacement); }

LpAdmission FixLp::ask_status(const LpOrderName& name, Timestamp) { return ask(LpStatusRequest{name}); }

LpAdmission FixLp::ask_open_orders(Timestamp) { return ask(LpOpenOrdersRequest{}); }

LpAdmission FixLp::ask_positions(Timestamp) { return ask(LpPositionsRequest{}); }

}  // namespace trireme::fix
