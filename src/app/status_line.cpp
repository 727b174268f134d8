#include "app/status_line.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace trireme::app {
namespace {

std::string milliseconds(std::chrono::nanoseconds time) {
    return fmt::format("{:.2f} ms", std::chrono::duration<double, std::milli>(time).count());
}

}  // namespace

void StatusLine::print() {
    const std::uint64_t sequence = runtime_.durable_sequence();
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> seconds = now - printed_at_;
    fmt::print("sequence {}  {:.0f} commands/s", sequence,
               static_cast<double>(sequence - sequence_before_) / seconds.count());
    if (market_ != nullptr) {
        print_market(seconds.count());
    }
    if (simulation_ != nullptr) {
        print_simulation();
    }
    fmt::print("\n");
    print_follower_failure();
    std::fflush(stdout);
    sequence_before_ = sequence;
    printed_at_ = now;
}

void StatusLine::print_market(double seconds) {
    const std::uint64_t quotes = market_->quotes_sent();
    fmt::print("  {:.0f} quotes/s", static_cast<double>(quotes - quotes_before_) / seconds);
    quotes_before_ = quotes;
    print_lps_away();
}

void StatusLine::print_lps_away() {
    for (const AggregatedLps::Line& lp : market_->lps()) {
        if (!lp.health.is_connected) {
            fmt::print("  {} is away", lp.name);
        }
    }
}

void StatusLine::print_simulation() {
    CommandFlow& flow = simulation_->clients().flow();
    const auto quantiles = flow.latencies().take();
    const auto counts = flow.counts();
    fmt::print("  durable ack p50 {} p99 {}  in flight {}  rejected {}  overloaded {}  no room {}",
               milliseconds(quantiles.p50), milliseconds(quantiles.p99), counts.in_flight, counts.rejected,
               counts.overloaded, counts.no_room);
}

void StatusLine::print_follower_failure() {
    const auto follower = runtime_.follower_status();
    if (follower && follower->last_failure && follower->last_failure != said_failure_) {
        said_failure_ = follower->last_failure;
        fmt::print("snapshots and archive are held up: {}\n", *said_failure_);
    }
}

}  // namespace trireme::app
