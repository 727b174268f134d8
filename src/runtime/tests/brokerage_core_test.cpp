#include "codec/bytes.hpp"
#include "engine/brokerage_engine.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

#include <gtest/gtest.h>

#include <vector>

// That the brokerage engine is a core that the runtime can run.
namespace trireme::runtime {
namespace {

using engine::BrokerageEngine;

static_assert(StructCore<BrokerageEngine>);

struct Emitted {
    std::uint64_t account;
    std::uint64_t account_sequence;
    std::uint16_t type;

    bool operator==(const Emitted&) const = default;
};

class Recorder final : public EventEmitter {
public:
    void emit(std::uint64_t account, std::uint64_t account_sequence, std::uint16_t type, ByteView) override {
        emitted.push_back({account, account_sequence, type});
    }

    std::vector<Emitted> emitted;
};

ByteBuffer encoded(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

Group retail() {
    return {.id = GroupId(1),
            .name = GroupName("retail"),
            .leverage = Ratio(100 * std::int64_t{100'000'000}),
            .margin_call_level = Ratio(100 * std::int64_t{100'000'000}),
            .stop_out_level = Ratio(50 * std::int64_t{100'000'000})};
}

TEST(BrokerageCore, GoesOnFromItsState) {
    constexpr Currency usd("USD");
    const AccountTerms terms{.account = AccountId(7), .owner = UserId(1), .group = GroupId(1), .currency = usd};
    TypedCore<BrokerageEngine> core;
    Recorder recorder;
    for (const Command& command : std::vector<Command>{
             DefineGroup{retail()},
             OpenAccount{terms},
             Deposit{AccountId(7), ClientOrderId("first"), Money{100'00, usd}},
         }) {
        ASSERT_TRUE(core.apply(Timestamp(1), encoded(command), recorder));
    }
    EXPECT_EQ(recorder.emitted, (std::vector<Emitted>{{0, 0, GroupDefined::wire_type},
                                                      {7, 1, AccountOpened::wire_type},
                                                      {7, 2, TransactionPosted::wire_type}}));

    ByteBuffer state;
    core.append_state(state);
    TypedCore<BrokerageEngine> restored;
    ASSERT_TRUE(restored.restore(state));
    EXPECT_EQ(restored.state_hash(), core.state_hash());

    // The restored one remembers the request.
    const Command again = Deposit{AccountId(7), ClientOrderId("first"), Money{100'00, usd}};
    ASSERT_TRUE(restored.apply(Timestamp(2), encoded(again), recorder));
    EXPECT_EQ(recorder.emitted.back(), (Emitted{7, 3, Repeated::wire_type}));
}

TEST(BrokerageCore, LetsNobodySendItsTimers) {
    const TypedVocabulary<Command, Event> vocabulary;
    EXPECT_TRUE(vocabulary.check_command(encoded(SetRulesVersion{2})));
    EXPECT_FALSE(vocabulary.check_command(encoded(TimerDue{})));
}

}  // namespace
}  // namespace trireme::runtime
