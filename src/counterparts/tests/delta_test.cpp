// DeltaLp and a pretended Delta Exchange over real sockets with TLS.

#include "counterparts/certificate.hpp"
#include "counterparts/delta_site.hpp"
#include "counterparts/server.hpp"
#include "counterparts/tests/listener.hpp"
#include "counterparts/tests/wall_clock.hpp"
#include "venues/delta_lp.hpp"
#include "venues/simulated_lp.hpp"
#include "venues/socket_network.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>

namespace trireme::counterparts {
namespace {

using namespace venues;
using testing::Listener;
using testing::WallClock;

constexpr std::int64_t lot = 100'000'000;

class DeltaSockets : public ::testing::Test {
protected:
    void start(const FaultTerms& faults = {}, SimulatedDealingTerms dealing = {}) {
        const auto certificate = make_certificate();
        ASSERT_TRUE(certificate) << certificate.error().message;
        authorities_ = std::filesystem::path(::testing::TempDir()) /
                       fmt::format("delta-{}.pem", ::testing::UnitTest::GetInstance()->current_test_info()->name());
        ASSERT_TRUE(write_authority(*certificate, authorities_));
        dealing.latency_max = Duration::milliseconds(5);
        auto simulated = SimulatedLp::create({.seed = 7,
                                              .begin = clock_.now(),
                                              .dealing = dealing,
                                              .instruments = {{.slot = InstrumentSlot(0),
                                                               .price = {.begin = Price(110'000'000),
                                                                         .interval_min = Duration::milliseconds(2),
                                                                         .interval_max = Duration::milliseconds(10),
                                                                         .levels = 3,
                                                                         .level_lots = Lots(10 * lot)}}}});
        ASSERT_TRUE(simulated) << simulated.error().message;
        site_ = std::make_unique<DeltaSite>(DeltaSiteTerms{.instruments = {quoted}}, *std::move(simulated));
        auto server = start_server({.certificate = &*certificate, .faults = faults}, *site_, clock_);
        ASSERT_TRUE(server) << server.error().message;
        server_ = *std::move(server);
        auto network =
            make_socket_network({.authorities = authorities_, .request_timeout = Duration::seconds(3)}, clock_);
        ASSERT_TRUE(network) << network.error().message;
        const NetworkAddress address{"localhost", server_->port()};
        auto lp = DeltaLp::create(
            {.requests = address,
             .messages = address,
             .api_key = "test",
             .secret = "test-secret",
             .instruments = {quoted},
             .doubt_wait = Duration::milliseconds(200),
             .reconnect = {.first_wait = Duration::milliseconds(20), .wait_max = Duration::milliseconds(200)}},
            *std::move(network));
        ASSERT_TRUE(lp) << lp.error().message;
        lp_ = *std::move(lp);
    }

    bool reach(const std::function<bool()>& condition) {
        for (int wait_ms = 0; wait_ms < 20'000; ++wait_ms) {
            lp_->poll(clock_.now(), heard_);
            if (condition()) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    }
    bool reach_connection() {
        return reach([&] { return lp_->health().is_connected; });
    }
    LpAdmission send(std::string_view name, TimeInForce time_in_force, Price price, Lots lots = Lots(lot)) {
        return lp_->send({.name = *LpOrderName::from_text(name),
                          .instrument = InstrumentSlot(0),
                          .type = LpOrderType::limit,
                          .time_in_force = time_in_force,
                          .lots = lots,
                          .price = price},
                         clock_.now());
    }

    // A hundred contracts are a lot.
    static constexpr DeltaQuoted quoted{Symbol("BTCUSD"), InstrumentSlot(0), Ratio(100 * lot)};
    static constexpr Price high{120'000'000};
    static constexpr Price low{100'000'000};
    WallClock clock_;
    std::filesystem::path authorities_;
    std::unique_ptr<DeltaSite> site_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<DeltaLp> lp_;
    Listener heard_;
};

TEST_F(DeltaSockets, PricesFlowAndTheBooksAgree) {
    start();
    ASSERT_TRUE(reach([&] { return heard_.quotes >= 100 && heard_.depths >= 100; }));
    EXPECT_EQ(lp_->health().bad_messages, 0U);
    EXPECT_EQ(heard_.connections, "+");
}

TEST_F(DeltaSockets, EachOutcomeOfAnOrder) {
    start();
    ASSERT_TRUE(reach_connection());
    ASSERT_EQ(send("fills", TimeInForce::ioc, high), LpAdmission::taken);
    ASSERT_EQ(send("misses", TimeInForce::ioc, low), LpAdmission::taken);
    ASSERT_EQ(send("large", TimeInForce::fok, high, Lots(1'000 * lot)), LpAdmission::taken);
    ASSERT_EQ(send("rests", TimeInForce::gtc, low), LpAdmission::taken);
    ASSERT_TRUE(reach([&] {
        return heard_.has_ended(LpOrderName("fills")) && heard_.has_ended(LpOrderName("misses")) &&
               heard_.has_ended(LpOrderName("large")) &&
               heard_.find(LpOrderName("rests"), LpReportKind::accepted) != nullptr;
    }));
    EXPECT_EQ(heard_.find(LpOrderName("fills"), LpReportKind::filled)->cumulative, Lots(lot));
    EXPECT_EQ(heard_.find(LpOrderName("misses"), LpReportKind::filled), nullptr);
    EXPECT_EQ(heard_.find(LpOrderName("large"), LpReportKind::cancelled)->reason, LpReason::volume);
    ASSERT_EQ(lp_->replace({LpOrderName("rests"), Lots(2 * lot), Price(101'000'000)}, clock_.now()),
              LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.find(LpOrderName("rests"), LpReportKind::replaced) != nullptr; }));
    EXPECT_EQ(heard_.find(LpOrderName("rests"), LpReportKind::replaced)->leaves, Lots(2 * lot));
    ASSERT_EQ(lp_->cancel(LpOrderName("rests"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.has_ended(LpOrderName("rests")); }));
    ASSERT_EQ(lp_->ask_positions(clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.positions_told == 1; }));
    ASSERT_EQ(heard_.positions.size(), 1U);
    EXPECT_EQ(heard_.positions[0].bought, Lots(lot));
}

TEST_F(DeltaSockets, AnOrderThatWasDealtWithBeforeTheCutIsToldOnce) {
    start();
    ASSERT_TRUE(reach_connection());
    server_->run([&](Peers&) { site_->set_keeps_answers(true); });
    ASSERT_EQ(send("one", TimeInForce::ioc, high), LpAdmission::taken);
    bool is_there = false;
    for (int wait_ms = 0; wait_ms < 10'000 && !is_there; ++wait_ms) {
        server_->run([&](Peers&) { is_there = site_->dealt_of(LpOrderName("one")) == Lots(lot); });
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_TRUE(is_there);
    server_->cut_all();
    server_->run([&](Peers&) { site_->set_keeps_answers(false); });
    ASSERT_TRUE(reach([&] { return heard_.has_ended(LpOrderName("one")) && lp_->health().connections == 2; }));
    EXPECT_EQ(std::ranges::count(heard_.reports, LpReportKind::filled, &LpReport::kind), 1);
}

// Messages late, twice, out of order, cut off, requests refused, books with a wrong level: after all of it each order
// has one end, and its fills are those that were dealt.
TEST_F(DeltaSockets, WithFaultsEachOrderEndsOnceAndTheFillsAgree) {
    start({.seed = 3,
           .delay_permille = 50,
           .delay = Duration::milliseconds(20),
           .duplicate_permille = 50,
           .reorder_permille = 50,
           .cut_permille = 2,
           .refuse_permille = 50,
           .lie_permille = 20},
          {.reject_permille = 100, .partial_permille = 300});
    constexpr int orders = 40;
    for (int number = 0; number < orders; ++number) {
        ASSERT_TRUE(reach([&] {
            return send(fmt::format("order-{}", number), TimeInForce::ioc, number % 3 == 0 ? low : high) ==
                   LpAdmission::taken;
        }));
    }
    int told = 0;
    ASSERT_TRUE(reach([&] {
        const auto is_told = [&](int number) {
            const LpOrderName name = *LpOrderName::from_text(fmt::format("order-{}", number));
            return heard_.has_ended(name) || heard_.find(name, LpReportKind::unknown) != nullptr;
        };
        while (told < orders && is_told(told)) {
            ++told;
        }
        return told == orders;
    })) << told;
    std::map<LpOrderName, Lots> filled;
    std::map<LpOrderName, int> ends;
    for (const LpReport& report : heard_.reports) {
        if (report.kind == LpReportKind::filled) {
            filled[report.name] = Lots(filled[report.name].value() + report.lots.value());
        }
        const bool is_end = report.status == OrderStatus::filled || report.kind == LpReportKind::cancelled ||
                            report.kind == LpReportKind::rejected;
        ends[report.name] += is_end ? 1 : 0;
    }
    server_->run([&](Peers&) {
        for (const auto& [name, count] : ends) {
            EXPECT_LE(count, 1) << name.view();
            EXPECT_EQ(filled[name], site_->dealt_of(name).value_or(Lots())) << name.view();
        }
    });
}

}  // namespace
}  // namespace trireme::counterparts
