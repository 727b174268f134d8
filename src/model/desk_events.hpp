#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "model/calendar.hpp"
#include "model/group.hpp"
#include "model/ids.hpp"
#include "model/instrument.hpp"
#include "model/lp_order.hpp"
#include "model/quote.hpp"
#include "model/routing.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// What the engine answers to the desk and the market.
namespace trireme {

struct RulesVersionChanged {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "rules_version_changed";

    std::uint32_t from = 0;
    std::uint32_t to = 0;

    bool operator==(const RulesVersionChanged&) const = default;
};
TRIREME_DESCRIBE(RulesVersionChanged, (from, to));

struct InstrumentDefined {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "instrument_defined";

    Instrument instrument{};

    bool operator==(const InstrumentDefined&) const = default;
};
TRIREME_DESCRIBE(InstrumentDefined, (instrument));

struct GroupDefined {
    static constexpr std::uint16_t wire_type = 3;
    static constexpr std::string_view wire_name = "group_defined";

    Group group{};

    bool operator==(const GroupDefined&) const = default;
};
TRIREME_DESCRIBE(GroupDefined, (group));

struct CalendarSet {
    static constexpr std::uint16_t wire_type = 4;
    static constexpr std::string_view wire_name = "calendar_set";

    std::vector<Rollover> rollovers{};

    bool operator==(const CalendarSet&) const = default;
};
TRIREME_DESCRIBE(CalendarSet, (rollovers));

struct RoutingRulesSet {
    static constexpr std::uint16_t wire_type = 5;
    static constexpr std::string_view wire_name = "routing_rules_set";

    std::uint32_t version = 0;
    std::vector<RoutingRule> rules{};

    bool operator==(const RoutingRulesSet&) const = default;
};
TRIREME_DESCRIBE(RoutingRulesSet, (version, rules));

struct MarketConditionSet {
    static constexpr std::uint16_t wire_type = 6;
    static constexpr std::string_view wire_name = "market_condition_set";

    InstrumentId instrument{};
    Ratio volatility{};

    bool operator==(const MarketConditionSet&) const = default;
};
TRIREME_DESCRIBE(MarketConditionSet, (instrument, volatility));

struct LpStatusSet {
    static constexpr std::uint16_t wire_type = 7;
    static constexpr std::string_view wire_name = "lp_status_set";

    LpId lp{};
    bool available = false;
    LpTerms terms{};

    bool operator==(const LpStatusSet&) const = default;
};
TRIREME_DESCRIBE(LpStatusSet, (lp, available, terms));

struct KillSwitchSet {
    static constexpr std::uint16_t wire_type = 8;
    static constexpr std::string_view wire_name = "kill_switch_set";

    std::optional<InstrumentId> instrument{};
    std::optional<AccountId> halted{};  // the account, if it is for one
    bool engaged = false;
    UserId by{};

    bool operator==(const KillSwitchSet&) const = default;
};
TRIREME_DESCRIBE(KillSwitchSet, (instrument, halted, engaged, by));

// A quote that cannot be one: not positive, crossed, too large, or of an unknown instrument.
struct QuoteIgnored {
    static constexpr std::uint16_t wire_type = 9;
    static constexpr std::string_view wire_name = "quote_ignored";

    Quote quote{};

    bool operator==(const QuoteIgnored&) const = default;
};
TRIREME_DESCRIBE(QuoteIgnored, (quote));

// All positions have had their swap, all accounts their baseline for the daily loss.
struct RolloverDone {
    static constexpr std::uint16_t wire_type = 10;
    static constexpr std::string_view wire_name = "rollover_done";

    Date date{};

    bool operator==(const RolloverDone&) const = default;
};
TRIREME_DESCRIBE(RolloverDone, (date));

// A dividend has a per_unit, a split the other two.
struct CorporateActionDone {
    static constexpr std::uint16_t wire_type = 11;
    static constexpr std::string_view wire_name = "corporate_action_done";

    CorporateActionId action{};
    InstrumentId instrument{};
    std::optional<Price> per_unit{};
    std::optional<std::uint32_t> numerator{};
    std::optional<std::uint32_t> denominator{};

    bool operator==(const CorporateActionDone&) const = default;
};
TRIREME_DESCRIBE(CorporateActionDone, (action, instrument, per_unit, numerator, denominator));

}  // namespace trireme
