#pragma once

#include "engine/books.hpp"

#include <utility>
#include <variant>

// What an account's figures are made of: docs/rules.md, event.valuation.
namespace trireme::engine {

void value(const Books& books, const AccountRecord& account, Valuation& valuation);

// Says an event together with what the account's figures are made of. The lists lend their memory to the event and take
// it back, so that saying it allocates nothing once they have grown.
template <class ValuedEvent>
void emit_valued(Books& books, AccountRecord& account, ValuedEvent valued) {
    value(books, account, books.valuation);
    valued.valuation = std::move(books.valuation);
    valued.account = account.id;
    valued.account_seq = ++account.last_seq;
    Event event(std::move(valued));
    books.emit(event);
    books.valuation = std::move(std::get<ValuedEvent>(event).valuation);
}

}  // namespace trireme::engine
