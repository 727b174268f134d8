#pragma once

#include "reference/world.hpp"

namespace trireme::reference {

// Takes a quote, or says that it is none.
void take_quote(World& world, const Quote& quote);
// Takes a book; its best prices are the quote.
void take_book(World& world, const BookUpdate& update);

}  // namespace trireme::reference
