#include "base/tests/random.hpp"
#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "codec/json.hpp"
#include "codec/tests/described_values.hpp"
#include "engine/state.hpp"
#include "model/commands.hpp"
#include "model/events.hpp"

#include <gtest/gtest.h>

// That whatever the engine is asked, says and holds can be stored, sent and hashed whole.
namespace trireme::engine {
namespace {

using trireme::testing::for_each_mutation;
using trireme::testing::Random;
using trireme::testing::random_value;
using trireme::testing::test_seed;

template <class T>
void expect_round_trips(int rounds) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < rounds; ++round) {
        const T value = random_value<T>(random);
        ByteBuffer bytes;
        codec::encode(bytes, value);
        const auto decoded = codec::decode<T>(bytes);
        ASSERT_TRUE(decoded) << decoded.error().message;
        ASSERT_EQ(*decoded, value);
        const std::string json = codec::to_json_text(value);
        const auto parsed = codec::parse_json<T>(json);
        ASSERT_TRUE(parsed) << parsed.error().message << '\n' << json;
        ASSERT_EQ(*parsed, value) << json;
    }
}

TEST(EngineWire, CommandsComeBackFromBytesAndJson) { expect_round_trips<Command>(3'000); }
TEST(EngineWire, EventsComeBackFromBytesAndJson) { expect_round_trips<Event>(3'000); }

TEST(EngineWire, EveryFieldOfTheStateIsInItsHash) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 5; ++round) {
        const auto state = random_value<EngineState>(random);
        const std::uint64_t hash = codec::hash_state(state);
        for_each_mutation(state, [&](const EngineState& mutated, const std::string& path) {
            ASSERT_NE(codec::hash_state(mutated), hash) << path;
        });
    }
}

TEST(EngineWire, TheStateComesBackFromBytes) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    const auto state = random_value<EngineState>(random);
    ByteBuffer bytes;
    codec::encode(bytes, state);
    const auto decoded = codec::decode<EngineState>(bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(*decoded, state);
}

// A list of commands that journals hold: types are never renumbered or given to others.
TEST(EngineWire, TypesKeepTheirNumbers) {
    std::string commands;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Command>>([&](auto type) {
        using T = typename decltype(type)::type;
        commands += std::to_string(T::wire_type) + ' ' + std::string(T::wire_name) + '\n';
    });
    EXPECT_EQ(commands,
              "1 set_rules_version\n2 timer_due\n3 answer_old_request\n10 define_instrument\n11 define_group\n12 "
              "set_calendar\n"
              "13 set_routing_rules\n14 set_market_condition\n15 set_lp_status\n16 set_kill_switch\n17 "
              "set_hedge_policy\n20 quotes\n"
              "21 book_update\n30 open_account\n31 change_account\n40 place_order\n41 place_oco\n42 modify_order\n"
              "43 cancel_order\n44 cancel_orders\n50 modify_position\n51 close_position\n52 close_by\n"
              "53 reverse_position\n54 close_positions\n60 deposit\n61 settle_deposit\n62 request_withdrawal\n"
              "63 decide_withdrawal\n64 grant_credit\n65 adjust_balance\n70 pay_dividend\n71 split_instrument\n"
              "80 report_lp_order\n81 resolve_lp_order\n");
}

}  // namespace
}  // namespace trireme::engine
