// Prices and market data; binance_site_orders.cpp deals.

#include "counterparts/binance_site.hpp"

#include <algorithm>
#include <utility>

namespace trireme::counterparts {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lower;
}

template <class Side>
std::string levels_text(const Side& side) {
    std::string text;
    for (const auto& [price, lots] : side) {
        text += fmt::format(R"({}["{}","{}"])", text.empty() ? "" : ",", format(price), format(lots));
    }
    return text;
}

// What turns one side into the other: levels that changed, and with no volume those that are gone.
template <class Side>
Side difference(const Side& before, const Side& after) {
    Side changes;
    for (const auto& [price, lots] : before) {
        if (!after.contains(price)) {
            changes.emplace(price, Lots());
        }
    }
    for (const auto& [price, lots] : after) {
        if (const auto known = before.find(price); known == before.end() || known->second != lots) {
            changes.emplace(price, lots);
        }
    }
    return changes;
}

}  // namespace

BinanceSite::BinanceSite(const BinanceSiteTerms& terms, std::unique_ptr<LpAdapter> dealer)
    : terms_(terms), dealer_(std::move(dealer)), books_(terms.instruments.size()) {}

void BinanceSite::on_gone(PeerId peer) {
    streams_.erase(peer);
    user_streams_.erase(peer);
}

void BinanceSite::on_time(Peers& peers, Timestamp now) {
    peers_ = &peers;
    now_ = now;
    dealer_->poll(now, *this);
    if (terms_.capture) {
        play_capture(now);
    }
}

void BinanceSite::on_quote(const LpQuote& quote) {
    Book after;
    after.bids.emplace(quote.bid, quote.bid_size);
    after.asks.emplace(quote.ask, quote.ask_size);
    publish(quote.instrument, after, quote.received);
}

void BinanceSite::on_depth(const LpDepth& depth) {
    Book after;
    for (const BookLevel& level : depth.bids) {
        after.bids.emplace(level.price, level.lots);
    }
    for (const BookLevel& level : depth.asks) {
        after.asks.emplace(level.price, level.lots);
    }
    publish(depth.instrument, after, depth.received);
}

void BinanceSite::on_withdrawn(LpSlot, InstrumentSlot instrument, Timestamp time) { publish(instrument, {}, time); }

void BinanceSite::publish(InstrumentSlot instrument, const Book& after, Timestamp now) {
    Book& book = books_[instrument.value()];
    const auto bids = difference(book.bids, after.bids);
    const auto asks = difference(book.asks, after.asks);
    book = after;
    if (terms_.capture || (bids.empty() && asks.empty())) {
        return;
    }
    const std::uint64_t before = book.update_id;
    book.update_id = ++update_id_;
    if (std::exchange(loses_update_, false)) {
        return;
    }
    const std::string_view symbol = terms_.instruments[instrument.value()].symbol.view();
    const auto best = [](const auto& side) {
        return side.empty() ? std::pair(Price(), Lots()) : std::pair(side.begin()->first, side.begin()->second);
    };
    const auto [bid, bid_size] = best(book.bids);
    const auto [ask, ask_size] = best(book.asks);
    tell_prices(symbol, "bookTicker",
                fmt::format(R"({{"u":{},"s":"{}","b":"{}","B":"{}","a":"{}","A":"{}"}})", book.update_id, symbol,
                            peers_->faults().lies() ? "1000000000" : format(bid), format(bid_size), format(ask),
                            format(ask_size)));
    tell_prices(symbol, "depth@100ms",
                fmt::format(R"({{"e":"depthUpdate","E":{},"s":"{}","U":{},"u":{},"b":[{}],"a":[{}]}})",
                            now.nanoseconds_since_1970() / 1'000'000, symbol,
                            before == 0 ? book.update_id : std::min(before + 1, book.update_id), book.update_id,
                            levels_text(bids), levels_text(asks)));
}

void BinanceSite::tell_prices(std::string_view symbol, std::string_view stream, std::string text) {
    const std::string name = lower_case(symbol) + "@" + std::string(stream);
    std::string frame = fmt::format(R"({{"stream":"{}","data":{}}})", name, text);
    if (peers_->faults().lies()) {
        frame.resize(peers_->faults().draw_below(frame.size()));
    }
    for (const auto& [peer, names] : streams_) {
        if (names.contains(name)) {
            peers_->write(peer, frame);
        }
    }
}

void BinanceSite::say(Peers& peers, const std::string& text) const {
    for (const auto& [peer, names] : streams_) {
        peers.write(peer, text);
    }
}

void BinanceSite::play_capture(Timestamp now) {
    if (streams_.empty() && !capture_begin_) {
        return;  // it begins with the first who hears it
    }
    const Timestamp begin = *(capture_begin_ ? capture_begin_ : capture_begin_.emplace(now));
    const std::int64_t elapsed = now.nanoseconds_since_1970() - begin.nanoseconds_since_1970();
    const auto& frames = terms_.capture->frames;
    while (capture_at_ < frames.size() &&
           frames[capture_at_].since_begin.nanoseconds() / std::int64_t{terms_.capture->speed} <= elapsed) {
        say(*peers_, frames[capture_at_].text);
        ++capture_at_;
    }
}

void BinanceSite::open_web_socket(PeerId peer, std::string_view target) {
    constexpr std::string_view combined = "/stream?streams=";
    constexpr std::string_view user_data = "/ws/key";
    if (target.starts_with(combined)) {
        std::string_view names = target.substr(combined.size());
        auto& heard = streams_[peer];
        while (!names.empty()) {
            const std::size_t end = std::min(names.find('/'), names.size());
            heard.emplace(names.substr(0, end));
            names.remove_prefix(std::min(end + 1, names.size()));
        }
        peers_->accept_web_socket(peer);
    } else if (target.starts_with(user_data)) {
        user_streams_.insert(peer);
        peers_->accept_web_socket(peer);
    } else {
        peers_->answer(peer, {.status = 404});
    }
}

std::optional<std::size_t> BinanceSite::instrument_of(const Query& query) const {
    const auto symbol = query.find("symbol");
    for (std::size_t at = 0; symbol != query.end() && at < terms_.instruments.size(); ++at) {
        if (terms_.instruments[at].symbol.view() == symbol->second) {
            return at;
        }
    }
    return std::nullopt;
}

std::string BinanceSite::snapshot_text(const Book& book) const {
    return fmt::format(R"({{"lastUpdateId":{},"bids":[{}],"asks":[{}]}})", book.update_id, levels_text(book.bids),
                       levels_text(book.asks));
}

std::string BinanceSite::exchange_info() const {
    std::string symbols;
    for (const auto& each : terms_.instruments) {
        symbols +=
            fmt::format(R"({}{{"symbol":"{}","status":"TRADING","baseAsset":"{}","quoteAsset":"{}","filters":[)"
                        R"({{"filterType":"PRICE_FILTER","minPrice":"{}","maxPrice":"1000000.00","tickSize":"{}"}},)"
                        R"({{"filterType":"LOT_SIZE","minQty":"{}","maxQty":"9000.00","stepSize":"{}"}},)"
                        R"({{"filterType":"NOTIONAL","minNotional":"{}"}}]}})",
                        symbols.empty() ? "" : ",", each.symbol.view(), each.base, each.quote, format(each.tick),
                        format(each.tick), format(each.step), format(each.step), each.notional_min);
    }
    return fmt::format(R"({{"timezone":"UTC","symbols":[{}]}})", symbols);
}

void BinanceSite::answer_market(PeerId peer, std::string_view path, const Query& query) {
    if (path == "/api/v3/time") {
        return succeed(peer, fmt::format(R"({{"serverTime":{}}})", now_.nanoseconds_since_1970() / 1'000'000));
    }
    if (path == "/api/v3/exchangeInfo") {
        return succeed(peer, exchange_info());
    }
    if (path == "/api/v3/depth") {
        const auto at = instrument_of(query);
        if (!at) {
            return fail(peer, -1121, "Invalid symbol.");
        }
        if (terms_.capture) {
            return succeed(peer, terms_.capture->snapshots.at(std::string(terms_.instruments[*at].symbol.view())));
        }
        return succeed(peer, snapshot_text(books_[*at]));
    }
    peers_->answer(peer, {.status = 404});
}

}  // namespace trireme::counterparts
