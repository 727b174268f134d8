#include "engine/id_ordered.hpp"

#include "model/ids.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace trireme::engine {
namespace {

struct OfAccount;
struct OfInstrument;

struct Holding : IdHook<OfAccount>, IdHook<OfInstrument> {
    PositionId id;
};

template <class Tag>
std::vector<std::uint64_t> ids_of(const IdOrdered<Holding, Tag>& holdings) {
    std::vector<std::uint64_t> ids;
    for (const Holding& holding : holdings) {
        ids.push_back(holding.id.value());
    }
    return ids;
}

class IdOrderedTest : public ::testing::Test {
protected:
    void SetUp() override {
        constexpr std::array<std::uint64_t, 4> ids{30, 10, 40, 20};
        for (std::size_t index = 0; index < ids.size(); ++index) {
            holdings_[index].id = PositionId(ids[index]);
            of_account_.insert(holdings_[index]);
        }
    }

    std::array<Holding, 4> holdings_;
    IdOrdered<Holding, OfAccount> of_account_;
    IdOrdered<Holding, OfInstrument> of_instrument_;
};

TEST_F(IdOrderedTest, AscendsWhateverCameFirst) {
    EXPECT_EQ(ids_of(of_account_), (std::vector<std::uint64_t>{10, 20, 30, 40}));
    EXPECT_EQ(of_account_.first()->id, PositionId(10));
    EXPECT_EQ(of_account_.size(), 4U);
}

TEST_F(IdOrderedTest, FindsByIdAndFromAnIdOn) {
    EXPECT_EQ(of_account_.find(PositionId(20)), &holdings_[3]);
    EXPECT_EQ(of_account_.find(PositionId(21)), nullptr);
    EXPECT_EQ(of_account_.lower_bound(PositionId(20)), &holdings_[3]);
    EXPECT_EQ(of_account_.lower_bound(PositionId(21)), &holdings_[0]);
    EXPECT_EQ(of_account_.lower_bound(PositionId(41)), nullptr);
}

TEST_F(IdOrderedTest, CanBeEmptiedOnTheWay) {
    std::vector<std::uint64_t> ids;
    for (Holding* holding = of_account_.first(); holding != nullptr;) {
        Holding* const next = of_account_.next(*holding);
        ids.push_back(holding->id.value());
        of_account_.erase(*holding);
        holding = next;
    }
    EXPECT_EQ(ids, (std::vector<std::uint64_t>{10, 20, 30, 40}));
    EXPECT_TRUE(of_account_.empty());
    EXPECT_EQ(of_account_.first(), nullptr);
}

TEST_F(IdOrderedTest, ARecordMayStandInSeveral) {
    of_instrument_.insert(holdings_[2]);
    of_instrument_.insert(holdings_[1]);
    of_account_.erase(holdings_[1]);
    EXPECT_EQ(ids_of(of_instrument_), (std::vector<std::uint64_t>{10, 40}));
    EXPECT_EQ(ids_of(of_account_), (std::vector<std::uint64_t>{20, 30, 40}));
}

TEST_F(IdOrderedTest, RefusesAnIdTwice) {
    Holding twin;
    twin.id = PositionId(20);
    EXPECT_DEATH(of_account_.insert(twin), "find");
}

}  // namespace
}  // namespace trireme::engine
