#include "codec/type_name.hpp"

#include "codec/tests/sample.hpp"

#include <gtest/gtest.h>

namespace trireme::codec {
namespace {

struct Local {};

TEST(TypeName, IsTheNameWithoutWhatSurroundsIt) {
    EXPECT_EQ(type_name<sample::Order>(), "Order");
    EXPECT_EQ(type_name<sample::Side>(), "Side");
    EXPECT_EQ(type_name<Local>(), "Local");
    EXPECT_EQ(type_name<bool>(), "bool");
}

}  // namespace
}  // namespace trireme::codec
