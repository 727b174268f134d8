#include "codec/choice.hpp"

#include "codec/tests/sample.hpp"

#include <gtest/gtest.h>

namespace trireme::codec {
namespace {

using namespace sample;

TEST(Choice, NumbersAndNamesFindTheAlternative) {
    Command command;
    EXPECT_EQ(index_of_wire_type<Command>(2), 1u);
    EXPECT_TRUE(select_by_wire_type(command, 9));
    EXPECT_TRUE(std::holds_alternative<Halt>(command));
    EXPECT_TRUE(select_by_wire_name(command, "basket"));
    EXPECT_EQ(command, Command(Basket{}));
}

TEST(Choice, AnUnknownNumberOrNameChangesNothing) {
    const Command before = Basket{.note = "kept", .legs = {}, .tag = {}};
    Command command = before;
    EXPECT_EQ(index_of_wire_type<Command>(3), std::nullopt);
    EXPECT_FALSE(select_by_wire_type(command, 3));
    EXPECT_FALSE(select_by_wire_name(command, "Basket"));
    EXPECT_EQ(command, before);
}

TEST(Choice, SaysWhatItHolds) {
    EXPECT_EQ(wire_type_of(Command(Basket{})), 2);
    EXPECT_EQ(wire_name_of(Command(Basket{})), "basket");
}

TEST(Choice, KnowsUnsoundOnes) {
    EXPECT_TRUE((detail::has_distinct_wire_types<Order, Basket, Halt>()));
    EXPECT_FALSE((detail::has_distinct_wire_types<Order, Halt, Order>()));
    EXPECT_FALSE((detail::has_distinct_wire_names<Order, Halt, Order>()));
    EXPECT_TRUE(detail::Alternative<Halt>);
    EXPECT_FALSE(detail::Alternative<Leg>) << "it has neither number nor name";
}

}  // namespace
}  // namespace trireme::codec
