#pragma once

#include "ports/lp_order.hpp"
#include "venues/network.hpp"
#include "venues/oanda_listing.hpp"
#include "venues/oanda_messages.hpp"

#include <string>
#include <string_view>

namespace trireme::venues {

// Letters, digits, '-', '_' and '.': a name stands in targets and in JSON, where others would need to be escaped.
[[nodiscard]] bool is_oanda_name(const LpOrderName& name);
// Why an order cannot be asked of OANDA as it is: `none` if it can. It stays (GTC) or is for now (IOC, FOK).
[[nodiscard]] LpReason fault_of(const LpOrder& order, const OandaListing& listing);
// The same of what an order would become with `lots` left to do at `price`.
[[nodiscard]] LpReason fault_of(const OandaListing::Entry& instrument, Lots lots, Price price);

// The requests of OANDA's v20 interface (developer.oanda.com/rest-live-v20), for one account and with its token.
class OandaRequests {
public:
    OandaRequests(const OandaAccountId& account, std::string_view token);

    [[nodiscard]] HttpRequest accounts() const;
    [[nodiscard]] HttpRequest instruments() const;
    [[nodiscard]] HttpRequest price_stream(const std::string& names) const;
    [[nodiscard]] HttpRequest transaction_stream() const;
    [[nodiscard]] HttpRequest open_orders() const;
    [[nodiscard]] HttpRequest positions() const;
    [[nodiscard]] HttpRequest transactions_since(OandaTransactionId id) const;
    [[nodiscard]] HttpRequest transaction(OandaTransactionId id) const;
    [[nodiscard]] HttpRequest order(const LpOrderName& name) const;
    [[nodiscard]] HttpRequest order(OandaTransactionId id) const;

    // Of orders without fault.
    [[nodiscard]] HttpRequest place(const LpOrder& order, const OandaListing::Entry& instrument) const;
    // An order in place of the one of that name: with `lots` to do, at `price`, under the same name.
    [[nodiscard]] HttpRequest replace(const LpOrder& order, Lots lots, Price price,
                                      const OandaListing::Entry& instrument) const;
    [[nodiscard]] HttpRequest cancel(const LpOrderName& name) const;

private:
    [[nodiscard]] HttpRequest make(HttpMethod method, std::string_view below_account, std::string body = {}) const;

    std::string account_path_;
    std::vector<HttpHeader> headers_;
};

}  // namespace trireme::venues
