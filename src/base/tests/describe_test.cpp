#include "base/describe.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace trireme {
namespace {

struct Leg {
    std::int64_t lots = 0;
    bool buys = false;
};
TRIREME_DESCRIBE(Leg, (lots, buys));

// Every kind of field that an initialiser could be counted wrongly for.
struct Ticket {
    std::optional<int> limit;
    std::optional<Leg> hedge;
    std::optional<std::string> note;
    std::string symbol;
    std::vector<Leg> legs;
    std::vector<std::uint8_t> flags;
    std::variant<Leg, int> target;
    Leg leg;
};
TRIREME_DESCRIBE(Ticket, (limit, hedge, note, symbol, legs, flags, target, leg));

struct Forgetful {
    int described = 0;
    int forgotten = 0;
};
BOOST_DESCRIBE_STRUCT(Forgetful, (), (described))

enum class Side : std::uint8_t { buy, sell };
TRIREME_DESCRIBE_ENUM(Side, buy, sell)

TEST(Describe, CountsTheFieldsThatTheCompilerSees) {
    EXPECT_EQ(describe_detail::arity<Leg>(), 2u);
    EXPECT_EQ(describe_detail::arity<Ticket>(), 8u);
    EXPECT_EQ(field_count<Ticket>, 8u);
}

// What TRIREME_DESCRIBE asserts at compile time would fail for this struct.
TEST(Describe, SeesThatAFieldWasForgotten) { EXPECT_NE(describe_detail::arity<Forgetful>(), field_count<Forgetful>); }

TEST(Describe, VisitsFieldsInTheirOrderAndMayChangeThem) {
    Leg leg{.lots = 3, .buys = true};
    std::string visited;
    for_each_field(leg, [&](std::string_view name, auto& field) {
        visited += name;
        visited += ' ';
        field = {};
    });
    EXPECT_EQ(visited, "lots buys ");
    EXPECT_EQ(leg.lots, 0);
    EXPECT_FALSE(leg.buys);
}

TEST(Describe, TellsStructsAndEnumsFromTheRest) {
    EXPECT_TRUE(DescribedStruct<Leg>);
    EXPECT_FALSE(DescribedStruct<Side>);
    EXPECT_FALSE(DescribedStruct<std::string>);
    EXPECT_TRUE(DescribedEnum<Side>);
    EXPECT_FALSE(DescribedEnum<Leg>);
}

}  // namespace
}  // namespace trireme
