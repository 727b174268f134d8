#pragma once

#include "base/describe.hpp"
#include "base/integer.hpp"
#include "model/account.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/scaled.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// By which book a risk-adding order is executed, and why.
namespace trireme {

enum class Book : std::uint8_t {
    a = 1,  // the client's order goes to an LP
    b,      // the house takes the other side
    c,      // the house takes the other side and hedges what is beyond its limit
};
TRIREME_DESCRIBE_ENUM(Book, a, b, c)

// What a rule may ask of an order. All that is stated must hold; both ends of a range belong to it.
struct RoutingConditions {
    std::optional<ClientClass> client_class{};
    std::optional<std::uint8_t> routing_class{};  // of the account's group
    std::optional<InstrumentId> instrument{};
    std::optional<Lots> lots_min{};
    std::optional<Lots> lots_max{};
    std::optional<Ratio> notional_min{};  // lots x contract size x price, in quote currency
    std::optional<Ratio> notional_max{};
    std::optional<Ratio> volatility_min{};  // of the instrument, as last told by the desk
    std::optional<Ratio> volatility_max{};
    std::optional<Lots> exposure_min{};  // the house's in the instrument, without sign
    std::optional<Lots> exposure_max{};
    std::optional<LpId> lp_available{};
    std::optional<std::uint16_t> minute_from{};  // of the day, UTC; a range may go over midnight
    std::optional<std::uint16_t> minute_until{};

    bool operator==(const RoutingConditions&) const = default;
};
TRIREME_DESCRIBE(RoutingConditions,
                 (client_class, routing_class, instrument, lots_min, lots_max, notional_min, notional_max,
                  volatility_min, volatility_max, exposure_min, exposure_max, lp_available, minute_from, minute_until));

struct RoutingRule {
    RoutingRuleId id{};
    RoutingConditions when{};
    Book book = Book::b;
    Ratio hedge_share{};  // of what C hedges: 0 to 1
    LpId lp{};

    bool operator==(const RoutingRule&) const = default;
};
TRIREME_DESCRIBE(RoutingRule, (id, when, book, hedge_share, lp));

inline constexpr std::size_t routing_rules_max = 1'000;

// The facts that the rules were asked about.
struct RoutingInputs {
    ClientClass client_class = ClientClass::standard;
    std::uint8_t routing_class = 0;
    Lots lots{};
    Amount notional{};
    Ratio volatility{};
    Lots exposure{};  // of the house in the instrument: positive if clients are short on balance
    std::uint16_t minute_of_day = 0;

    bool operator==(const RoutingInputs&) const = default;
};
TRIREME_DESCRIBE(RoutingInputs, (client_class, routing_class, lots, notional, volatility, exposure, minute_of_day));

struct RoutingDecision {
    Book book = Book::b;
    std::uint32_t rules_version = 0;      // of the set of rules; 0 before any was set
    std::optional<RoutingRuleId> rule{};  // that matched first; none where none did
    Ratio hedge_share{};
    LpId lp{};
    RoutingInputs inputs{};

    bool operator==(const RoutingDecision&) const = default;
};
TRIREME_DESCRIBE(RoutingDecision, (book, rules_version, rule, hedge_share, lp, inputs));

// How a volume is carried that an order opened. For C also where its share is hedged, and the client's class when it
// was routed, by which the house's limits count it.
struct Route {
    Book book = Book::b;
    LpId lp{};
    Ratio hedge_share{};
    ClientClass client_class = ClientClass::standard;

    bool operator==(const Route&) const = default;
};
TRIREME_DESCRIBE(Route, (book, lp, hedge_share, client_class));

// A part of a position.
struct RoutedVolume {
    Route route{};
    Lots lots{};

    bool operator==(const RoutedVolume&) const = default;
};
TRIREME_DESCRIBE(RoutedVolume, (route, lots));

}  // namespace trireme
