#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_order.hpp"
#include "venues/oanda_listing.hpp"
#include "venues/oanda_messages.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::counterparts {

// The account of a pretended OANDA: its orders and positions, and its transactions as the texts that tell of them.
class OandaAccount {
public:
    // Its first transaction is that it was made, as with every account.
    OandaAccount(std::string id, Timestamp time);

    struct Order {
        venues::OandaTransactionId id{};
        LpOrder asked{};
        std::string_view state = "PENDING";
        Lots cumulative{};     // under its last id
        Lots filled_before{};  // under former ones
        venues::OandaTransactionId filling{};
        venues::OandaTransactionId cancelling{};
    };

    // Each adds a transaction, and gives its text. The order must be known, but of `created` and `rejected`.
    std::string created(const LpOrder& order, const venues::OandaQuoted& instrument, Timestamp time);
    std::string rejected(const LpOrder& order, const venues::OandaQuoted& instrument, std::string_view reason,
                         Timestamp time);
    std::string filled(const LpReport& fill, const venues::OandaQuoted& instrument, Timestamp time);
    std::string cancelled(const LpOrderName& name, std::string_view reason, Timestamp time);
    // The order goes on under another id: what is left of it with `lots` at `price`. Two transactions where it is
    // replaced; where it is issued again after a partial fill only the second.
    std::vector<std::string> replaced(const LpOrderName& name, Lots lots, Price price,
                                      const venues::OandaQuoted& instrument, Timestamp time);
    std::string issued_again(const LpOrderName& name, const venues::OandaQuoted& instrument, Timestamp time);
    std::string cancel_rejected(const LpOrderName& name, std::string_view reason, Timestamp time);
    std::string replace_rejected(const LpOrderName& name, std::string_view reason, Timestamp time);

    [[nodiscard]] const Order* find(const LpOrderName& name) const;
    [[nodiscard]] venues::OandaTransactionId last() const { return venues::OandaTransactionId(texts_.size()); }
    // Empty if there is none of that id.
    [[nodiscard]] std::string_view transaction(std::uint64_t id) const;

    // Bodies of answers.
    [[nodiscard]] std::string accounts() const;
    [[nodiscard]] std::string order(const Order& order, const venues::OandaQuoted& instrument) const;
    [[nodiscard]] std::string open_orders(const venues::OandaListing& listing) const;
    [[nodiscard]] std::string positions(const venues::OandaListing& listing) const;
    [[nodiscard]] std::string transactions_since(std::uint64_t id) const;

private:
    std::string add(std::string_view type, Timestamp time, std::string_view members);
    std::string create(const Order& order, const venues::OandaQuoted& instrument, std::string_view more,
                       Timestamp time);

    std::string id_;
    std::map<LpOrderName, Order> orders_;
    std::map<Symbol, std::int64_t> net_;  // units of Lots, bought less sold
    std::vector<std::string> texts_;      // of the transactions 1, 2, ...
};

}  // namespace trireme::counterparts
