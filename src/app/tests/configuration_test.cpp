#include "app/configuration.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace trireme::app {
namespace {

class ConfigurationFile : public testing::Test {
protected:
    ~ConfigurationFile() override { std::filesystem::remove(path_); }

    Result<Configuration> read(std::string_view text) {
        std::ofstream(path_) << text;
        return read_configuration(path_);
    }
    // Without the name of the file.
    std::string error_of(std::string_view text) {
        const auto read_back = read(text);
        return read_back ? "none" : read_back.error().message.substr(path_.size());
    }

    const std::string path_ =
        (std::filesystem::temp_directory_path() / fmt::format("trireme-{}.toml", ::getpid())).string();
};

TEST_F(ConfigurationFile, NamesLpsAndHowTheirQuotesBecomeOne) {
    const auto configuration = read(R"(
[[lps]]
type = "simulated"
name = "one"
symbols = ["EURUSD"]
last_look = "0.05"

[[lps]]
type = "recorded"
name = "tape"
files = ["EURUSD=ticks.csv"]

[[instruments]]
symbol = "EURUSD"
mode = "primary_with_failover"
lps = ["tape", "one"]
spike_max = "0.02"

[[routing]]
id = 1
when = { client_class = "vip", lots_min = "5" }
book = "c"
hedge_share = "0.5"
lp = 2
)");
    ASSERT_TRUE(configuration) << configuration.error().message;
    Configuration expected;
    expected.lps.emplace_back(
        SimulatedLpSettings{.name = "one", .symbols = {Symbol("EURUSD")}, .last_look = Duration::milliseconds(50)});
    expected.lps.emplace_back(RecordedLpSettings{.name = "tape", .files = {"EURUSD=ticks.csv"}});
    expected.instruments.push_back({.symbol = Symbol("EURUSD"),
                                    .mode = LiquidityChoice::primary_with_failover,
                                    .lps = {"tape", "one"},
                                    .spike_max = Ratio(2'000'000)});
    expected.routing.push_back({.id = RoutingRuleId(1),
                                .when = {.client_class = ClientClass::vip, .lots_min = Lots(500'000'000)},
                                .book = Book::c,
                                .hedge_share = Ratio(50'000'000),
                                .lp = LpId(2)});
    EXPECT_EQ(*configuration, expected);
}

TEST_F(ConfigurationFile, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(error_of(""), ":1: lps: there are none; expected [[lps]] with a type and a name");
    EXPECT_EQ(error_of("[[lps]]\ntype = \"simulated\"\n"),
              ":1: lps[0].name: is missing; expected a name that no other LP has");
    const std::string one = "[[lps]]\ntype = \"simulated\"\nname = \"one\"\n";
    EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(error_of(one + one), ":6: lps[1].name: another LP is called one already");
    EXPECT_EQ(error_of(one + "[[instruments]]\n"),
              ":4: instruments[0].symbol: is missing; expected a symbol such as \"EURUSD\"");
    EXPECT_EQ(error_of(one + "[[instruments]]\nsymbol = \"EURUSD\"\nlps = [\n\"two\"]\n"),
              ":7: instruments[0].lps[0]: no LP is called two");
    const std::string eurusd = "[[instruments]]\nsymbol = \"EURUSD\"\n";
    EXPECT_EQ(error_of(one + eurusd + eurusd), ":7: instruments[1].symbol: EURUSD stands here already");
    EXPECT_EQ(error_of(one + eurusd + "mode = \"best\"\n").substr(0, 29), ":6: instruments[0].mode: expe");
    EXPECT_EQ(error_of(one + "[[routing]]\nid = 1\nlp = 2\n"),
              ":6: routing[0].lp: there is no LP 2; expected its place among the LPs, from 1 to 1");
    EXPECT_EQ(error_of(one + "[[routing]]\nid = 1\nwhen = { lp_available = 0 }\n"),
              ":6: routing[0].when.lp_available: there is no LP 0; expected its place among the LPs, from 1 to 1");
    EXPECT_EQ(error_of(one + "seeds = 2\n").substr(0, 27), ":1: lps[0]: \"seeds\" is not ");
}

}  // namespace
}  // namespace trireme::app
