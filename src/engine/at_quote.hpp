#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

namespace trireme::engine {

// quote.accept: takes in what the market says, and lets happen what waited for it. Refuses a batch that is too large.
[[nodiscard]] std::optional<Rejection> take_quotes(Books& books, const Quotes& quotes);
void take_book(Books& books, const BookUpdate& update);

}  // namespace trireme::engine
