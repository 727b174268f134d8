#pragma once

#include "counter/events.hpp"
#include "counter/state.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <deque>
#include <map>
#include <vector>

namespace trireme::counter::testing {

// A second counter ledger, slow and obvious: it keeps every posting ever made and adds them up when asked for a
// balance, searches plain lists, and calculates with exact fractions. Random commands must lead to the same events in
// both.
class ReferenceLedger {
public:
    std::vector<Event> apply(Timestamp time, const Command& command);

    [[nodiscard]] std::int64_t balance(AccountId id) const;

private:
    using Fraction = boost::multiprecision::cpp_rational;
    using BigInteger = boost::multiprecision::cpp_int;

    struct Opened {
        AccountKind kind;
        Currency currency;
    };
    struct Posting {
        AccountId account;
        Money amount;
    };
    struct Remembered {
        Request request;
        RequestOutcome outcome;
    };

    void handle(Timestamp time, const OpenAccount& command);
    void handle(Timestamp time, const SetRulesVersion& command);
    void handle(Timestamp time, const TimerDue& command);
    template <class AnyRequest>
    void handle(Timestamp time, const AnyRequest& request);

    RequestOutcome decide(Timestamp time, const Transfer& transfer);
    RequestOutcome decide(Timestamp time, const ScheduleTransfer& order);
    RequestOutcome decide(Timestamp time, const CancelScheduled& cancel);
    RequestOutcome decide(Timestamp time, const Exchange& exchange);

    RequestOutcome transfer(const Transfer& transfer, std::optional<ScheduleId> schedule);
    std::optional<Rejection> against(AccountId from, AccountId to) const;
    std::optional<Rejection> against_transfer(AccountId from, AccountId to, Money amount) const;
    RequestOutcome post(const std::vector<Posting>& legs, RequestId request, std::optional<ScheduleId> schedule);
    void reject(AccountId asker, std::optional<RequestId> request, std::optional<ScheduleId> schedule,
                const Rejection& rejection);
    void open(AccountId id, AccountKind kind, Currency currency);
    std::uint64_t next_event_of(AccountId id) { return ++events_of_[id]; }
    [[nodiscard]] AccountId house(AccountKind kind, Currency currency) const;
    [[nodiscard]] bool is_open(AccountId id) const { return opened_.contains(id); }

    std::uint32_t rules_version_ = 1;
    std::map<AccountId, Opened> opened_;
    std::vector<Currency> currencies_;
    std::vector<Posting> postings_;
    std::map<AccountId, std::uint64_t> events_of_;
    std::vector<ScheduledTransfer> scheduled_;
    std::deque<Remembered> remembered_;
    std::map<Currency, Fraction> exact_worth_;  // of all exchanges into the currency
    std::map<Currency, BigInteger> charged_;    // for them, in minor units
    std::uint64_t transactions_ = 0;
    std::uint64_t schedules_ = 0;
    std::vector<Event> events_;
};

}  // namespace trireme::counter::testing
