#pragma once

#include "engine/books.hpp"

// Wakes accounts whose level may have crossed a threshold. Each account has a band of prices in every instrument that
// its equity or margin follows from; as long as all of them are within their bands the account provably stays on the
// same side of its margin-call and stop-out levels (price_box.hpp), so that a quote costs what leaves its band and not
// what is open. An account that could not be left alone (too near a threshold, or waiting for a stop-out) has bands
// that each quote leaves. Each holding keeps its own bounds within the bands; a new holding gets a band beside the
// others, and the band of one that is empty now stays until a quote leaves it. See docs/adr/0020-margin-bands.md.
namespace trireme::engine {

// Whether the bands that the account has still do: within them, and so now, it provably stays as it is with what it
// holds, owes and orders now.
[[nodiscard]] bool is_safe_within_bands(Books& books, AccountRecord& account);

// Examines the account at the end of the command although no price left its bands: after a change of what its bands
// were made with, which are the terms of its group and instruments and which pairs lead to its currency.
void touch_anew(Books& books, AccountRecord& account);

// Gives the account bands around the present prices, instead of those it has.
void watch(Books& books, AccountRecord& account);
void stop_watching(AccountRecord& account);

// Touches the accounts of which the instrument's present quote left the band.
void touch_woken(Books& books, InstrumentRecord& instrument);

}  // namespace trireme::engine
