#include "engine/definitions.hpp"
#include "engine/desk.hpp"
#include "engine/margin_watch.hpp"
#include "engine/order_end.hpp"
#include "engine/rejection.hpp"
#include "engine/waiting.hpp"
#include "model/bounds.hpp"

// group.define, account.open and account.change of docs/rules.md.
namespace trireme::engine {
namespace {

template <class Action>
void for_each_waiting(AccountRecord& account, Action&& act) {
    for (OrderRecord& order : account.orders) {
        act(order);
    }
    for (Holding* const holding : account.holdings) {
        for (PositionRecord& position : holding->positions) {
            act(position);
        }
    }
}

// Levels stand in the ladders with the markup of the group: under another markup they stand elsewhere.
void wait_anew(AccountRecord& account) {
    for_each_waiting(account, [](auto& record) {
        stop_waiting(record);
        await_prices(record);
    });
}

std::optional<Rejection> check_fixed(const AccountTerms& before, const AccountTerms& after) {
    if (after.currency != before.currency) {
        return invalid_field(FieldName("currency"));
    }
    if (after.mode != before.mode) {
        return invalid_field(FieldName("mode"));
    }
    if (after.owner != before.owner) {
        return invalid_field(FieldName("owner"));
    }
    return std::nullopt;
}

bool is_empty(const AccountRecord& account) {
    return account.position_count == 0 && account.orders.empty() && account.cash.minor_units == 0 &&
           account.credit.minor_units == 0 && account.withdrawal_count == 0;
}

}  // namespace

std::optional<Rejection> define_group(Books& books, const DefineGroup& request) {
    if (auto rejection = check_group(request.group)) {
        return rejection;
    }
    Group& group = books.groups[request.group.id];
    const bool moves_levels = group.markup_points != request.group.markup_points;
    group = request.group;
    books.emit(GroupDefined{request.group});
    for (AccountRecord& account : books.accounts) {
        if (account.terms.group == request.group.id) {
            if (moves_levels) {
                wait_anew(account);
            }
            touch_anew(books, account);
        }
    }
    return std::nullopt;
}

std::optional<Rejection> open_account(Books& books, const OpenAccount& request) {
    const AccountTerms& terms = request.terms;
    if (terms.account == AccountId() || terms.account > account_id_max) {
        return invalid_field(FieldName("account"));
    }
    if (books.find(terms.account) != nullptr) {
        return rejection_of(RejectCode::account_exists, terms.account);
    }
    if (terms.owner == UserId()) {
        return invalid_field(FieldName("owner"));
    }
    if (books.find(terms.group) == nullptr) {
        return Rejection{RejectCode::unknown_group, {.group = terms.group}};
    }
    if (terms.currency == Currency()) {
        return invalid_field(FieldName("currency"));
    }
    if (terms.status == AccountStatus::closed) {
        return invalid_field(FieldName("status"));
    }
    const Money nothing{0, terms.currency};
    AccountRecord& account =
        books.add_account({.terms = terms, .cash = nothing, .credit = nothing, .baseline = nothing, .moved = nothing});
    books.emit(account, AccountOpened{.terms = terms});
    return std::nullopt;
}

std::optional<Rejection> change_account(Books& books, const ChangeAccount& request) {
    const AccountTerms& terms = request.terms;
    AccountRecord* const account = books.find(terms.account);
    if (account == nullptr) {
        return rejection_of(RejectCode::unknown_account, terms.account);
    }
    if (account->terms.status == AccountStatus::closed) {
        return rejection_of(RejectCode::account_closed, account->id);
    }
    const Group* const group = books.find(terms.group);
    if (group == nullptr) {
        return Rejection{RejectCode::unknown_group, {.group = terms.group}};
    }
    if (auto rejection = check_fixed(account->terms, terms)) {
        return rejection;
    }
    if (terms.status == AccountStatus::closed && !is_empty(*account)) {
        return rejection_of(RejectCode::account_not_empty, account->id);
    }
    account->terms = terms;
    account->group = group;
    books.emit(*account, AccountChanged{.terms = terms});
    touch_anew(books, *account);
    wait_anew(*account);
    if (terms.status == AccountStatus::close_only || terms.status == AccountStatus::suspended) {
        cancel_orders(books, *account, std::nullopt, Which::those_that_add_risk,
                      {.reason = CancelReason::account_status});
    }
    return std::nullopt;
}

}  // namespace trireme::engine
