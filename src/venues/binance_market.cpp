#include "venues/binance_market.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lower;
}

// https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md: combined streams.
HttpRequest stream_request(const BinanceMarketTerms& terms) {
    std::string target = "/stream?streams=";
    for (const auto& instrument : terms.feed.instruments) {
        const std::string symbol = lower_case(instrument.symbol.view());
        target += fmt::format("{}{}@bookTicker/{}@depth@100ms", target.ends_with('=') ? "" : "/", symbol, symbol);
        for (const std::string& stream : terms.further_streams) {
            target += fmt::format("/{}@{}", symbol, stream);
        }
    }
    return {.target = target};
}

}  // namespace

BinanceMarket::BinanceMarket(const BinanceMarketTerms& terms, BinanceFeed feed, Network& network, ChannelId rest)
    : terms_(terms), feed_(std::move(feed)), network_(network), rest_(rest), reconnect_(terms.reconnect, terms.seed) {}

void BinanceMarket::advance(Timestamp now, BinanceLimits& limits) {
    if (former_ && now >= former_->since.plus(terms_.overlap)) {
        network_.close(former_->channel);
        former_.reset();
    }
    const bool is_to_be_replaced = current_ && now >= replace_at_;
    if (!opening_ && now >= connect_at_ && (!current_ || is_to_be_replaced)) {
        connect(now);
    }
    ask_snapshots(now, limits);
}

void BinanceMarket::connect(Timestamp now) {
    if (const auto opened = network_.open_web_socket(terms_.streams, stream_request(terms_))) {
        opening_ = *opened;
    } else {
        connect_at_ = reconnect_.lost(now);
    }
}

void BinanceMarket::ask_snapshots(Timestamp now, BinanceLimits& limits) {
    if (!current_ || !limits.allows_questions(now)) {
        return;
    }
    for (const Symbol& symbol : feed_.wanted_snapshots()) {
        Timestamp& again = ask_again_[symbol];
        if (now < again) {
            continue;
        }
        again = now.plus(terms_.snapshot_wait);
        const auto asked =
            network_.request(rest_, {.target = fmt::format("/api/v3/depth?symbol={}&limit=1000", symbol.view())});
        if (asked) {
            ++counters_.snapshots_asked;
            snapshots_.emplace(*asked, symbol);
        }
    }
}

bool BinanceMarket::take(const NetworkEvent& event, BinanceLimits& limits, LpListener& listener) {
    if (const auto* const answered = std::get_if<RequestAnswered>(&event.what)) {
        const auto found = snapshots_.extract(answered->request);
        if (found) {
            limits.take(answered->answer, event.received);
            take_snapshot(found.mapped(), answered->answer, event.received, listener);
        }
        return !found.empty();
    }
    if (const auto* const failed = std::get_if<RequestFailed>(&event.what)) {
        const bool is_ours = snapshots_.erase(failed->request) == 1;
        counters_.snapshots_failed += is_ours ? 1U : 0U;
        return is_ours;
    }
    const bool is_heard = (current_ && current_->channel == event.channel) ||
                          (former_ && former_->channel == event.channel) || opening_ == event.channel;
    if (!is_heard) {
        return false;
    }
    if (std::holds_alternative<ChannelOpened>(event.what)) {
        take_opened(event.received, listener);
    } else if (const auto* const message = std::get_if<ChannelMessage>(&event.what)) {
        const auto taken = feed_.take_frame(message->text, event.received, listener);
        if (taken && feed_.frame().kind == BinanceKind::server_shutdown && current_ &&
            current_->channel == event.channel) {
            replace_at_ = event.received;
        }
    } else {
        take_closed(event, listener);
    }
    return true;
}

void BinanceMarket::take_opened(Timestamp now, LpListener& listener) {
    ++counters_.connections;
    reconnect_.connected(now);
    replace_at_ = now.plus(terms_.connection_max);
    const std::optional<Open> before = std::exchange(current_, Open{*opening_, now});
    opening_.reset();
    if (before) {
        ++counters_.replacements;
        if (former_) {
            network_.close(former_->channel);
        }
        former_ = Open{before->channel, now};
    } else {
        listener.on_connection(feed_.lp(), true, now);
    }
}

void BinanceMarket::take_closed(const NetworkEvent& event, LpListener& listener) {
    const auto& closed = std::get<ChannelClosed>(event.what);
    counters_.broken += closed.reason.code == ErrorCode::io_failure ? 0U : 1U;
    if (opening_ == event.channel) {
        opening_.reset();
        connect_at_ = reconnect_.lost(event.received);
        return;
    }
    if (former_ && former_->channel == event.channel) {
        former_.reset();
        return;
    }
    ++counters_.losses;
    current_.reset();
    if (former_) {
        network_.close(former_->channel);
        former_.reset();
    }
    replace_at_ = Timestamp::latest();
    connect_at_ = reconnect_.lost(event.received);
    feed_.reset();
    ask_again_.clear();
    snapshots_.clear();
    listener.on_connection(feed_.lp(), false, event.received);
}

void BinanceMarket::take_snapshot(const Symbol& symbol, const HttpAnswer& answer, Timestamp now, LpListener& listener) {
    constexpr unsigned ok = 200;
    const bool is_taken = answer.status == ok && feed_.take_snapshot(symbol, answer.body, now, listener);
    counters_.snapshots_failed += is_taken ? 0U : 1U;
}

Timestamp BinanceMarket::next_due() const {
    if (!current_) {
        return opening_ ? Timestamp::latest() : connect_at_;
    }
    Timestamp next = former_ ? former_->since.plus(terms_.overlap) : Timestamp::latest();
    if (!opening_) {
        next = std::min(next, std::max(replace_at_, connect_at_));
    }
    for (const Symbol& symbol : feed_.wanted_snapshots()) {
        const auto again = ask_again_.find(symbol);
        next = std::min(next, again == ask_again_.end() ? current_->since : again->second);
    }
    return next;
}

}  // namespace trireme::venues
