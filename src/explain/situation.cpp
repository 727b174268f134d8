#include "explain/situation.hpp"

#include <fmt/format.h>

#include <variant>

namespace trireme::explain {
namespace {

template <class Id, class T>
const T* find_in(const std::map<Id, T>& all, Id id) {
    const auto found = all.find(id);
    return found == all.end() ? nullptr : &found->second;
}

template <class Id>
void put(std::set<Id>& ids, Id id, bool is_in) {
    if (is_in) {
        ids.insert(id);
    } else {
        ids.erase(id);
    }
}

}  // namespace

void Situation::on_event(const Event& event) {
    if (const auto* const version = std::get_if<RulesVersionChanged>(&event)) {
        engine_rules_ = version->to;
    } else if (const auto* const instrument = std::get_if<InstrumentDefined>(&event)) {
        instruments_[instrument->instrument.id] = instrument->instrument;
    } else if (const auto* const group = std::get_if<GroupDefined>(&event)) {
        groups_[group->group.id] = group->group;
    } else if (const auto* const opened = std::get_if<AccountOpened>(&event)) {
        on_account(opened->terms);
    } else if (const auto* const changed = std::get_if<AccountChanged>(&event)) {
        on_account(changed->terms);
    } else if (const auto* const rules = std::get_if<RoutingRulesSet>(&event)) {
        routing_version_ = rules->version;
        routing_rules_ = rules->rules;
    } else if (const auto* const lp = std::get_if<LpStatusSet>(&event)) {
        put(available_lps_, lp->lp, lp->available);
    } else if (const auto* const kill_switch = std::get_if<KillSwitchSet>(&event)) {
        on_kill_switch(*kill_switch);
    }
}

void Situation::on_account(const AccountTerms& terms) {
    if (!only_ || *only_ == terms.account) {
        accounts_[terms.account] = terms;
    }
}

void Situation::on_kill_switch(const KillSwitchSet& set) {
    if (set.instrument) {
        put(halted_instruments_, *set.instrument, set.engaged);
    } else if (set.halted) {
        put(halted_accounts_, *set.halted, set.engaged);
    } else {
        is_halted_ = set.engaged;
    }
}

const Instrument* Situation::instrument(InstrumentId id) const { return find_in(instruments_, id); }

std::string Situation::name_of(InstrumentId id) const {
    const Instrument* const known = instrument(id);
    return known == nullptr ? fmt::format("instrument {}", id.value()) : std::string(known->symbol.view());
}

InForce Situation::in_force(AccountId account, std::span<const InstrumentId> instruments) const {
    InForce facts{.engine_rules = engine_rules_,
                  .trading_halted = is_halted_,
                  .account_halted = halted_accounts_.contains(account)};
    if (const AccountTerms* const terms = find_in(accounts_, account)) {
        facts.account = *terms;
        if (const Group* const group = find_in(groups_, terms->group)) {
            facts.group = *group;
        }
    }
    for (const InstrumentId id : instruments) {
        if (const Instrument* const known = instrument(id)) {
            facts.instruments.push_back(*known);
        }
        if (halted_instruments_.contains(id)) {
            facts.halted_instruments.push_back(id);
        }
    }
    return facts;
}

const std::vector<RoutingRule>* Situation::routing_rules(std::uint32_t version) const {
    return version == routing_version_ ? &routing_rules_ : nullptr;
}

}  // namespace trireme::explain
