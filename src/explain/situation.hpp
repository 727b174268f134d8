#pragma once

#include "explain/explanation.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace trireme::explain {

// What is in force after the events so far: definitions, terms, rules, switches. With `only` it keeps the terms of that
// account and of no other.
class Situation {
public:
    explicit Situation(std::optional<AccountId> only) : only_(only) {}

    void on_event(const Event& event);

    // Null for what the log does not tell.
    [[nodiscard]] const Instrument* instrument(InstrumentId id) const;
    // The symbol, or the id in words.
    [[nodiscard]] std::string name_of(InstrumentId id) const;

    [[nodiscard]] InForce in_force(AccountId account, std::span<const InstrumentId> instruments) const;

    // Null if the log does not hold the rules of that version; those of version 0 are none.
    [[nodiscard]] const std::vector<RoutingRule>* routing_rules(std::uint32_t version) const;
    [[nodiscard]] bool is_available(LpId lp) const { return available_lps_.contains(lp); }

private:
    void on_kill_switch(const KillSwitchSet& set);
    void on_account(const AccountTerms& terms);

    std::optional<AccountId> only_;
    std::uint32_t engine_rules_ = 1;
    std::map<InstrumentId, Instrument> instruments_;
    std::map<GroupId, Group> groups_;
    std::map<AccountId, AccountTerms> accounts_;
    std::uint32_t routing_version_ = 0;
    std::vector<RoutingRule> routing_rules_;
    std::set<LpId> available_lps_;
    bool is_halted_ = false;
    std::set<AccountId> halted_accounts_;
    std::set<InstrumentId> halted_instruments_;
};

}  // namespace trireme::explain
