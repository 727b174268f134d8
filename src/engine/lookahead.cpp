#include "engine/lookahead.hpp"

#include "base/prefetch.hpp"

#include <algorithm>
#include <variant>

namespace trireme::engine {
namespace {

// What a client asks for. Of other commands much lies in the order in which the processor fetches anyway, or they
// seldom come.
template <class Any>
concept ClientRequest = requires(const Any& any) {
    any.account;
    any.client_order_id;
};

void prefetch_holdings(const AccountRecord& account) {
    constexpr std::size_t holdings_max = 8;  // of accounts with more, the rest must wait
    for (std::size_t at = 0; at < std::min(holdings_max, account.holdings.size()); ++at) {
        prefetch(account.holdings[at], sizeof(HoldingFigures));
    }
}

}  // namespace

// Has the places fetched where the searches for it begin.
Lookahead::Coming Lookahead::named_by(const Books& books, const Command& command) {
    Coming coming;
    std::visit(
        [&]<class Any>(const Any& any) {
            if constexpr (ClientRequest<Any>) {
                coming.account = any.account;
                if (!any.client_order_id.empty()) {
                    books.requests.prefetch(any.account, any.client_order_id);
                }
                books.prefetch_index(any.account);
                if constexpr (requires { coming.order = any.order; }) {
                    coming.order = any.order;
                } else if constexpr (requires { coming.position = any.order.position; }) {
                    coming.position = any.order.position;
                }
                if constexpr (requires { coming.position = any.position; }) {
                    coming.position = any.position;
                }
            }
        },
        command);
    return coming;
}

void Lookahead::foresee(const Books& books, const Command* command) {
    told_ += 1;
    ahead(distance) = command != nullptr ? named_by(books, *command) : Coming();
    Coming& searched = ahead(records);
    if (searched.order) {
        books.prefetch(*searched.order);
    }
    if (searched.position) {
        books.prefetch(*searched.position);
    }
    if (searched.account) {
        searched.record = books.prefetch(*searched.account);
    }
    if (const AccountRecord* const account = ahead(lists).record) {
        prefetch(static_cast<const void*>(account->holdings.data()), 1);
    }
    if (const AccountRecord* const account = ahead(holdings).record) {
        prefetch_holdings(*account);
    }
}

}  // namespace trireme::engine
