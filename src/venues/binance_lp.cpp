#include "venues/binance_lp.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {

Result<std::unique_ptr<BinanceLp>> BinanceLp::create(BinanceLpTerms terms, std::unique_ptr<Network> network) {
    terms.market.feed = {.lp = terms.lp};
    terms.market.streams = terms.streams;
    terms.trading.lp = terms.lp;
    terms.trading.streams = terms.streams;
    terms.trading.credentials = terms.credentials;
    for (const auto& instrument : terms.instruments) {
        terms.market.feed.instruments.push_back(instrument.market);
        terms.trading.instruments.push_back(instrument.market);
        terms.trading.base_assets.push_back(instrument.base_asset);
    }
    if (terms.instruments.empty()) {
        return fail(ErrorCode::invalid_input, "Binance is asked for no instrument");
    }
    TRIREME_TRY_ASSIGN(auto feed, BinanceFeed::create(terms.market.feed));
    TRIREME_TRY_ASSIGN(const ChannelId rest, network->open_http(terms.rest));
    BinanceMarket market(terms.market, std::move(feed), *network, rest);
    std::optional<BinanceTrading> trading;
    if (!terms.credentials.api_key.empty()) {
        // Orders do not wait behind a snapshot of a megabyte.
        TRIREME_TRY_ASSIGN(const ChannelId orders, network->open_http(terms.rest));
        trading.emplace(terms.trading, *network, orders, rest);
    }
    return std::unique_ptr<BinanceLp>(new BinanceLp(std::move(network), std::move(market), std::move(trading)));
}

BinanceLp::BinanceLp(std::unique_ptr<Network> network, BinanceMarket market, std::optional<BinanceTrading> trading)
    : network_(std::move(network)), market_(std::move(market)), trading_(std::move(trading)) {}

void BinanceLp::poll(Timestamp now, LpListener& listener) {
    NetworkEvent event;
    while (network_->next(event)) {
        last_message_ = event.received;
        const bool was_connected = market_.is_connected();
        if (!market_.take(event, limits_, listener) && trading_) {
            // What neither knows is the answer to a question whose connection was lost since.
            static_cast<void>(trading_->take(event, limits_, listener));
        }
        if (market_.is_connected() != was_connected) {
            changed_ = event.received;
        }
    }
    market_.advance(now, limits_);
    if (trading_) {
        trading_->advance(now, limits_);
        trading_->tell_refused(now, listener);
    }
}

Timestamp BinanceLp::next_due() const {
    return trading_ ? std::min(market_.next_due(), trading_->next_due()) : market_.next_due();
}

LpHealth BinanceLp::health() const {
    const BinanceFeed::Counters& feed = market_.feed().counters();
    LpHealth health{.is_connected = market_.is_connected(),
                    .changed = changed_,
                    .last_message = last_message_,
                    .quotes = feed.of_kind[static_cast<std::size_t>(BinanceKind::book_ticker)],
                    .bad_messages = feed.malformed + feed.absurd + feed.too_long + market_.counters().broken,
                    .connections = market_.counters().connections};
    if (trading_) {
        health.order_latency = trading_->orders().latency();
        health.orders = trading_->counters().sent;
        health.fills = trading_->orders().counters().fills;
        health.rejects = trading_->orders().counters().rejects + trading_->counters().rejects;
        health.bad_messages += trading_->counters().malformed + trading_->orders().counters().absurd;
    }
    return health;
}

LpAdmission BinanceLp::send(const LpOrder& order, Timestamp now) {
    return trading_ ? trading_->send(order, now, limits_) : LpAdmission::not_connected;
}

LpAdmission BinanceLp::cancel(const LpOrderName& name, Timestamp now) {
    return trading_ ? trading_->cancel(name, now, limits_) : LpAdmission::not_connected;
}

LpAdmission BinanceLp::replace(const LpReplace& replacement, Timestamp now) {
    return trading_ ? trading_->replace(replacement, now, limits_) : LpAdmission::not_connected;
}

LpAdmission BinanceLp::ask_status(const LpOrderName& name, Timestamp now) {
    return trading_ ? trading_->ask_status(name, now) : LpAdmission::not_connected;
}

LpAdmission BinanceLp::ask_open_orders(Timestamp now) {
    return trading_ ? trading_->ask_open_orders(now) : LpAdmission::not_connected;
}

LpAdmission BinanceLp::ask_positions(Timestamp now) {
    return trading_ ? trading_->ask_positions(now) : LpAdmission::not_connected;
}

}  // namespace trireme::venues
