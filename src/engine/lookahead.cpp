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

// Of accounts with more, the rest must wait.
std::size_t fetched_holdings(const AccountRecord& account) { return std::min<std::size_t>(8, account.holdings.size()); }

void prefetch_list(const AccountRecord& account) {
    prefetch(static_cast<const void*>(account.holdings.data()), fetched_holdings(account) * sizeof(Holding*));
}

void prefetch_holdings(const AccountRecord& account) {
    for (std::size_t at = 0; at < fetched_holdings(account); ++at) {
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
        prefetch_list(*account);
    }
    if (const AccountRecord* const account = ahead(holdings).record) {
        prefetch_holdings(*account);
    }
}

}  // namespace trireme::engine
