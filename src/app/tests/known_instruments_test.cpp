#include "app/known_instruments.hpp"

#include "engine/brokerage_engine.hpp"

#include <gtest/gtest.h>

#include <set>

namespace trireme::app {
namespace {

class CountDefined final : public EventSink {
public:
    void on_event(const Event& event) override {
        defined += std::holds_alternative<InstrumentDefined>(event) ? 1U : 0U;
    }
    std::size_t defined = 0;
};

TEST(KnownInstruments, AreSoundToTheEngine) {
    engine::BrokerageEngine engine;
    CountDefined events;
    std::set<InstrumentId> ids;
    for (const Instrument& each : known_instruments()) {
        engine.apply(Timestamp(1), DefineInstrument{each}, events);
        ids.insert(each.id);
    }
    EXPECT_EQ(events.defined, known_instruments().size());
    EXPECT_EQ(ids.size(), known_instruments().size());
}

// Data folders of earlier runs hold them under these ids.
TEST(KnownInstruments, KeepTheirIds) {
    EXPECT_EQ(find_known_instrument("EURUSD")->id, InstrumentId(1001));
    EXPECT_EQ(find_known_instrument("ETHUSD")->id, InstrumentId(1008));
    EXPECT_EQ(find_known_instrument("USDCHF")->id, InstrumentId(1009));
}

TEST(KnownInstruments, AreFoundInSmallLettersToo) {
    EXPECT_EQ(find_known_instrument("gbpjpy"), find_known_instrument("GBPJPY"));
    EXPECT_EQ(find_known_instrument("EURXYZ"), nullptr);
    EXPECT_NE(known_symbols().find("XAUUSD"), std::string::npos);
}

}  // namespace
}  // namespace trireme::app
