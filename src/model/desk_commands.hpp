#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/account.hpp"
#include "model/calendar.hpp"
#include "model/group.hpp"
#include "model/ids.hpp"
#include "model/instrument.hpp"
#include "model/routing.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// What the desk asks: docs/rules.md, Reference data, Routing, Kill switch and Charges.
namespace trireme {

// Decides by other rules from here on. There is no way back.
struct SetRulesVersion {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "set_rules_version";

    std::uint32_t version = 0;

    bool operator==(const SetRulesVersion&) const = default;
};
TRIREME_DESCRIBE(SetRulesVersion, (version));

// Does what is due first: docs/rules.md, `time`. Inserted by the runtime; nobody else may send it.
struct TimerDue {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "timer_due";
    static constexpr bool is_internal = true;

    bool operator==(const TimerDue&) const = default;
};
TRIREME_DESCRIBE(TimerDue, ());

// Makes an instrument known or changes its terms.
struct DefineInstrument {
    static constexpr std::uint16_t wire_type = 10;
    static constexpr std::string_view wire_name = "define_instrument";

    Instrument instrument{};

    bool operator==(const DefineInstrument&) const = default;
};
TRIREME_DESCRIBE(DefineInstrument, (instrument));

// Makes a group known or changes its terms.
struct DefineGroup {
    static constexpr std::uint16_t wire_type = 11;
    static constexpr std::string_view wire_name = "define_group";

    Group group{};

    bool operator==(const DefineGroup&) const = default;
};
TRIREME_DESCRIBE(DefineGroup, (group));

// The rollovers to come, ascending, instead of those known before. Past ones are dropped.
struct SetCalendar {
    static constexpr std::uint16_t wire_type = 12;
    static constexpr std::string_view wire_name = "set_calendar";

    std::vector<Rollover> rollovers{};

    bool operator==(const SetCalendar&) const = default;
};
TRIREME_DESCRIBE(SetCalendar, (rollovers));

// The ordered rules by which orders are routed, as a whole.
struct SetRoutingRules {
    static constexpr std::uint16_t wire_type = 13;
    static constexpr std::string_view wire_name = "set_routing_rules";

    std::uint32_t version = 0;  // goes up each time
    std::vector<RoutingRule> rules{};

    bool operator==(const SetRoutingRules&) const = default;
};
TRIREME_DESCRIBE(SetRoutingRules, (version, rules));

// What routing rules are told of an instrument.
struct SetMarketCondition {
    static constexpr std::uint16_t wire_type = 14;
    static constexpr std::string_view wire_name = "set_market_condition";

    InstrumentId instrument{};
    Ratio volatility{};

    bool operator==(const SetMarketCondition&) const = default;
};
TRIREME_DESCRIBE(SetMarketCondition, (instrument, volatility));

// Whether orders can be sent to an LP.
struct SetLpStatus {
    static constexpr std::uint16_t wire_type = 15;
    static constexpr std::string_view wire_name = "set_lp_status";

    LpId lp{};
    bool available = false;
    std::optional<Duration> answer_within{};  // as before where not stated; see LpTerms
    std::optional<Duration> retry_after{};    // likewise

    bool operator==(const SetLpStatus&) const = default;
};
TRIREME_DESCRIBE(SetLpStatus, (lp, available, answer_within, retry_after));

// Stops everything that adds risk, for all, one instrument or one account, and cancels such live orders; or lets it
// go on again, for which a person must be named.
struct SetKillSwitch {
    static constexpr std::uint16_t wire_type = 16;
    static constexpr std::string_view wire_name = "set_kill_switch";

    std::optional<InstrumentId> instrument{};
    std::optional<AccountId> account{};
    bool engaged = false;
    UserId by{};

    bool operator==(const SetKillSwitch&) const = default;
};
TRIREME_DESCRIBE(SetKillSwitch, (instrument, account, engaged, by));

// Opens an account under an id of the asker's choice.
struct OpenAccount {
    static constexpr std::uint16_t wire_type = 30;
    static constexpr std::string_view wire_name = "open_account";

    AccountTerms terms{};

    bool operator==(const OpenAccount&) const = default;
};
TRIREME_DESCRIBE(OpenAccount, (terms));

// Gives an account other terms. Owner, currency and mode never change.
struct ChangeAccount {
    static constexpr std::uint16_t wire_type = 31;
    static constexpr std::string_view wire_name = "change_account";

    AccountTerms terms{};

    bool operator==(const ChangeAccount&) const = default;
};
TRIREME_DESCRIBE(ChangeAccount, (terms));

// Pays or charges a dividend to all that hold the instrument.
struct PayDividend {
    static constexpr std::uint16_t wire_type = 70;
    static constexpr std::string_view wire_name = "pay_dividend";

    CorporateActionId action{};
    InstrumentId instrument{};
    Price per_unit{};  // in quote currency, before tax

    bool operator==(const PayDividend&) const = default;
};
TRIREME_DESCRIBE(PayDividend, (action, instrument, per_unit));

// `numerator` new units for `denominator` old ones.
struct SplitInstrument {
    static constexpr std::uint16_t wire_type = 71;
    static constexpr std::string_view wire_name = "split_instrument";

    CorporateActionId action{};
    InstrumentId instrument{};
    std::uint32_t numerator = 0;
    std::uint32_t denominator = 0;

    bool operator==(const SplitInstrument&) const = default;
};
TRIREME_DESCRIBE(SplitInstrument, (action, instrument, numerator, denominator));

}  // namespace trireme
