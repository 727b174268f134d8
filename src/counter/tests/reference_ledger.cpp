#include "counter/tests/reference_ledger.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <limits>

namespace trireme::counter::testing {
namespace {

using Fraction = boost::multiprecision::cpp_rational;
using BigInteger = boost::multiprecision::cpp_int;

BigInteger floor_of(const Fraction& value) {
    BigInteger quotient = numerator(value) / denominator(value);
    return Fraction(quotient) > value ? quotient - 1 : quotient;
}

BigInteger half_even(const Fraction& value) {
    const BigInteger below = floor_of(value);
    const Fraction rest = value - below;
    if (rest * 2 != 1) {
        return rest * 2 < 1 ? below : below + 1;
    }
    return below % 2 == 0 ? below : below + 1;
}

std::optional<std::int64_t> as_minor_units(const BigInteger& value) {
    if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min()) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(value);
}

Fraction minor_units_in_one(Currency currency) { return Fraction(power_of_ten(currency.digits())); }

// What the amount is worth exactly, in whole units of the currency bought.
Fraction worth_of(const Exchange& exchange) {
    const Fraction sold = Fraction(exchange.amount.minor_units) / minor_units_in_one(exchange.amount.currency);
    const Fraction price = Fraction(exchange.price.value()) / power_of_ten(PriceTag::scale_digits);
    return exchange.conversion == Conversion::base_to_quote ? Fraction(sold * price) : Fraction(sold / price);
}

// The same to 16 digits; where that is not exact, the odd one of the two nearest.
Fraction kept_to_16_digits(const Fraction& worth) {
    const Fraction scale = Fraction(power_of_ten(AmountTag::scale_digits));
    BigInteger units = floor_of(worth * scale);
    if (Fraction(units) != worth * scale && units % 2 == 0) {
        units += 1;
    }
    return Fraction(units) / scale;
}

RequestOutcome rejected(RejectCode code, const RejectFigures& figures = {}) {
    return {.rejection = Rejection{code, figures}};
}

}  // namespace

std::vector<Event> ReferenceLedger::apply(Timestamp time, const Command& command) {
    events_.clear();
    std::visit([&](const auto& any) { handle(time, any); }, command);
    return events_;
}

std::int64_t ReferenceLedger::balance(AccountId id) const {
    Int128 sum = 0;
    for (const Posting& posting : postings_) {
        sum += posting.account == id ? posting.amount.minor_units : 0;
    }
    return static_cast<std::int64_t>(sum);
}

AccountId ReferenceLedger::house(AccountKind kind, Currency currency) const {
    const auto index = std::ranges::find(currencies_, currency) - currencies_.begin();
    const int place = kind == AccountKind::bank ? 1 : kind == AccountKind::conversion ? 2 : 3;
    return AccountId(static_cast<std::uint64_t>(3 * index + place));
}

void ReferenceLedger::open(AccountId id, AccountKind kind, Currency currency) {
    opened_[id] = {kind, currency};
    events_.push_back(AccountOpened{id, next_event_of(id), kind, currency});
}

void ReferenceLedger::reject(AccountId asker, std::optional<RequestId> request, std::optional<ScheduleId> schedule,
                             const Rejection& rejection) {
    const bool is_known = is_open(asker);
    events_.push_back(Rejected{is_known ? asker : AccountId(), is_known ? next_event_of(asker) : 0, request, schedule,
                               rejection.code, rejection.figures});
}

void ReferenceLedger::handle(Timestamp, const OpenAccount& command) {
    const auto refuse = [&](RejectCode code, const RejectFigures& figures) {
        reject(AccountId(), std::nullopt, std::nullopt, {code, figures});
    };
    if (command.account.value() < 1'000) {
        return refuse(RejectCode::reserved_account, {.account = command.account, .limit = 1'000});
    }
    if (command.currency == Currency()) {
        return refuse(RejectCode::no_currency, {.account = command.account});
    }
    if (is_open(command.account)) {
        return refuse(RejectCode::account_exists, {.account = command.account});
    }
    if (std::ranges::find(currencies_, command.currency) == currencies_.end()) {
        currencies_.push_back(command.currency);
        for (const AccountKind kind : {AccountKind::bank, AccountKind::conversion, AccountKind::rounding}) {
            open(house(kind, command.currency), kind, command.currency);
        }
    }
    open(command.account, AccountKind::client, command.currency);
}

void ReferenceLedger::handle(Timestamp, const SetRulesVersion& command) {
    if (command.version > 2) {
        return reject(AccountId(), std::nullopt, std::nullopt, {RejectCode::unknown_rules_version, {.limit = 2}});
    }
    if (command.version <= rules_version_) {
        return reject(AccountId(), std::nullopt, std::nullopt,
                      {RejectCode::rules_version_goes_back, {.limit = rules_version_}});
    }
    events_.push_back(RulesVersionChanged{rules_version_, command.version});
    rules_version_ = command.version;
}

void ReferenceLedger::handle(Timestamp time, const TimerDue&) {
    const auto first = std::ranges::min_element(
        scheduled_, {}, [](const ScheduledTransfer& transfer) { return std::pair(transfer.order.due, transfer.id); });
    if (first == scheduled_.end() || first->order.due > time) {
        return reject(AccountId(), std::nullopt, std::nullopt, {RejectCode::nothing_due, {}});
    }
    const auto [id, order] = *first;
    scheduled_.erase(first);
    const auto outcome = transfer({order.request, order.from, order.to, order.amount}, id);
    if (outcome.rejection) {
        reject(order.from, order.request, id, *outcome.rejection);
    }
}

template <class AnyRequest>
void ReferenceLedger::handle(Timestamp time, const AnyRequest& request) {
    for (const Remembered& earlier : remembered_) {
        const auto [asker, id] =
            std::visit([](const auto& any) { return std::pair(any.requester(), any.request); }, earlier.request);
        if (asker != request.requester() || id != request.request) {
            continue;
        }
        if (earlier.request != Request(request)) {
            return reject(asker, id, std::nullopt, {RejectCode::request_conflict, {.account = asker}});
        }
        const bool is_known = is_open(asker);
        events_.push_back(
            Repeated{is_known ? asker : AccountId(), is_known ? next_event_of(asker) : 0, id, earlier.outcome});
        return;
    }
    const RequestOutcome outcome = decide(time, request);
    if (outcome.rejection) {
        reject(request.requester(), request.request, std::nullopt, *outcome.rejection);
    }
    remembered_.push_back({request, outcome});
    if (remembered_.size() > remembered_requests_max) {
        remembered_.pop_front();
    }
}

std::optional<Rejection> ReferenceLedger::against(AccountId from, AccountId to) const {
    for (const AccountId id : {from, to}) {
        const auto found = opened_.find(id);
        if (found == opened_.end()) {
            return Rejection{RejectCode::unknown_account, {.account = id}};
        }
        if (found->second.kind == AccountKind::conversion || found->second.kind == AccountKind::rounding) {
            return Rejection{RejectCode::house_account, {.account = id}};
        }
    }
    if (from == to) {
        return Rejection{RejectCode::same_account, {.account = from}};
    }
    return std::nullopt;
}

std::optional<Rejection> ReferenceLedger::against_transfer(AccountId from, AccountId to, Money amount) const {
    if (const auto rejection = against(from, to)) {
        return rejection;
    }
    for (const AccountId id : {from, to}) {
        if (opened_.at(id).currency != amount.currency) {
            return Rejection{RejectCode::currency_mismatch, {.account = id, .asked = amount}};
        }
    }
    if (amount.minor_units < 1) {
        return Rejection{RejectCode::amount_not_positive, {.asked = amount}};
    }
    return std::nullopt;
}

RequestOutcome ReferenceLedger::decide(Timestamp, const Transfer& order) { return transfer(order, std::nullopt); }

RequestOutcome ReferenceLedger::transfer(const Transfer& order, std::optional<ScheduleId> schedule) {
    if (const auto rejection = against_transfer(order.from, order.to, order.amount)) {
        return {.rejection = rejection};
    }
    return post({{order.from, Money{-order.amount.minor_units, order.amount.currency}}, {order.to, order.amount}},
                order.request, schedule);
}

RequestOutcome ReferenceLedger::decide(Timestamp time, const ScheduleTransfer& order) {
    if (const auto rejection = against_transfer(order.from, order.to, order.amount)) {
        return {.rejection = rejection};
    }
    if (order.due < time) {
        return rejected(RejectCode::due_has_passed);
    }
    if (scheduled_.size() == scheduled_max) {
        return rejected(RejectCode::too_many_scheduled, {.limit = scheduled_max});
    }
    const ScheduleId id(++schedules_);
    scheduled_.push_back({id, order});
    events_.push_back(
        Scheduled{order.from, next_event_of(order.from), id, order.request, order.due, order.to, order.amount});
    return {.schedule = id};
}

RequestOutcome ReferenceLedger::decide(Timestamp, const CancelScheduled& cancel) {
    if (const auto rejection = against(cancel.account, AccountId(UINT64_MAX));
        rejection && rejection->figures.account == cancel.account) {
        return {.rejection = rejection};
    }
    const auto removed = std::erase_if(scheduled_, [&](const ScheduledTransfer& transfer) {
        return transfer.id == cancel.schedule && transfer.order.from == cancel.account;
    });
    if (removed == 0) {
        return rejected(RejectCode::unknown_schedule, {.account = cancel.account});
    }
    events_.push_back(
        ScheduleCancelled{cancel.account, next_event_of(cancel.account), cancel.schedule, cancel.request});
    return {.schedule = cancel.schedule};
}

RequestOutcome ReferenceLedger::decide(Timestamp, const Exchange& order) {
    if (const auto rejection = against(order.from, order.to)) {
        return {.rejection = rejection};
    }
    if (opened_.at(order.from).currency != order.amount.currency) {
        return rejected(RejectCode::currency_mismatch, {.account = order.from, .asked = order.amount});
    }
    const Currency bought = opened_.at(order.to).currency;
    if (bought == order.amount.currency) {
        return rejected(RejectCode::same_currency, {.account = order.to});
    }
    if (order.amount.minor_units < 1) {
        return rejected(RejectCode::amount_not_positive, {.asked = order.amount});
    }
    if (order.price.value() < 1) {
        return rejected(RejectCode::price_not_positive);
    }
    const Fraction worth = worth_of(order);
    const auto paid = as_minor_units(half_even(worth * minor_units_in_one(bought)));
    if (paid == 0) {
        return rejected(RejectCode::amount_too_small, {.asked = order.amount});
    }
    const Fraction total = exact_worth_[bought] + kept_to_16_digits(worth);
    const auto charged = as_minor_units(half_even(total * minor_units_in_one(bought) - charged_[bought]));
    if (!paid || !charged) {
        return rejected(RejectCode::amount_too_large, {.asked = order.amount});
    }
    std::vector<Posting> legs{{order.from, Money{-order.amount.minor_units, order.amount.currency}},
                              {house(AccountKind::conversion, order.amount.currency), order.amount},
                              {house(AccountKind::conversion, bought), Money{-*charged, bought}},
                              {order.to, Money{*paid, bought}},
                              {house(AccountKind::rounding, bought), Money{*charged - *paid, bought}}};
    std::erase_if(legs, [](const Posting& leg) { return leg.amount.minor_units == 0; });
    const RequestOutcome outcome = post(legs, order.request, std::nullopt);
    if (outcome.transaction) {
        exact_worth_[bought] = total;
        charged_[bought] += *charged;
    }
    return outcome;
}

RequestOutcome ReferenceLedger::post(const std::vector<Posting>& legs, RequestId request,
                                     std::optional<ScheduleId> schedule) {
    for (const Posting& leg : legs) {
        const std::int64_t before = balance(leg.account);
        const RejectFigures figures{
            .account = leg.account, .asked = leg.amount, .available = Money{before, leg.amount.currency}};
        const BigInteger after = BigInteger(before) + leg.amount.minor_units;
        if (!as_minor_units(after)) {
            return rejected(RejectCode::balance_out_of_range, figures);
        }
        const bool is_client = opened_.at(leg.account).kind == AccountKind::client;
        if (rules_version_ == 2 && is_client && leg.amount.minor_units < 0 && after < 0) {
            return rejected(RejectCode::insufficient_funds, figures);
        }
    }
    const TransactionId transaction(++transactions_);
    for (std::size_t index = 0; index < legs.size(); ++index) {
        const Posting& leg = legs[index];
        postings_.push_back(leg);
        events_.push_back(Posted{leg.account, next_event_of(leg.account), transaction,
                                 static_cast<std::uint8_t>(index + 1), static_cast<std::uint8_t>(legs.size()),
                                 leg.amount, Money{balance(leg.account), leg.amount.currency}, request, schedule});
    }
    return {.transaction = transaction};
}

}  // namespace trireme::counter::testing
