#include "stress/market.hpp"
#include "stress/stress_rig.hpp"
#include "stress/temporary_folder.hpp"

#include <vector>

namespace trireme::stress {
namespace {

constexpr std::uint64_t herd = 10'000;

// The accounts in whose events there is one of this kind, in the order of the events.
template <class E, class Matches>
std::vector<std::uint64_t> accounts_of(const std::vector<Event>& events, Matches matches) {
    std::vector<std::uint64_t> accounts;
    for (const Event& event : events) {
        const auto* const said = std::get_if<E>(&event);
        if (said != nullptr && matches(*said)) {
            accounts.push_back(said->account.value());
        }
    }
    return accounts;
}

void expect_each_once_in_order(const std::vector<std::uint64_t>& accounts) {
    ASSERT_EQ(accounts.size(), herd);
    for (std::uint64_t at = 0; at < herd; ++at) {
        ASSERT_EQ(accounts[at], at + 1);
    }
}

// With 1,000 dollars half a lot is too much from 1.0753 down, and closed from 1.0699 down; from 1.0646 down nothing is
// left, and the house covers what is missing.
void buy_all(StressRig& rig) {
    std::vector<Command> commands;
    for (std::uint64_t account = 1; account <= herd; ++account) {
        commands.push_back(deposit(account, 1'000));
        commands.push_back(market_order(account, Side::buy, "0.50"));
    }
    rig.do_all(commands);
}

// One quote calls them all, the next closes them all.
void drive_over(StressRig& rig) {
    const std::vector<Event> called = rig.ask(quote("1.07400", "1.07410"));
    expect_each_once_in_order(accounts_of<MarginCallChanged>(called, [](const auto& said) { return said.called; }));
    EXPECT_EQ(called.size(), herd);

    const std::vector<Event> closed = rig.ask(quote("1.06400", "1.06410"));
    expect_each_once_in_order(accounts_of<StopOut>(closed, [](const auto&) { return true; }));
    expect_each_once_in_order(accounts_of<PositionChanged>(
        closed, [](const auto& said) { return said.change == PositionChange::closed && said.lots == Lots(); }));
    // All of one account's stand together: the herd is gone through once.
    const auto traded = accounts_of<Trade>(closed, [](const Trade& trade) {
        return trade.reason == TradeReason::stop_out && trade.price == price("1.06398");
    });
    expect_each_once_in_order(traded);
    EXPECT_TRUE(rig.ask(quote("1.08450", "1.08460")).empty()) << "nobody has anything left to be called for";
}

EndOfRun run(journal::Storage& storage) {
    StressRig rig(storage);
    rig.start();
    rig.do_all(opening({}));
    std::vector<Command> accounts;
    for (std::uint64_t account = herd; account > 0; --account) {
        accounts.push_back(open_account(account));
    }
    rig.do_all(accounts);
    std::size_t warm = 0;
    for (int round = 0; round < 3; ++round) {
        buy_all(rig);
        drive_over(rig);
        EXPECT_TRUE(rig.pipeline().sync_events());
        warm = round == 1 ? heap_bytes() : warm;
    }
    EXPECT_LE(heap_bytes(), warm + warm / 10) << "memory grows with each herd";
    rig.expect_all_answered();
    return expect_equal_replay(rig, storage);
}

TEST(MarginCallHerd, IsCalledAndClosedInOrder) {
    TemporaryFolder first("herd_first");
    TemporaryFolder second("herd_second");
    const EndOfRun end = run(first.storage());
    EXPECT_EQ(run(second.storage()), end) << "the same herd leads to other events";
}

}  // namespace
}  // namespace trireme::stress
