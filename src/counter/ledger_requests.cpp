#include "base/assert.hpp"
#include "counter/ledger.hpp"
#include "counter/schedule.hpp"
#include "counter/transaction.hpp"

#include <utility>

// What requests do. Each `execute` first says all that speaks against it, and only then changes anything.
namespace trireme::counter {
namespace {

RequestOutcome rejected(RejectCode code, const RejectFigures& figures = {}) {
    return {.rejection = Rejection{code, figures}};
}

Money minus(Money money) { return Money{-money.minor_units, money.currency}; }

}  // namespace

RequestOutcome CounterLedger::execute(Timestamp, const Transfer& request, EventSink& events) {
    return transfer(request, std::nullopt, events);
}

RequestOutcome CounterLedger::transfer(const Transfer& order, std::optional<ScheduleId> schedule, EventSink& events) {
    const auto parties = check_transfer(order.from, order.to, order.amount);
    if (!parties) {
        return {.rejection = parties.error()};
    }
    Transaction transaction;
    transaction.add(*parties->from, minus(order.amount));
    transaction.add(*parties->to, order.amount);
    return post(transaction, order.request, schedule, events);
}

RequestOutcome CounterLedger::post(Transaction& transaction, RequestId request, std::optional<ScheduleId> schedule,
                                   EventSink& events) {
    if (auto rejection = transaction.check(state_.rules_version)) {
        return {.rejection = std::move(rejection)};
    }
    state_.last_transaction = TransactionId(state_.last_transaction.value() + 1);
    transaction.post(state_.last_transaction, request, schedule, events);
    return {.transaction = state_.last_transaction};
}

RequestOutcome CounterLedger::execute(Timestamp time, const ScheduleTransfer& request, EventSink& events) {
    const auto parties = check_transfer(request.from, request.to, request.amount);
    if (!parties) {
        return {.rejection = parties.error()};
    }
    if (request.due < time) {
        return rejected(RejectCode::due_has_passed);
    }
    if (state_.scheduled.size() >= scheduled_max) {
        return rejected(RejectCode::too_many_scheduled, {.limit = scheduled_max});
    }
    state_.last_schedule = ScheduleId(state_.last_schedule.value() + 1);
    insert_scheduled(state_.scheduled, {state_.last_schedule, request});
    Account& account = *parties->from;
    account.last_seq += 1;
    events.on_event(Scheduled{
        .account = account.id,
        .account_seq = account.last_seq,
        .schedule = state_.last_schedule,
        .request = request.request,
        .due = request.due,
        .to = request.to,
        .amount = request.amount,
    });
    return {.schedule = state_.last_schedule};
}

RequestOutcome CounterLedger::execute(Timestamp, const CancelScheduled& request, EventSink& events) {
    const auto account = find_party(request.account);
    if (!account) {
        return {.rejection = account.error()};
    }
    if (!take_scheduled(state_.scheduled, request.schedule, request.account)) {
        return rejected(RejectCode::unknown_schedule, {.account = request.account});
    }
    (*account)->last_seq += 1;
    events.on_event(ScheduleCancelled{
        .account = request.account,
        .account_seq = (*account)->last_seq,
        .schedule = request.schedule,
        .request = request.request,
    });
    return {.schedule = request.schedule};
}

RequestOutcome CounterLedger::execute(Timestamp, const Exchange& request, EventSink& events) {
    const auto parties = check_exchange(request);
    if (!parties) {
        return {.rejection = parties.error()};
    }
    const Money sold = request.amount;
    const Currency bought = parties->to->balance.currency;
    const auto worth = convert(amount_of(sold), request.price, request.conversion);
    if (!worth) {
        return rejected(RejectCode::amount_too_large, {.asked = sold});
    }
    const auto paid = round_to_money(*worth, bought);
    if (!paid) {
        return rejected(RejectCode::amount_too_large, {.asked = sold});
    }
    if (paid->minor_units == 0) {
        return rejected(RejectCode::amount_too_small, {.asked = sold});
    }

    // The conversion account bears what exchanges were worth exactly, to half a minor unit over all of them together.
    // What the client was paid above or below that is the rounding account's.
    const std::size_t sold_index = currency_index(sold.currency);
    const std::size_t bought_index = currency_index(bought);
    HouseCurrency& house = state_.currencies[bought_index];
    const Amount unposted{house.unposted_conversion.value() + worth->value()};
    const auto charged = round_to_money(unposted, bought);
    if (!charged) {
        return rejected(RejectCode::amount_too_large, {.asked = sold});
    }

    Transaction transaction;
    transaction.add(*parties->from, minus(sold));
    transaction.add(existing(house_account(AccountKind::conversion, sold_index)), sold);
    transaction.add(existing(house_account(AccountKind::conversion, bought_index)), minus(*charged));
    transaction.add(*parties->to, *paid);
    transaction.add(existing(house_account(AccountKind::rounding, bought_index)),
                    Money{charged->minor_units - paid->minor_units, bought});
    RequestOutcome outcome = post(transaction, request.request, std::nullopt, events);
    if (outcome.transaction) {
        house.unposted_conversion = Amount(unposted.value() - amount_of(*charged).value());
    }
    return outcome;
}

CounterLedger::Checked<Account*> CounterLedger::find_party(AccountId id) {
    Account* const account = find(id);
    if (account == nullptr) {
        return std::unexpected(Rejection{RejectCode::unknown_account, {.account = id}});
    }
    if (account->kind != AccountKind::client && account->kind != AccountKind::bank) {
        return std::unexpected(Rejection{RejectCode::house_account, {.account = id}});
    }
    return account;
}

CounterLedger::Checked<CounterLedger::Parties> CounterLedger::find_parties(AccountId from, AccountId to) {
    const auto giver = find_party(from);
    if (!giver) {
        return std::unexpected(giver.error());
    }
    const auto taker = find_party(to);
    if (!taker) {
        return std::unexpected(taker.error());
    }
    if (from == to) {
        return std::unexpected(Rejection{RejectCode::same_account, {.account = from}});
    }
    return Parties{*giver, *taker};
}

CounterLedger::Checked<CounterLedger::Parties> CounterLedger::check_transfer(AccountId from, AccountId to,
                                                                             Money amount) {
    const auto parties = find_parties(from, to);
    if (!parties) {
        return parties;
    }
    for (const Account* const party : {parties->from, parties->to}) {
        if (party->balance.currency != amount.currency) {
            return std::unexpected(Rejection{RejectCode::currency_mismatch, {.account = party->id, .asked = amount}});
        }
    }
    if (amount.minor_units <= 0) {
        return std::unexpected(Rejection{RejectCode::amount_not_positive, {.asked = amount}});
    }
    return parties;
}

CounterLedger::Checked<CounterLedger::Parties> CounterLedger::check_exchange(const Exchange& order) {
    const auto parties = find_parties(order.from, order.to);
    if (!parties) {
        return parties;
    }
    if (parties->from->balance.currency != order.amount.currency) {
        return std::unexpected(
            Rejection{RejectCode::currency_mismatch, {.account = order.from, .asked = order.amount}});
    }
    if (parties->to->balance.currency == order.amount.currency) {
        return std::unexpected(Rejection{RejectCode::same_currency, {.account = order.to}});
    }
    if (order.amount.minor_units <= 0) {
        return std::unexpected(Rejection{RejectCode::amount_not_positive, {.asked = order.amount}});
    }
    if (order.price.value() <= 0) {
        return std::unexpected(Rejection{RejectCode::price_not_positive, {}});
    }
    return parties;
}

}  // namespace trireme::counter
