#include "engine/at_quote.hpp"

#include "engine/admission.hpp"
#include "engine/entering.hpp"
#include "engine/examining.hpp"
#include "engine/execution.hpp"
#include "engine/hedging.hpp"
#include "engine/margin_watch.hpp"
#include "engine/trailing.hpp"
#include "engine/waiting.hpp"
#include "model/bounds.hpp"

namespace trireme::engine {
namespace {

struct Exit {
    TradeReason reason;
    Price level;
};

// position.stop_loss, position.take_profit and position.trailing at the present quote: a stop comes before a profit.
Exit exit_of(const PositionRecord& position, ClientQuote quote) {
    const Price exit = exit_price(position.side, quote);
    const auto stop = holding_stop(position);
    if (stop && (position.is_long() ? exit <= *stop : exit >= *stop)) {
        const bool is_stop_loss = position.guards->protection.stop_loss == stop;
        return {is_stop_loss ? TradeReason::stop_loss : TradeReason::trailing_stop, *stop};
    }
    return {TradeReason::take_profit, *position.guards->protection.take_profit};
}

void close_reached(Books& books, InstrumentRecord& instrument) {
    for (const std::uint64_t id : reached(books, instrument.exits, instrument)) {
        PositionRecord& position = *books.find(PositionId(id));
        const ClientQuote quote = client_quote(instrument, *position.holding->account->group);
        const Exit exit = exit_of(position, quote);
        close_at_market(books, position, position.lots, exit.reason, exit.level);
    }
}

void enter_reached(Books& books, InstrumentRecord& instrument) {
    for (const std::uint64_t id : reached(books, instrument.entries, instrument)) {
        if (OrderRecord* const order = books.find(OrderId(id))) {  // one before it may have ended it
            look_at(books, *order);
        }
    }
}

// Of whom the quote is about: with its first one an instrument may become the pair that currencies are converted by.
void touch_concerned(Books& books, InstrumentRecord& instrument, bool is_first_quote) {
    if (is_first_quote) {
        touch_dependents(books, instrument);
    } else {
        touch_woken(books, instrument);
    }
}

// order.priority
void at_quote(Books& books, InstrumentRecord& instrument, bool is_first_quote) {
    const bool trades = is_trading(instrument, books.now);
    if (trades) {
        move_position_stops(books, instrument);
        close_reached(books, instrument);
    }
    touch_concerned(books, instrument, is_first_quote);
    examine_touched(books);
    if (trades) {
        move_order_stops(books, instrument);
        enter_reached(books, instrument);
        examine_touched(books);
    }
}

bool is_sound(const Quote& quote) { return is_price(quote.bid) && quote.bid <= quote.ask && quote.ask <= price_max; }

// Volumes above zero, prices apart and the best first.
bool is_sound(const BookSide& levels, Side side) {
    for (std::size_t at = 0; at < levels.size(); ++at) {
        const bool in_order = at == 0 || (side == Side::buy ? levels[at].price < levels[at - 1].price
                                                            : levels[at].price > levels[at - 1].price);
        if (!in_order || !is_price(levels[at].price) || levels[at].lots <= Lots() || levels[at].lots > volume_max) {
            return false;
        }
    }
    return !levels.empty();
}

// A quote alone says nothing of volumes, and an empty book nothing of prices.
void empty_book(InstrumentRecord& instrument) {
    if (!instrument.bids.empty() || !instrument.asks.empty()) {
        instrument.bids.clear();
        instrument.asks.clear();
    }
}

// Returns whether it is the instrument's first.
bool set_quote(Books& books, InstrumentRecord& instrument, const Quote& quote) {
    const bool is_first = !instrument.has_quote();
    instrument.bid = quote.bid;
    instrument.ask = quote.ask;
    instrument.quoted_at = books.now;
    if (is_first) {
        books.rates.add(instrument);
    }
    if (instrument.hedge_waits) {
        wake_waiting(books, instrument);
    }
    return is_first;
}

}  // namespace

std::optional<Rejection> take_quotes(Books& books, const Quotes& quotes) {
    if (quotes.quotes.size() > quotes_max) {
        return Rejection{RejectCode::too_many, {.asked_count = quotes.quotes.size(), .limit_count = quotes_max}};
    }
    for (const Quote& quote : quotes.quotes) {
        InstrumentRecord* const instrument = books.find(quote.instrument);
        if (instrument == nullptr || !is_sound(quote)) {
            books.emit(QuoteIgnored{quote});
            continue;
        }
        const bool is_first = set_quote(books, *instrument, quote);
        empty_book(*instrument);
        at_quote(books, *instrument, is_first);
    }
    return std::nullopt;
}

void take_book(Books& books, const BookUpdate& update) {
    InstrumentRecord* const instrument = books.find(update.instrument);
    const Quote best{.instrument = update.instrument,
                     .bid = update.bids.empty() ? Price() : update.bids[0].price,
                     .ask = update.asks.empty() ? Price() : update.asks[0].price};
    if (instrument != nullptr && update.bids.empty() && update.asks.empty()) {
        empty_book(*instrument);
        return;
    }
    if (instrument == nullptr || !is_sound(update.bids, Side::buy) || !is_sound(update.asks, Side::sell) ||
        !is_sound(best)) {
        books.emit(QuoteIgnored{best});
        return;
    }
    const bool is_first = set_quote(books, *instrument, best);
    instrument->bids = update.bids;
    instrument->asks = update.asks;
    at_quote(books, *instrument, is_first);
}

}  // namespace trireme::engine
