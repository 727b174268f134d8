#include "codec/bytes.hpp"
#include "engine/brokerage_engine.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
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

// A row of deposits into two accounts, and what must be there for them.
std::vector<ByteBuffer> deposits() {
    constexpr Currency usd("USD");
    std::vector<ByteBuffer> commands{encoded(DefineGroup{retail()})};
    for (const std::uint64_t account : {UINT64_C(7), UINT64_C(8)}) {
        commands.push_back(encoded(
            OpenAccount{{.account = AccountId(account), .owner = UserId(1), .group = GroupId(1), .currency = usd}}));
    }
    for (std::uint64_t at = 0; at < 100; ++at) {
        commands.push_back(encoded(Deposit{AccountId(7 + at % 2), *ClientOrderId::from_text(std::to_string(100 + at)),
                                           Money{static_cast<std::int64_t>(at + 1), usd}}));
    }
    return commands;
}

// The state after all of them, with the bytes each time where the ones told of `lookahead` before lay, and with those
// that `is_refused` left out after they were told of.
std::uint64_t hash_after(const std::vector<ByteBuffer>& commands, bool tells,
                         const std::function<bool(std::size_t)>& is_refused) {
    TypedCore<BrokerageEngine> core;
    Recorder recorder;
    std::vector<ByteBuffer> cells(core.lookahead() + 1);
    const auto put = [&](std::size_t at) -> ByteView {
        ByteBuffer& cell = cells[at % cells.size()];
        cell.assign(commands[at].begin(), commands[at].end());
        return cell;
    };
    for (std::size_t at = 0; at < commands.size(); ++at) {
        const std::size_t coming = at + core.lookahead();
        if (tells) {
            core.foresee(coming < commands.size() ? put(coming) : ByteView());
        }
        if (!is_refused(at)) {
            EXPECT_TRUE(core.apply(Timestamp(1), put(at), recorder));
        }
    }
    return core.state_hash();
}

TEST(BrokerageCore, DoesTheSameWhetherItIsToldOfCommandsOrNot) {
    const std::vector<ByteBuffer> commands = deposits();
    const auto none = [](std::size_t) { return false; };
    EXPECT_EQ(hash_after(commands, true, none), hash_after(commands, false, none));
    // More of them in a row than are kept, and single ones.
    const auto some = [](std::size_t at) { return (at > 20 && at < 40) || (at > 50 && at % 3 == 0); };
    EXPECT_EQ(hash_after(commands, true, some), hash_after(commands, false, some));
    EXPECT_NE(hash_after(commands, true, some), hash_after(commands, true, none));
}

TEST(BrokerageCore, AppliesWhatTheBytesAreNowAndNotWhatTheyWereWhenItWasToldOfThem) {
    const std::vector<ByteBuffer> commands = deposits();
    TypedCore<BrokerageEngine> told;
    TypedCore<BrokerageEngine> untold;
    Recorder recorder;
    for (std::size_t at = 0; at < 3; ++at) {
        ASSERT_TRUE(told.apply(Timestamp(1), commands[at], recorder));
        ASSERT_TRUE(untold.apply(Timestamp(1), commands[at], recorder));
    }
    ByteBuffer cell = commands[3];
    told.foresee(cell);
    ASSERT_EQ(cell.size(), commands[4].size());
    std::ranges::copy(commands[4], cell.begin());
    ASSERT_TRUE(told.apply(Timestamp(1), cell, recorder));
    ASSERT_TRUE(untold.apply(Timestamp(1), commands[4], recorder));
    EXPECT_EQ(told.state_hash(), untold.state_hash());
}

TEST(BrokerageCore, LetsNobodySendItsTimers) {
    const TypedVocabulary<Command, Event> vocabulary;
    EXPECT_TRUE(vocabulary.check_command(encoded(SetRulesVersion{2})));
    EXPECT_FALSE(vocabulary.check_command(encoded(TimerDue{})));
}

}  // namespace
}  // namespace trireme::runtime
