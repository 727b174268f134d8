#pragma once

#include "base/inline_text.hpp"

namespace trireme {

// What an instrument is called in the market: "EURUSD", "AAPL".
using Symbol = InlineText<struct SymbolTag, 20>;
// What a group of accounts is called.
using GroupName = InlineText<struct GroupNameTag, 32>;
// The client's own name for a request. With the account it names the request for good: the same again is answered with
// the first outcome, and does nothing. Long enough for a UUID; FIX calls it ClOrdID.
using ClientOrderId = InlineText<struct ClientOrderIdTag, 36>;

}  // namespace trireme
