#pragma once

#include "engine/routing_bits.hpp"
#include "engine/state.hpp"
#include "model/ids.hpp"
#include "model/routing.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// By which book an order is executed (docs/rules.md, Routing).
namespace trireme::engine {

// The desk's rules, made ready for being asked with each order: for each condition a table that tells which rules a
// value meets, so that a decision looks up a row of bits in each table and takes the first bit that all of them have.
// It costs a search in each table that any rule needs, and a word for each 64 rules.
class RoutingTable {
public:
    // `version` is that of the set of rules; `lps` are ascending by id, and one that is not among them is not
    // available.
    void set_rules(std::uint32_t version, std::span<const RoutingRule> rules, std::span<const LpState> lps);
    void set_lps(std::span<const LpState> lps);

    // The first rule whose conditions hold decides, else B.
    [[nodiscard]] RoutingDecision decide(InstrumentId instrument, const RoutingInputs& inputs) const;

private:
    struct Outcome {
        RoutingRuleId rule;
        Book book = Book::b;
        Ratio hedge_share;
        LpId lp;
        std::optional<LpId> needs;
    };

    // Hands `take` the row of each table in which rules differ.
    template <class Take>
    void look_up(InstrumentId instrument, const RoutingInputs& inputs, Take&& take) const;
    [[nodiscard]] const Outcome* first_match(InstrumentId instrument, const RoutingInputs& inputs) const;

    std::uint32_t version_ = 0;
    std::vector<Outcome> outcomes_;  // of each rule
    std::vector<std::uint64_t> with_available_lp_;
    BitsByValue<std::uint64_t> client_class_;
    BitsByValue<std::uint64_t> routing_class_;
    BitsByValue<std::uint64_t> instrument_;
    BitsByValue<std::uint64_t> minute_;
    BitsByValue<std::int64_t> lots_;
    BitsByValue<std::int64_t> volatility_;
    BitsByValue<Int128> notional_;
    BitsByValue<Int128> exposure_;
};

}  // namespace trireme::engine
