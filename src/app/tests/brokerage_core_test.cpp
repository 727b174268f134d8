#include "app/brokerage_core.hpp"

#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "model/commands.hpp"
#include "model/events.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace trireme::app {
namespace {

constexpr Currency usd("USD");
constexpr AccountId ann(1'001);
constexpr GroupId retail(1);

ByteBuffer encoded(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

DefineGroup define_retail() {
    DefineGroup command;
    command.group.id = retail;
    command.group.name = GroupName("retail");
    command.group.leverage = Ratio(100 * std::int64_t{100'000'000});
    return command;
}

OpenAccount open_ann() { return {.terms = {.account = ann, .owner = UserId(7), .group = retail, .currency = usd}}; }

struct Emitted {
    std::uint64_t account;
    std::uint64_t account_sequence;
    std::uint16_t type;
    Event event;
};

class Collector final : public runtime::EventEmitter {
public:
    void emit(std::uint64_t account, std::uint64_t account_sequence, std::uint16_t type, ByteView body) override {
        emitted.push_back({account, account_sequence, type, *codec::decode<Event>(body)});
    }

    std::vector<Emitted> emitted;
};

class BrokerageCore : public ::testing::Test {
protected:
    void apply(const Command& command, Timestamp time = Timestamp(1'000)) {
        const auto applied = core_->apply(time, encoded(command), collector_);
        ASSERT_TRUE(applied) << applied.error().message;
    }

    std::unique_ptr<runtime::Core> core_ = brokerage_core_kind().make();
    Collector collector_;
};

TEST_F(BrokerageCore, EmitsEventsIntoTheStreamsOfTheirAccounts) {
    apply(define_retail());
    apply(open_ann());
    ASSERT_EQ(collector_.emitted.size(), 2U);
    const Emitted& defined = collector_.emitted[0];
    EXPECT_EQ(defined.account, 0U) << "concerns no single account";
    EXPECT_EQ(defined.account_sequence, 0U);
    EXPECT_EQ(defined.type, GroupDefined::wire_type);
    const Emitted& opened = collector_.emitted[1];
    EXPECT_EQ(opened.account, ann.value());
    EXPECT_EQ(opened.account_sequence, 1U);
    EXPECT_EQ(opened.type, AccountOpened::wire_type);
    EXPECT_EQ(opened.event, Event(AccountOpened{ann, 1, open_ann().terms}));
}

TEST_F(BrokerageCore, RefusesBytesThatAreNoCommandAndChangesNothing) {
    const std::uint64_t before = core_->state_hash();
    ByteBuffer bytes = encoded(define_retail());
    bytes.pop_back();
    EXPECT_FALSE(core_->apply(Timestamp(), bytes, collector_));
    EXPECT_FALSE(core_->apply(Timestamp(), {}, collector_));
    EXPECT_TRUE(collector_.emitted.empty());
    EXPECT_EQ(core_->state_hash(), before);
}

TEST_F(BrokerageCore, HandsOutItsTimerAndTheCommandForIt) {
    EXPECT_EQ(core_->next_timer(), std::nullopt);
    apply(SetCalendar{{{Timestamp(5'000), Date(1)}}});
    EXPECT_EQ(core_->next_timer(), Timestamp(5'000));
    ByteBuffer timer;
    core_->append_timer_command(timer);
    EXPECT_EQ(core_->type_of(timer), TimerDue::wire_type);
    constexpr int slices = 2;  // swaps, then baselines
    for (int slice = 0; slice < slices; ++slice) {
        EXPECT_EQ(core_->next_timer(), Timestamp(5'000));
        ASSERT_TRUE(core_->apply(Timestamp(5'000), timer, collector_));
    }
    EXPECT_EQ(core_->next_timer(), std::nullopt);
    EXPECT_EQ(collector_.emitted.back().event, Event(RolloverDone{Date(1)}));
}

TEST_F(BrokerageCore, ComesBackFromItsState) {
    apply(define_retail());
    apply(open_ann());
    apply(Deposit{ann, {}, Money{5, usd}});
    ByteBuffer state;
    core_->append_state(state);

    const auto other = brokerage_core_kind().make();
    ASSERT_NE(other->state_hash(), core_->state_hash());
    ASSERT_TRUE(other->restore(state));
    EXPECT_EQ(other->state_hash(), core_->state_hash());
    EXPECT_EQ(other->name(), core_->name());
    EXPECT_EQ(codec::hash_bytes(state), core_->state_hash()) << "the hash covers exactly what a snapshot holds";
    EXPECT_EQ(state_of(*other), state_of(*core_));
    EXPECT_EQ(state_of(*other).accounts.front().cash, (Money{5, usd}));
}

TEST_F(BrokerageCore, KeepsItsStateWhenItIsGivenABadOne) {
    apply(define_retail());
    const std::uint64_t before = core_->state_hash();
    ByteBuffer state;
    core_->append_state(state);
    ByteBuffer cut = state;
    cut.pop_back();
    EXPECT_FALSE(core_->restore(cut));
    engine::EngineState impossible;
    impossible.accounts.emplace_back().terms = open_ann().terms;
    ByteBuffer bytes;
    codec::encode(bytes, impossible);
    EXPECT_FALSE(core_->restore(bytes)) << "there is no such group";
    EXPECT_EQ(core_->state_hash(), before);
}

TEST(BrokerageVocabulary, ChecksWhatOutsidersMaySend) {
    const auto vocabulary = brokerage_core_kind().vocabulary;
    EXPECT_TRUE(vocabulary->check_command(encoded(define_retail())));
    const auto timer = vocabulary->check_command(encoded(TimerDue{}));
    ASSERT_FALSE(timer);
    EXPECT_EQ(timer.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(timer.error().message, "timer_due comes from the engine itself and from nobody else");
    EXPECT_FALSE(vocabulary->check_command({}));
}

TEST(BrokerageVocabulary, TranslatesBetweenBytesAndJson) {
    const auto vocabulary = brokerage_core_kind().vocabulary;
    const Command command = Deposit{ann, ClientOrderId("first"), Money{12'50, usd}};
    const std::string json =
        R"({"type":"deposit","account":1001,"client_order_id":"first","amount":{"amount":"12.50","currency":"USD"}})";
    EXPECT_EQ(vocabulary->command_to_json(encoded(command)), json);
    EXPECT_EQ(vocabulary->command_from_json(json), encoded(command));
    EXPECT_EQ(vocabulary->command_to_json(encoded(TimerDue{})), R"({"type":"timer_due"})")
        << "a journal holds timers, so tools must show them";
    EXPECT_FALSE(vocabulary->command_from_json(R"({"type":"timer_due"})"));
    EXPECT_EQ(vocabulary->command_schema().find("timer_due"), std::string::npos);
    EXPECT_NE(vocabulary->event_schema().find("account_opened"), std::string::npos);

    ByteBuffer event;
    codec::encode(event, Event(RulesVersionChanged{1, 2}));
    EXPECT_EQ(vocabulary->event_to_json(event), R"({"type":"rules_version_changed","from":1,"to":2})");
    EXPECT_FALSE(vocabulary->event_to_json({}));
}

}  // namespace
}  // namespace trireme::app
